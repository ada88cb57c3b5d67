import { batch, signal } from '@preact/signals';
import type { FloodMeter } from '../../../domain/incident.ts';
import type {
  AlertWithPlace,
  CaseWithPlace,
  FleetCount,
  LiveIncident,
  LiveTelemetry,
  PlanRunWithPlace,
  ScreenView,
  ServerMessage,
} from '../../live-protocol.ts';
import { noteCanary, renewAlarmPath, showAlarmPath } from './alarm-path.ts';
import { createClockOffset } from './clock-offset.ts';
import { createNewlyTold } from './newly-told.ts';
import { alertPlausibleMs, createDelayMeter, type DelaySummary } from './delay-meter.ts';
import { createLiveConnection, type LiveConnection } from './live-connection.ts';
import {
  applyMessage,
  createLiveState,
  putAlert,
  putCase,
  putPlanRun,
  tellsOfConfirmations,
  type Applied,
  type Raised,
} from './live-state.ts';
import { checkSession } from '../shell/session.ts';

export type LineState =
  | { readonly state: 'connecting' | 'live' }
  | { readonly state: 'stale'; readonly since: number };

/** A time when the screen saw nothing, told until someone has read it. */
export interface BlindPeriod {
  readonly from: number;
  readonly to: number;
  readonly changes: number;
  /** Alerts that changed meanwhile, as they were when the line came back; the last of too many. */
  readonly alerts: readonly AlertWithPlace[];
}

/** Alerts told of a time in which the screen saw nothing; of more, the first are only counted. */
const blindAlertsMax = 200;

/** A shorter break without changes is nobody's business. */
const blindWorthTellingMs = 3_000;
/** Frames stop in a tab that is not seen; what must go on then goes on at this pace. */
const hiddenFrameMs = 250;

/**
 * What the live feed tells, for the components: signals that change at most once a frame, fed by a mutable
 * state outside of them. There is one line per page, so there is one store per page.
 */
export const openAlerts = signal<readonly AlertWithPlace[]>([]);
export const openIncidents = signal<readonly LiveIncident[]>([]);
export const openCases = signal<readonly CaseWithPlace[]>([]);
/** Plans in motion. */
export const openPlanRuns = signal<readonly PlanRunWithPlace[]>([]);
export const floodMeters = signal<readonly FloodMeter[]>([]);
export const fleetCounts = signal<readonly FleetCount[]>([]);
export const telemetry = signal<ReadonlyMap<string, LiveTelemetry>>(new Map());
export const line = signal<LineState>({ state: 'connecting' });
export const blind = signal<BlindPeriod | null>(null);
export const delay = signal<DelaySummary | null>(null);
/** Alerts that began to ring in the last frame, for the announcer. */
export const justRaised = signal<readonly AlertWithPlace[]>([]);
/** The server's clock, ticking by the second. */
export const clock = signal(Date.now());
/** What other screens have open; ask `viewersOf`. */
const screenViews = signal<readonly ScreenView[]>([]);
/** Grows whenever what waits for a second person may have changed. */
export const confirmationsTold = signal(0);
/** True once the first snapshot came. */
export const isFilled = signal(false);

type LiveListener = (what: 'alerts' | 'beat' | 'lost' | 'back') => void;

const state = createLiveState();
const listeners = new Set<LiveListener>();
const offset = createClockOffset();
const meter = createDelayMeter();
let connection: LiveConnection | null = null;
let viewing: string | null = null;
let clockTimer: ReturnType<typeof setInterval> | undefined;

let frameAsked = false;
const clean = {
  alerts: false,
  incidents: false,
  cases: false,
  plans: false,
  floods: false,
  fleet: false,
  views: false,
  telemetry: false,
};
let dirty = clean;
let shown: LiveTelemetry[] = [];
let raised: Raised[] = [];
const newlyTold = createNewlyTold();
/** What each part of the page watches: one ends nothing that another still shows. */
const watches = new Map<symbol | 'page', readonly string[]>();
let lostSince: number | null = null;
let changesSinceLost = 0;
const changedSinceLost = new Map<string, AlertWithPlace>();

