import { randomUUID } from 'node:crypto';
import type { Alert, AlertEvent } from '../../../domain/alert.ts';
import type { SensorKind } from '../../../domain/kinds.ts';
import { namedValues, type Reading } from '../../../domain/reading.ts';
import { closeCodes, type ClientMessage, type LiveTelemetry } from '../../live-protocol.ts';
import type { DashboardAlerts, DashboardFleet } from '../dependencies.ts';
import type { DashboardLimits } from '../limits.ts';
import type { Places } from '../place.ts';
import { countFleet } from './fleet-counts.ts';
import { createHeldChanges } from './held-changes.ts';
import type { DeviceState, LatestReadings } from './latest-readings.ts';

/** One connected screen, as the feed sees it. */
export interface LiveConnection {
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
  /** Devices, sites or areas changed: names are looked up anew. */
  fleetChanged(): void;
  alertJson(alert: Alert): string;
  stats(): { clients: number; seq: number; held: number; closedForSlowness: number };
}

export interface LiveFeedOptions {
  readonly alerts: Pick<DashboardAlerts, 'open'>;
  readonly fleet: Pick<DashboardFleet, 'devices'>;
  readonly latest: LatestReadings;
  readonly places: Places;
  readonly limits: DashboardLimits;
  readonly now: () => number;
}

interface Client {
  readonly connection: LiveConnection;
  started: boolean;
  readonly subscriptions: Set<string>;
  /** A snapshot may be larger than what a client may owe. */
  bytesMax: number;
}

/**
 * The live feed: one numbered stream of changes to all screens (`live-protocol.ts` has the rules). Every
 * change is turned into JSON once, whatever the number of clients, and held for those that come back.
 */
