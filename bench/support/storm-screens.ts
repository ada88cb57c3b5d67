import { WebSocket } from 'ws';
import type { ServerMessage } from '../../dashboard/live-protocol.ts';
import { applyMessage, createLiveState, type LiveState } from '../../dashboard/web/live/live-state.ts';
import { rowsOf } from '../../domain/desk-rows.ts';

/** What the screens' process is told, and what it answers. */
export type ScreensOrder =
  | {
      readonly type: 'open';
      readonly url: string;
      readonly cookies: readonly string[];
      readonly count: number;
    }
  | { readonly type: 'count' }
  | {
      readonly type: 'report';
      readonly expected: readonly string[];
      readonly causeOf: Readonly<Record<string, string>>;
    };
export type ScreensAnswer =
  | { readonly type: 'opened' }
  | { readonly type: 'counted'; readonly least: number }
  | ScreensReport;

/** Of one alert, by the clock of this machine, ms. */
export interface Arrival {
  /** When the service took in what raised it, and when it put the alert on the wire. */
  readonly receivedAt: number;
  readonly sentAt: number;
  /** When the last of the screens had it. */
  last: number;
}

export interface ScreensReport {
  readonly type: 'reported';
  /** Alerts that a screen should have and has not, over all screens; told twice; and that nobody caused. */
  readonly lost: number;
  readonly doubled: number;
  readonly unexpected: number;
  /** By `rule@device`. */
  readonly arrivals: Readonly<Record<string, Arrival>>;
  /** Of the first screen: rows in all; life-safety rows of their own; and the most for one cause beside those. */
  readonly rows: number;
  readonly ownRows: number;
  readonly rowsPerCause_max: number;
  readonly incidents: number;
  readonly bytes: number;
  readonly reconnects: number;
}

interface Screen {
  readonly state: LiveState;
  /** How often each alert was told to be raised. */
  readonly raised: Map<string, number>;
}

/** All screens in one process, as the page keeps them: the service must not be slowed down by who watches it. */
const screens: Screen[] = [];
/** The last messages that were read, newest first. */
const lately: { readonly data: Buffer; readonly message: ServerMessage }[] = [];
const readLately_max = 64;
const arrivals: Record<string, Arrival> = {};
let [bytes, reconnects] = [0, 0];

function open(url: string, cookie: string): Promise<void> {
  const screen: Screen = { state: createLiveState(), raised: new Map() };
  screens.push(screen);
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/live`, { headers: { cookie, origin: url } });
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.on('close', () => (reconnects += 1));
    socket.on('message', (data: Buffer) => {
      bytes += data.length;
      const at = Date.now();
      const message = read(data);
      if (message.type === 'hello') socket.send('{"type":"start"}');
      take(screen, message, at);
      if (message.type === 'snapshot') resolve();
    });
  });
}

/** All screens are sent the same bytes: read once for all, so that fifty screens need not fifty processors. */
function read(data: Buffer): ServerMessage {
  const known = lately.find((each) => each.data.equals(data));
  if (known !== undefined) return known.message;
  const message = JSON.parse(data.toString()) as ServerMessage;
  lately.unshift({ data, message });
  lately.length = Math.min(lately.length, readLately_max);
  return message;
}

function take(screen: Screen, message: ServerMessage, at: number): void {
  if (applyMessage(screen.state, message).broken) throw new Error('a change is missing');
  if (message.type !== 'change') return;
  for (const change of message.changes) {
    if (change.kind !== 'alert' || change.event.type !== 'raise') continue;
    const key = `${change.alert.ruleId}@${change.alert.deviceId}`;
    screen.raised.set(key, (screen.raised.get(key) ?? 0) + 1);
    const { at: receivedAt } = change.event;
    arrivals[key] ??= { receivedAt, sentAt: message.sentAt ?? at, last: at };
    arrivals[key].last = at;
  }
}

function report(expected: readonly string[], causeOf: Readonly<Record<string, string>>): ScreensReport {
  const wanted = new Set(expected);
  let [lost, doubled, unexpected] = [0, 0, 0];
  for (const { raised } of screens) {
    lost += expected.filter((key) => !raised.has(key)).length;
    for (const [key, times] of raised) {
      if (!wanted.has(key)) unexpected += 1;
      doubled += times - 1;
    }
  }
  const { alerts, incidents } = screens[0]?.state ?? createLiveState();
  const rows = rowsOf([...alerts.values()], [...incidents.values()]);
  const perCause = new Map<string, number>();
  for (const row of rows) {
    if (row.type !== 'incident') continue;
    const causes = new Set(row.alerts.map(({ deviceId }) => causeOf[deviceId] ?? 'unknown'));
    for (const cause of causes) perCause.set(cause, (perCause.get(cause) ?? 0) + 1);
  }
  return {
    type: 'reported',
    lost,
    doubled,
    unexpected,
    arrivals,
    rows: rows.length,
    ownRows: rows.filter(({ type }) => type === 'alert').length,
    rowsPerCause_max: Math.max(0, ...perCause.values()),
    incidents: incidents.size,
    bytes,
    reconnects,
  };
}

function answer(message: ScreensAnswer): void {
  process.send?.(message);
}

process.on('message', (order: ScreensOrder) => {
  if (order.type === 'open') {
    const { url, cookies, count } = order;
    const opening = Array.from({ length: count }, (_, n) => open(url, cookies[n % cookies.length] ?? ''));
    void Promise.all(opening).then(() => answer({ type: 'opened' }));
  } else if (order.type === 'count') {
    answer({ type: 'counted', least: Math.min(...screens.map(({ raised }) => raised.size)) });
  } else {
    answer(report(order.expected, order.causeOf));
  }
});