export function startLive(): void {
  const address = new URL('/api/live', location.href);
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  connection = createLiveConnection({
    url: address.href,
    open: (url) => new WebSocket(url),
    now: Date.now,
    position: () => (state.epoch === null ? null : { epoch: state.epoch, seq: state.seq }),
    message: take,
    synchronised,
    lost,
    refused: () => void checkSession(),
  });
  connection.start();
  connection.view(viewing);
  clockTimer = setInterval(() => {
    clock.value = serverNow();
    delay.value = meter.summary(serverNow());
    showAlarmPath(offset.offset());
  }, 1_000);
}

export function stopLive(): void {
  connection?.stop();
  connection = null;
  clearInterval(clockTimer);
  watches.clear();
  state.alerts.clear();
  state.incidents.clear();
  state.cases.clear();
  state.plans.clear();
  state.telemetry.clear();
  state.epoch = null;
  state.views = [];
  lostSince = null;
  changesSinceLost = 0;
  changedSinceLost.clear();
  batch(() => {
    openAlerts.value = [];
    openIncidents.value = [];
    openCases.value = [];
    openPlanRuns.value = [];
    floodMeters.value = [];
    screenViews.value = [];
    line.value = { state: 'connecting' };
    blind.value = null;
    isFilled.value = false;
  });
}

/**
 * Calls when a message was taken, not when a frame is drawn: tabs in the background have no frames, and what must be
 * heard must not wait for one. `alerts`: those changed; `beat`: nothing did, but time goes on; `lost` and `back`:
 * the line. Gives the function that ends it.
 */
