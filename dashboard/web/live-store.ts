import { batch, signal } from '@preact/signals';
import type { AlertWithPlace, FleetCount, LiveTelemetry, ServerMessage } from '../live-protocol.ts';
import { createClockOffset } from './clock-offset.ts';
import { alertPlausibleMs, createDelayMeter, type DelaySummary } from './delay-meter.ts';
import { createLiveConnection, type LiveConnection } from './live-connection.ts';
import { applyMessage, createLiveState, putAlert, type Applied, type Raised } from './live-state.ts';
import { checkSession } from './session.ts';

export type LineState =
  | { readonly state: 'connecting' | 'live' }
  | { readonly state: 'stale'; readonly since: number };

/** A time when the screen saw nothing, told until someone has read it. */
export interface BlindPeriod {
  readonly from: number;
  readonly to: number;
  readonly changes: number;
}

/** A shorter break without changes is nobody's business. */
const blindWorthTellingMs = 3_000;
/** Frames stop in a tab that is not seen; what must go on then goes on at this pace. */
const hiddenFrameMs = 250;

/**
 * What the live feed tells, for the components: signals that change at most once a frame, fed by a mutable
 * state outside of them. There is one line per page, so there is one store per page.
 */
export const openAlerts = signal<readonly AlertWithPlace[]>([]);
export const fleetCounts = signal<readonly FleetCount[]>([]);
export const telemetry = signal<ReadonlyMap<string, LiveTelemetry>>(new Map());
export const line = signal<LineState>({ state: 'connecting' });
export const blind = signal<BlindPeriod | null>(null);
export const delay = signal<DelaySummary | null>(null);
/** Alerts that began to ring in the last frame, for the announcer. */
export const justRaised = signal<readonly AlertWithPlace[]>([]);
/** The server's clock, ticking by the second. */
export const clock = signal(Date.now());
/** True once the first snapshot came. */
export const isFilled = signal(false);

const state = createLiveState();
const offset = createClockOffset();
const meter = createDelayMeter();
let connection: LiveConnection | null = null;
let clockTimer: ReturnType<typeof setInterval> | undefined;

let frameAsked = false;
let dirty = { alerts: false, fleet: false, telemetry: false };
let shown: LiveTelemetry[] = [];
let raised: Raised[] = [];
/** Devices whose latest reading came since they are watched: the first one is old, and says nothing of the delay. */
let fresh = new Set<string>();
let lostSince: number | null = null;
let changesSinceLost = 0;

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
  clockTimer = setInterval(() => {
    clock.value = serverNow();
    delay.value = meter.summary(serverNow());
  }, 1_000);
}

export function stopLive(): void {
  connection?.stop();
  connection = null;
  clearInterval(clockTimer);
  state.alerts.clear();
  state.telemetry.clear();
  state.epoch = null;
  lostSince = null;
  batch(() => {
    openAlerts.value = [];
    line.value = { state: 'connecting' };
    blind.value = null;
    isFilled.value = false;
  });
}

/** Devices whose telemetry the page shows; replaces those of before. */
export function watchDevices(devices: readonly string[]): void {
  fresh = new Set();
  connection?.subscribe(devices);
}

/** Puts in what an action's answer tells, which may be here before the feed. */
export function putAlertNow(alert: AlertWithPlace): void {
  if (putAlert(state, alert)) askFrame({ alerts: true });
}

export function serverNow(): number {
  return Date.now() + offset.offset();
}

function take(message: ServerMessage): void {
  if (message.type === 'pong') {
    offset.add({ sentAt: message.t, receivedAt: Date.now(), serverTime: message.serverTime });
    return;
  }
  const applied = applyMessage(state, message);
  if (applied.broken) {
    state.epoch = null;
    connection?.restart();
    return;
  }
  if (lostSince !== null) changesSinceLost += applied.alertChanges;
  if (message.type === 'snapshot') isFilled.value = true;
  keep(applied, message.type === 'change' && message.sentAt !== undefined);
}

/** Replayed changes are old: drawing them says nothing about the delay. */
function keep(applied: Applied, isLive: boolean): void {
  if (isLive) {
    shown.push(...applied.readings.filter(({ deviceId }) => fresh.has(deviceId)));
    for (const { deviceId } of applied.readings) fresh.add(deviceId);
    raised.push(...applied.raised);
  }
  const { alerts, fleet } = applied;
  const telemetry = applied.readings.length > 0;
  if (alerts || fleet || telemetry) askFrame({ alerts, fleet, telemetry });
}

function askFrame(changed: Partial<typeof dirty>): void {
  dirty = {
    alerts: dirty.alerts || changed.alerts === true,
    fleet: dirty.fleet || changed.fleet === true,
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
    if (dirty.fleet) fleetCounts.value = state.fleet;
    if (dirty.telemetry) telemetry.value = new Map(state.telemetry);
    if (raised.length > 0) justRaised.value = raised.map(({ alert }) => alert);
  });
  if (!document.hidden) measure();
  dirty = { alerts: false, fleet: false, telemetry: false };
  shown = [];
  raised = [];
}

function measure(): void {
  const shownAt = serverNow();
  for (const { time, receivedAt } of shown) meter.add({ time, receivedAt, shownAt });
  for (const { alert, receivedAt } of raised) {
    // What the past says late is no measure of the way from sensor to screen.
    if (alert.retrospective) continue;
    const time = alert.evidence?.time ?? alert.eventTime;
    meter.add({ time, receivedAt, shownAt }, alertPlausibleMs);
  }
}

function lost(since: number): void {
  if (state.epoch === null && lostSince === null) return;
  lostSince ??= since + offset.offset();
  line.value = { state: 'stale', since: lostSince };
}

function synchronised(): void {
  line.value = { state: 'live' };
  // After a break the server sends the latest again.
  fresh = new Set();
  if (lostSince === null) return;
  const to = serverNow();
  const earlier = blind.value;
  if (changesSinceLost > 0 || to - lostSince >= blindWorthTellingMs) {
    const changes = changesSinceLost + (earlier?.changes ?? 0);
    blind.value = { from: earlier?.from ?? lostSince, to, changes };
  }
  lostSince = null;
  changesSinceLost = 0;
}
