import { randomUUID } from 'node:crypto';
import type { Alert, AlertEvent } from '../../../domain/alert.ts';
import { canaryRuleId, type CanaryBeat } from '../../../domain/canary.ts';
import type { CaseChange } from '../../../domain/case-desk.ts';
import type { IncidentChange } from '../../../domain/incident.ts';
import type { SensorKind } from '../../../domain/kinds.ts';
import type { PlanRun } from '../../../domain/plan.ts';
import { closeCodes, type ClientMessage } from '../../live-protocol.ts';
import type { AlertViews } from '../alert-view.ts';
import type { DashboardAlerts, DashboardCases, DashboardFleet, DashboardIncidents } from '../dependencies.ts';
import type { DashboardLimits } from '../limits.ts';
import type { Scope } from '../scope.ts';
import type { DashboardPlans } from '../plan-dependencies.ts';
import { countFleet } from './fleet-counts.ts';
import { changeFrame, telemetryJson } from './frames.ts';
import { createHeldChanges } from './held-changes.ts';
import type { DeviceState, LatestReadings, LatestWatch } from './latest-readings.ts';
import { resubscribe } from './resubscribe.ts';
import type { ScreenViews } from './screen-views.ts';
import { createWaitMeter } from './wait-meter.ts';
import { createWaitingChanges } from './waiting-changes.ts';

/** One connected screen, as the feed sees it. */
export interface LiveConnection {
  /** Of the member of staff who sits at it. */
  readonly name: string;
  /** What they see. */
  readonly scope: Scope;
  send(frame: Buffer): void;
  /** Bytes that were sent but have not left yet. */
  waitingBytes(): number;
  close(code: number, reason: string): void;
}

export interface LiveClient {
  handle(message: ClientMessage): void;
  detach(): void;
}

export interface LiveFeed {
  start(): void;
  stop(): void;
  attach(connection: LiveConnection): LiveClient;
  alertChanged(alert: Alert, event: AlertEvent): void;
  incidentChanged(change: IncidentChange): void;
  caseChanged(change: CaseChange): void;
  planChanged(run: PlanRun): void;
  /** The canary's alert, by the way of critical ones. */
  canaryRaised(seq: number): void;
  /** Something that waits for a second person came, moved on or ended. */
  confirmationsChanged(): void;
  /** Devices, sites or areas changed: places are named anew. */
  fleetChanged(): void;
  stats(): { clients: number; seq: number; held: number; closedForSlowness: number };
}

export interface LiveFeedOptions {
  readonly alerts: Pick<DashboardAlerts, 'open'>;
  readonly fleet: Pick<DashboardFleet, 'devices'>;
  readonly latest: Pick<LatestReadings, 'state'> & LatestWatch;
  readonly incidents: Pick<DashboardIncidents, 'open' | 'of' | 'floods'>;
  readonly cases: Pick<DashboardCases, 'open'>;
  readonly plans: Pick<DashboardPlans, 'running'>;
  readonly views: Pick<AlertViews, 'alert' | 'liveIncident' | 'case' | 'planRun'>;
  /** Who has what open, of all feeds together. */
  readonly screens: ScreenViews;
  /** A number for a connection that no other of any feed has. */
  readonly nextScreen: () => number;
  /** Told how long a change waited until it was on the sockets, ms. */
  readonly measured: (delay_ms: number) => void;
  readonly canaryBeat: () => CanaryBeat | null;
  readonly limits: DashboardLimits;
  readonly now: () => number;
}

interface Client {
  readonly connection: LiveConnection;
  readonly screen: number;
  started: boolean;
  readonly subscriptions: Set<string>;
  /** A snapshot may be larger than what a client may owe. */
  bytesMax: number;
}

/**
 * The live feed: one numbered stream of changes to all screens that see the same (`live-protocol.ts` has the rules). Every
 * change is turned into JSON once, whatever the number of clients, and held for those that come back.
 */