export function createLiveFeed(options: LiveFeedOptions): LiveFeed {
  const { alerts, fleet, latest, places, limits, now } = options;
  const epoch = randomUUID();
  const clients = new Set<Client>();
  const held = createHeldChanges({ changesMax: limits.heldChangesMax, bytesMax: limits.heldBytesMax });
  const timers: NodeJS.Timeout[] = [];
  let alertTexts = new WeakMap<Alert, string>();
  let pending: string[] = [];
  let pendingTimer: NodeJS.Timeout | null = null;
  let seq = 0;
  let fleetText = '[]';
  let fleetDirty = false;
  let snapshot: { seq: number; fleetText: string; frame: Buffer } | null = null;
  let closedForSlowness = 0;

  function alertJson(alert: Alert): string {
    let text = alertTexts.get(alert);
    if (text === undefined) {
      text = JSON.stringify({ ...alert, place: places.ofAlert(alert) });
      alertTexts.set(alert, text);
    }
    return text;
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
  }

  function flushAlerts(): void {
    if (pendingTimer !== null) clearTimeout(pendingTimer);
    pendingTimer = null;
    const texts = pending;
    pending = [];
    for (let from = 0; from < texts.length; from += limits.changesPerMessageMax) {
      const json = texts.slice(from, from + limits.changesPerMessageMax).join(',');
      seq += 1;
      held.add(seq, json);
      const frame = changeFrame(seq, json, now());
      for (const client of clients) if (client.started) send(client, frame);
    }
  }

  function flushMerged(): void {
    const readings = latest.takeDirty();
    if (readings.length === 0 && !fleetDirty) return;
    flushAlerts();
    const fleetJson = fleetDirty ? `{"kind":"fleet","counts":${fleetText}}` : '';
    fleetDirty = false;
    const texts = readings.map((reading) => ({ id: reading.deviceId, json: telemetryJson(reading) }));
    seq += 1;
    held.add(seq, '');
    const sentAt = now();
    const common = changeFrame(seq, fleetJson, sentAt);
    for (const client of clients) {
      if (!client.started) continue;
      const wanted = texts.filter((text) => client.subscriptions.has(text.id)).map((text) => text.json);
      if (fleetJson !== '') wanted.unshift(fleetJson);
      const own = wanted.length > (fleetJson === '' ? 0 : 1);
      send(client, own ? changeFrame(seq, wanted.join(','), sentAt) : common);
    }
  }

  function countNow(): void {
    const at = now();
    const inAlert = new Set(alerts.open().map((alert) => alert.deviceId));
    const stateOf = (id: string, kind: SensorKind): DeviceState => latest.state(id, kind, at);
    const text = JSON.stringify(countFleet(fleet.devices(), stateOf, inAlert));
    if (text === fleetText) return;
    fleetText = text;
    fleetDirty = true;
  }

  function heartbeat(): void {
    const frame = Buffer.from(JSON.stringify({ type: 'heartbeat', seq, serverTime: now() }));
    for (const client of clients) send(client, frame);
  }

  function snapshotFrame(): Buffer {
    flushAlerts();
    if (snapshot === null || snapshot.seq !== seq || snapshot.fleetText !== fleetText) {
      const open = alerts.open().map(alertJson).join(',');
      const head = JSON.stringify({ type: 'snapshot', epoch, seq, serverTime: now() }).slice(0, -1);
      const frame = Buffer.from(`${head},"alerts":[${open}],"fleet":${fleetText}}`);
      snapshot = { seq, fleetText, frame };
    }
    return snapshot.frame;
  }

  function begin(client: Client, resume: { epoch: string; seq: number } | null): void {
    flushAlerts();
    const missed = resume?.epoch === epoch ? held.since(resume.seq) : null;
    client.started = true;
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
  }

  function subscribe(client: Client, devices: readonly string[]): void {
    const wanted = new Set(devices);
    for (const deviceId of client.subscriptions) {
      if (wanted.has(deviceId)) continue;
      client.subscriptions.delete(deviceId);
      latest.unsubscribe(deviceId);
    }
    for (const deviceId of wanted) {
      if (client.subscriptions.has(deviceId)) continue;
      client.subscriptions.add(deviceId);
      latest.subscribe(deviceId);
    }
    latest.markDirty(wanted);
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
      if (pendingTimer !== null) clearTimeout(pendingTimer);
      for (const client of clients) {
        remove(client);
        client.connection.close(closeCodes.stopping, 'the service is going down: connect again');
      }
    },
    attach(connection) {
      const client: Client = {
        connection,
        started: false,
        subscriptions: new Set(),
        bytesMax: limits.clientBytesMax,
      };
      clients.add(client);
      const { heartbeatMs } = limits;
      send(
        client,
        Buffer.from(JSON.stringify({ type: 'hello', epoch, seq, serverTime: now(), heartbeatMs })),
      );
      return {
        handle(message) {
          if (!clients.has(client)) return;
          if (message.type === 'start') begin(client, null);
          else if (message.type === 'resume') begin(client, message);
          else if (message.type === 'subscribe') subscribe(client, message.devices);
          else send(client, Buffer.from(JSON.stringify({ type: 'pong', t: message.t, serverTime: now() })));
        },
        detach: () => remove(client),
      };
    },
    alertChanged(alert, event) {
      pending.push(`{"kind":"alert","alert":${alertJson(alert)},"event":${JSON.stringify(event)}}`);
      pendingTimer ??= setTimeout(flushAlerts, limits.alertFlushMs);
    },
    fleetChanged() {
      places.forget();
      alertTexts = new WeakMap();
      snapshot = null;
    },
    alertJson,
    stats: () => ({ clients: clients.size, seq, held: held.size(), closedForSlowness }),
  };
}

function changeFrame(seq: number, json: string, sentAt: number | null): Buffer {
  const sent = sentAt === null ? '' : `"sentAt":${sentAt},`;
  return Buffer.from(`{"type":"change","seq":${seq},${sent}"changes":[${json}]}`);
}

function telemetryJson(reading: Reading): string {
  const { deviceId, time, receivedAt } = reading;
  const change: LiveTelemetry = {
    kind: 'telemetry',
    deviceId,
    time,
    receivedAt,
    values: namedValues(reading),
  };
  return JSON.stringify(change);
}
