import { closeCodes, type ClientMessage, type ServerMessage } from '../../live-protocol.ts';

const backOffMinMs = 500;
const backOffMaxMs = 10_000;
/** Heartbeats that may be missing before what is shown counts as stale. */
const heartbeatsMissedMax = 2;
const pingEveryMs = 10_000;
/** Pings at the beginning of a line, one after the other's answer: the quickest of several says what time it is. */
const firstPings = 6;
const firstPingsEveryMs = 150;
const checkEveryMs = 500;
/** Whoever runs through a list opens many things; what stays open is told. The service counts messages. */
const viewSettlesMs = 250;

/** Where a client stands in the stream; null before the first snapshot. */
export type Position = { readonly epoch: string; readonly seq: number } | null;

export interface LiveConnectionOptions {
  readonly url: string;
  /** Injected for tests. */
  readonly open: (url: string) => WebSocket;
  readonly now: () => number;
  readonly position: () => Position;
  readonly message: (message: ServerMessage) => void;
  /** The line is up and in step: a snapshot or the missed changes came. */
  readonly synchronised: () => void;
  /** The line is lost, or silent for two heartbeats. `since`: the last word of the server. */
  readonly lost: (since: number) => void;
  /** The server would not have us: the session may have ended. */
  readonly refused: () => void;
}

export interface LiveConnection {
  start(): void;
  stop(): void;
  /** Sent now and again after every reconnection. */
  subscribe(devices: readonly string[]): void;
  /** Tells what the screen has open, now and again after every reconnection. */
  view(subject: string | null): void;
  /** Something does not fit: begin again. */
  restart(): void;
}

/** Keeps the line to `/api/live`: resumes where it was, waits longer after each failure, notices silence. */
export function createLiveConnection(options: LiveConnectionOptions): LiveConnection {
  const { now } = options;
  let socket: WebSocket | null = null;
  let devices: readonly string[] = [];
  let subject: string | null = null;
  let isViewWaiting = false;
  let heardAt = now();
  let openedAt = now();
  let heartbeatMs = 5_000;
  let failures = 0;
  let stopped = true;
  let isLost = false;
  let pingedAt = 0;
  let pingsLeft = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let nextPing: ReturnType<typeof setTimeout> | undefined;
  let checking: ReturnType<typeof setInterval> | undefined;

  function send(message: ClientMessage): void {
    if (socket?.readyState === 1) socket.send(JSON.stringify(message));
  }

  function ping(): void {
    pingedAt = now();
    send({ type: 'ping', t: pingedAt });
  }

  function lose(): void {
    if (isLost) return;
    isLost = true;
    options.lost(heardAt);
  }

  function connect(): void {
    if (stopped) return;
    openedAt = now();
    const opened = options.open(options.url);
    let isGreeted = false;
    socket = opened;
    opened.addEventListener('message', (event) => {
      if (socket !== opened) return;
      const message = JSON.parse(String(event.data)) as ServerMessage;
      const isFirst = !isGreeted;
      isGreeted = true;
      // Without the greeting nothing is asked for: heartbeats alone would keep a line that never gets in step.
      if (isFirst && message.type !== 'hello') beginAgain();
      else receive(message);
    });
    opened.addEventListener('close', (event) => {
      if (socket !== opened) return;
      socket = null;
      // A refused upgrade is told to the page as no more than a failed connection.
      if (event.code === closeCodes.sessionEnded || !isGreeted) options.refused();
      lose();
      connectLater();
    });
  }

  function connectLater(): void {
    if (stopped) return;
    const longest = Math.min(backOffMaxMs, backOffMinMs * 2 ** failures);
    failures += 1;
    // Spread, so that a whole room does not come back in the same instant.
    retry = setTimeout(connect, longest * (0.5 + Math.random() / 2));
  }

  function receive(message: ServerMessage): void {
    heardAt = now();
    if (message.type === 'hello') {
      ({ heartbeatMs } = message);
      const position = options.position();
      send(position === null ? { type: 'start' } : { type: 'resume', ...position });
      if (devices.length > 0) send({ type: 'subscribe', devices });
      if (subject !== null) send({ type: 'view', subject });
      pingsLeft = firstPings - 1;
      ping();
    }
    options.message(message);
    if (message.type === 'pong' && pingsLeft > 0) {
      pingsLeft -= 1;
      clearTimeout(nextPing);
      nextPing = setTimeout(ping, firstPingsEveryMs);
    }
    if (message.type === 'snapshot' || message.type === 'resumed') {
      failures = 0;
      isLost = false;
      options.synchronised();
    }
  }

  function check(): void {
    // A line that is only being opened gets the same time: on a slow network the greeting takes a while.
    const silentMs = now() - Math.max(heardAt, openedAt);
    if (socket !== null && silentMs > heartbeatMs * heartbeatsMissedMax + 500) beginAgain();
    if (now() - pingedAt > pingEveryMs) ping();
  }

  function beginAgain(): void {
    drop();
    lose();
    connectLater();
  }

  function drop(): void {
    const old = socket;
    socket = null;
    old?.close();
  }

  return {
    start() {
      stopped = false;
      heardAt = now();
      connect();
      checking = setInterval(check, checkEveryMs);
    },
    stop() {
      stopped = true;
      clearTimeout(retry);
      clearTimeout(nextPing);
      clearInterval(checking);
      drop();
    },
    subscribe(wanted) {
      devices = wanted;
      send({ type: 'subscribe', devices });
    },
    view(wanted) {
      subject = wanted;
      if (isViewWaiting) return;
      isViewWaiting = true;
      setTimeout(() => {
        isViewWaiting = false;
        send({ type: 'view', subject });
      }, viewSettlesMs);
    },
    restart: beginAgain,
  };
}