export function createLiveFeed(options: LiveFeedOptions): LiveFeed {
  const { alerts, incidents, cases, plans, fleet, latest, views, screens } = options;
  const { nextScreen, canaryBeat, limits, now } = options;
  const epoch = randomUUID();
  const clients = new Set<Client>();
  const held = createHeldChanges({ changesMax: limits.heldChangesMax, bytesMax: limits.heldBytesMax });
  const timers: NodeJS.Timeout[] = [];
  const waiting = createWaitingChanges();
  let alertTexts = new WeakMap<Alert, { readonly incidentId: string | null; readonly json: string }>();
  let alertTimer: NodeJS.Timeout | null = null;
  let urgentTimer: NodeJS.Immediate | null = null;
  const meter = createWaitMeter(options.measured);
  let [seq, incidentsToldAt, closedForSlowness] = [0, 0, 0];
  let [fleetText, floodsText] = ['[]', '[]'];
  let [fleetDirty, floodsDirty, confirmationsDirty] = [false, false, false];
  let snapshot: { seq: number; counts: string; frame: Buffer } | null = null;

  /** Made once for all screens and snapshots, and anew when the alert turns out to be part of another incident. */
  function alertJson(alert: Alert): string {
    const known = alertTexts.get(alert);
    if (known !== undefined && known.incidentId === (incidents.of(alert.id)?.id ?? null)) return known.json;
    const view = views.alert(alert);
    const json = JSON.stringify(view);
    alertTexts.set(alert, { incidentId: view.incidentId, json });
    return json;
  }

  function send(client: Client, frame: Buffer): void {
    if (client.connection.waitingBytes() + frame.length > client.bytesMax) {
      closedForSlowness += 1;
      remove(client);
      client.connection.close(closeCodes.tooSlow, 'the client reads too slowly: connect again and resume');
      return;
    }
    client.connection.send(frame);
  }

  function remove(client: Client): void {
    if (!clients.delete(client)) return;
    for (const deviceId of client.subscriptions) latest.unsubscribe(deviceId);
    client.subscriptions.clear();
    screens.forget(client.screen);
  }

  /** Puts alert and incident changes on the wire, and keeps them for who comes back. */
  function tell(texts: readonly string[]): void {
    for (let from = 0; from < texts.length; from += limits.changesPerMessageMax) {
      const json = texts.slice(from, from + limits.changesPerMessageMax).join(',');
      seq += 1;
      held.add(seq, json);
      const frame = changeFrame(seq, json, now());
      for (const client of clients) if (client.started) send(client, frame);
    }
  }

  function flushAlerts(): void {
    if (alertTimer !== null) clearTimeout(alertTimer);
    if (urgentTimer !== null) clearImmediate(urgentTimer);
    alertTimer = null;
    urgentTimer = null;
    tell([...waiting.takeAlerts(), ...waiting.takeCases(), ...waiting.takePlans()]);
    meter.end('all');
    tellIncidents(waiting.takeNewIncidents());
  }

  function flushUrgentAlerts(): void {
    urgentTimer = null;
    tell(waiting.takeUrgentAlerts());
    meter.end('urgent');
  }

  function tellIncidents(changes: readonly Omit<IncidentChange, 'before'>[]): void {
    tell(
      changes.map(({ incident, moved }) => {
        const left = moved.filter((alertId) => incidents.of(alertId)?.id === incident.id);
        return JSON.stringify({ kind: 'incident', incident: views.liveIncident(incident), moved: left });
      }),
    );
  }

  /** All that is not merged. */
  function flushChanges(): void {
    flushAlerts();
    incidentsToldAt = now();
    tellIncidents(waiting.takeIncidents());
  }

  function flushMerged(): void {
    // Incidents after their alerts, and seldom: nobody waits for a count.
    if (now() - incidentsToldAt >= limits.incidentMergeMs) flushChanges();
    else flushAlerts();
    const readings = latest.takeDirty();
    const presence = screens.take(now());
    const isQuiet = !fleetDirty && !floodsDirty && !confirmationsDirty && presence === null;
    if (readings.length === 0 && isQuiet) return;
    const forAll = [
      ...(fleetDirty ? [`{"kind":"fleet","counts":${fleetText}}`] : []),
      ...(floodsDirty ? [`{"kind":"floods","meters":${floodsText}}`] : []),
      ...(presence === null ? [] : [JSON.stringify({ kind: 'presence', views: presence })]),
      ...(confirmationsDirty ? ['{"kind":"confirmations"}'] : []),
    ];
    confirmationsDirty = false;
    fleetDirty = false;
    floodsDirty = false;
    const texts = readings.map((reading) => ({ id: reading.deviceId, json: telemetryJson(reading) }));
    seq += 1;
    held.add(seq, '');
    const sentAt = now();
    const common = changeFrame(seq, forAll.join(','), sentAt);
    for (const client of clients) {
      if (!client.started) continue;
      const wanted = texts.filter((text) => client.subscriptions.has(text.id)).map((text) => text.json);
      const isOwn = wanted.length > 0;
      send(client, isOwn ? changeFrame(seq, [...forAll, ...wanted].join(','), sentAt) : common);
    }
  }

  function countNow(): void {
    const at = now();
    const inAlert = new Set(alerts.open().map((alert) => alert.deviceId));
    const stateOf = (id: string, kind: SensorKind): DeviceState => latest.state(id, kind, at);
    const text = JSON.stringify(countFleet(fleet.devices(), stateOf, inAlert));
    fleetDirty ||= text !== fleetText;
    fleetText = text;
    const meters = JSON.stringify(incidents.floods());
    floodsDirty ||= meters !== floodsText;
    floodsText = meters;
  }

  function heartbeat(): void {
    const frame = Buffer.from(
      JSON.stringify({ type: 'heartbeat', seq, serverTime: now(), canary: canaryBeat() }),
    );
    for (const client of clients) send(client, frame);
  }

  function snapshotFrame(): Buffer {
    const counts = `"floods":${floodsText},"fleet":${fleetText}`;
    if (snapshot === null || snapshot.seq !== seq || snapshot.counts !== counts) {
      const open = alerts.open().map(alertJson).join(',');
      const groups = JSON.stringify(incidents.open().map((incident) => views.liveIncident(incident)));
      const tasks = JSON.stringify(cases.open().map((one) => views.case(one)));
      const running = JSON.stringify(plans.running().map((run) => views.planRun(run)));
      const head = JSON.stringify({ type: 'snapshot', epoch, seq, serverTime: now() }).slice(0, -1);
      const frame = Buffer.from(
        `${head},"alerts":[${open}],"incidents":${groups},"cases":${tasks},"plans":${running},${counts}}`,
      );
      snapshot = { seq, counts, frame };
    }
    return snapshot.frame;
  }

  function begin(client: Client, resume: { epoch: string; seq: number } | null): void {
    flushChanges();
    const missed = resume?.epoch === epoch ? held.since(resume.seq) : null;
    client.started = true;
    screens.tellAgain();
    if (missed === null) {
      const frame = snapshotFrame();
      client.bytesMax = limits.clientBytesMax + frame.length;
      send(client, frame);
      return;
    }
    const frames = missed.map((change) => changeFrame(change.seq, change.json, null));
    frames.push(Buffer.from(JSON.stringify({ type: 'resumed', seq, missed: missed.length })));
    client.bytesMax = limits.clientBytesMax + frames.reduce((sum, frame) => sum + frame.length, 0);
    for (const frame of frames) send(client, frame);
    // Merged changes were not replayed: what they led to follows with the next one.
    fleetDirty = true;
    floodsDirty = true;
  }

  return {
    start() {
      countNow();
      timers.push(setInterval(flushMerged, limits.mergeMs));
      timers.push(setInterval(countNow, limits.fleetCountMs));
      timers.push(setInterval(heartbeat, limits.heartbeatMs));
    },
    stop() {
      for (const timer of timers.splice(0)) clearInterval(timer);
      if (alertTimer !== null) clearTimeout(alertTimer);
      if (urgentTimer !== null) clearImmediate(urgentTimer);
      for (const client of clients) {
        remove(client);
        client.connection.close(closeCodes.stopping, 'the service is going down: connect again');
      }
    },
    attach(connection) {
      const client: Client = {
        connection,
        screen: nextScreen(),
        started: false,
        subscriptions: new Set(),
        bytesMax: limits.clientBytesMax,
      };
      clients.add(client);
      const { heartbeatMs } = limits;
      const hello = { type: 'hello', epoch, seq, serverTime: now(), heartbeatMs, screen: client.screen };
      send(client, Buffer.from(JSON.stringify(hello)));
      return {
        handle(message) {
          if (!clients.has(client)) return;
          if (message.type === 'start') begin(client, null);
          else if (message.type === 'resume') begin(client, message);
          else if (message.type === 'subscribe') resubscribe(latest, client.subscriptions, message.devices);
          else if (message.type === 'view') screens.put(client.screen, message.subject, connection.name);
          else send(client, Buffer.from(JSON.stringify({ type: 'pong', t: message.t, serverTime: now() })));
        },
        detach: () => remove(client),
      };
    },
    alertChanged(alert, { detail: _detail, ...event }) {
      const json = `{"kind":"alert","alert":${alertJson(alert)},"event":${JSON.stringify(event)}}`;
      const isUrgent = alert.displayedSeverity === 1;
      meter.begin(isUrgent);
      waiting.addAlert({ alertId: alert.id, json, isUrgent });
      if (isUrgent) urgentTimer ??= setImmediate(flushUrgentAlerts);
      else alertTimer ??= setTimeout(flushAlerts, limits.alertFlushMs);
    },
    canaryRaised(canary) {
      const json = JSON.stringify({ kind: 'canary', seq: canary });
      meter.begin(true);
      waiting.addAlert({ alertId: canaryRuleId, json, isUrgent: true });
      urgentTimer ??= setImmediate(flushUrgentAlerts);
    },
    caseChanged({ case: after, event }) {
      waiting.addCase(JSON.stringify({ kind: 'case', case: views.case(after), event }));
      alertTimer ??= setTimeout(flushAlerts, limits.alertFlushMs);
    },
    planChanged(run) {
      waiting.addPlan(run.id, JSON.stringify({ kind: 'plan', run: views.planRun(run) }));
      alertTimer ??= setTimeout(flushAlerts, limits.alertFlushMs);
    },
    incidentChanged(change) {
      waiting.addIncident(change);
      if (change.before === null) alertTimer ??= setTimeout(flushAlerts, limits.alertFlushMs);
    },
    confirmationsChanged() {
      confirmationsDirty = true;
    },
    fleetChanged() {
      alertTexts = new WeakMap();
      snapshot = null;
    },
    stats: () => ({ clients: clients.size, seq, held: held.size(), closedForSlowness }),
  };
}