export function listenLive(listener: LiveListener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The open alerts as of the last message. */
export function alertsNow(): Iterable<AlertWithPlace> {
  return state.alerts.values();
}

/** The incident of an alert as of the last message, while it is open. */
export function incidentNow(id: string | null): LiveIncident | undefined {
  return id === null ? undefined : state.incidents.get(id);
}

function told(what: Parameters<LiveListener>[0]): void {
  for (const listener of listeners) listener(what);
}

/** Devices whose telemetry the page shows; replaces those of before. */
export function watchDevices(devices: readonly string[]): void {
  watches.set('page', devices);
  subscribeAll();
}

/**
 * Devices whose telemetry a part of the page shows, beside those that others watch. Gives the function that
 * ends it.
 */
export function watchTelemetry(devices: readonly string[]): () => void {
  const watch = Symbol('watch');
  watches.set(watch, devices);
  subscribeAll();
  return () => {
    watches.delete(watch);
    subscribeAll();
  };
}

function subscribeAll(): void {
  // The server sends the latest of each again.
  newlyTold.forget();
  connection?.subscribe([...new Set([...watches.values()].flat())]);
}

/**
 * The names of those who have an alert, incident or case open on another screen, each once, in the order of
 * opening. `subject` as in `ScreenView`. Reads a signal: components that ask are drawn anew when it changes.
 */
export function viewersOf(subject: string): readonly string[] {
  return [...new Set(screenViews.value.filter((view) => view.subject === subject).map(({ name }) => name))];
}

/** Tells the other screens what is open here. The shell does it for what has an address of its own. */
export function setViewing(subject: string | null): void {
  viewing = subject;
  connection?.view(subject);
}

/** Puts in what an action's answer tells, which may be here before the feed. */
export function putAlertNow(alert: AlertWithPlace): void {
  if (!putAlert(state, alert)) return;
  told('alerts');
  askFrame({ alerts: true });
}

/** The same of a case. */
export function putCaseNow(one: CaseWithPlace): void {
  if (putCase(state, one)) askFrame({ cases: true });
}

/** The same of a plan in motion. */
export function putPlanRunNow(run: PlanRunWithPlace): void {
  if (putPlanRun(state, run)) askFrame({ plans: true });
}

export function serverNow(): number {
  return Date.now() + offset.offset();
}

function take(message: ServerMessage): void {
  if (message.type === 'pong') {
    offset.add({ sentAt: message.t, receivedAt: Date.now(), serverTime: message.serverTime });
    return;
  }
  if (message.type === 'hello') offset.renew();
  noteCanary(message);
  const applied = applyMessage(state, message);
  if (applied.broken) {
    state.epoch = null;
    connection?.restart();
    return;
  }
  if (tellsOfConfirmations(message)) confirmationsTold.value += 1;
  if (lostSince !== null) remember(applied);
  if (message.type === 'snapshot') isFilled.value = true;
  told(applied.alerts ? 'alerts' : 'beat');
  keep(applied, message.type === 'change' && message.sentAt !== undefined);
}

/** What happened while the screen saw nothing, the latest of each alert. */
function remember({ alertChanges, changed }: Applied): void {
  changesSinceLost += alertChanges;
  for (const alert of changed) {
    changedSinceLost.delete(alert.id);
    changedSinceLost.set(alert.id, alert);
  }
  for (const id of changedSinceLost.keys()) {
    if (changedSinceLost.size <= blindAlertsMax) break;
    changedSinceLost.delete(id);
  }
}

/** Replayed changes are old: drawing them says nothing about the delay. */
function keep(applied: Applied, isLive: boolean): void {
  if (isLive) {
    shown.push(...newlyTold.take(applied.readings));
    raised.push(...applied.raised);
  }
  const { alerts, incidents, cases, plans, floods, fleet, views } = applied;
  const telemetry = applied.readings.length > 0;
  if (alerts || incidents || cases || plans || floods || fleet || views || telemetry) {
    askFrame({ alerts, incidents, cases, plans, floods, fleet, views, telemetry });
  }
}

function askFrame(changed: Partial<typeof dirty>): void {
  dirty = {
    alerts: dirty.alerts || changed.alerts === true,
    incidents: dirty.incidents || changed.incidents === true,
    cases: dirty.cases || changed.cases === true,
    plans: dirty.plans || changed.plans === true,
    floods: dirty.floods || changed.floods === true,
    fleet: dirty.fleet || changed.fleet === true,
    views: dirty.views || changed.views === true,
    telemetry: dirty.telemetry || changed.telemetry === true,
  };
  if (frameAsked) return;
  frameAsked = true;
  if (document.hidden) setTimeout(flush, hiddenFrameMs);
  else requestAnimationFrame(flush);
}

function flush(): void {
  frameAsked = false;
  batch(() => {
    if (dirty.alerts) openAlerts.value = [...state.alerts.values()];
    if (dirty.incidents) openIncidents.value = [...state.incidents.values()];
    if (dirty.cases) openCases.value = [...state.cases.values()];
    if (dirty.plans) openPlanRuns.value = [...state.plans.values()];
    if (dirty.floods) floodMeters.value = state.floods;
    if (dirty.fleet) fleetCounts.value = state.fleet;
    if (dirty.views) screenViews.value = state.views;
    if (dirty.telemetry) telemetry.value = new Map(state.telemetry);
    if (raised.length > 0) justRaised.value = raised.map(({ alert }) => alert);
  });
  if (!document.hidden) measure();
  dirty = clean;
  shown = [];
  raised = [];
}

function measure(): void {
  const errorMs = offset.error();
  // By a clock that may be seconds off, a delay would be anything.
  if (errorMs === null) return;
  const shownAt = serverNow();
  for (const { time, receivedAt } of shown) meter.add({ time, receivedAt, shownAt, errorMs });
  for (const { alert, receivedAt } of raised) {
    // What the past says late is no measure of the way from sensor to screen.
    if (alert.retrospective) continue;
    const time = alert.evidence?.time ?? alert.eventTime;
    meter.add({ time, receivedAt, shownAt, errorMs }, alertPlausibleMs);
  }
}

function lost(since: number): void {
  if (state.epoch === null && lostSince === null) return;
  if (lostSince === null) told('lost');
  lostSince ??= since + offset.offset();
  line.value = { state: 'stale', since: lostSince };
}

function synchronised(): void {
  line.value = { state: 'live' };
  renewAlarmPath();
  told('back');
  // After a break the server sends the latest again.
  newlyTold.forget();
  if (lostSince === null) return;
  const to = serverNow();
  const earlier = blind.value;
  if (changesSinceLost > 0 || to - lostSince >= blindWorthTellingMs) {
    const changes = changesSinceLost + (earlier?.changes ?? 0);
    const alerts = new Map([
      ...(earlier?.alerts ?? []).map((alert) => [alert.id, alert] as const),
      ...changedSinceLost,
    ]);
    blind.value = {
      from: earlier?.from ?? lostSince,
      to,
      changes,
      alerts: [...alerts.values()].slice(-blindAlertsMax),
    };
  }
  lostSince = null;
  changesSinceLost = 0;
  changedSinceLost.clear();
}
