import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { WebSocketServer, type WebSocket } from 'ws';
import { closeCodes } from '../../live-protocol.ts';
import type { DashboardLimits } from '../limits.ts';
import { everywhere, type Scopes } from '../scope.ts';
import { bareHeaders } from '../security-headers.ts';
import type { Session } from '../sessions.ts';
import { decodeClientMessage } from './client-message.ts';
import type { LiveFeed } from './live-feed.ts';

export const livePath = '/api/live';

/** Why a screen was closed, for counting. */
const closeWords: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(closeCodes).map(([word, code]) => [code, word]),
);

export interface LiveSockets {
  start(server: Server): void;
  stop(): Promise<void>;
  /** Closes at once those whose session ended, or whose role or areas changed; otherwise it is seen within a second. */
  checkSessions(): void;
  count(): number;
  /** Since the start, by reason. */
  refused(): Readonly<Record<string, number>>;
}

export interface LiveSocketsOptions {
  readonly feed: LiveFeed;
  readonly limits: DashboardLimits;
  readonly log: Logger;
  readonly scopes: Pick<Scopes, 'of'>;
  readonly now: () => number;
  readonly isOwnOrigin: (request: IncomingMessage) => boolean;
  /** The session of a request's cookie; asked again while the socket is open. */
  readonly session: (request: IncomingMessage) => Session | null;
  /** Whether it is the service's own screen, which proves that alerts arrive. */
  readonly isCanary: (request: IncomingMessage) => boolean;
  /** Told of whoever may not connect. */
  readonly onRefused: (
    request: IncomingMessage,
    refusal: { readonly status: number; readonly who: string },
  ) => void;
}

interface Open {
  readonly socket: WebSocket;
  readonly username: string;
  readonly check: () => boolean;
}

/** The WebSocket edge of the live feed: who may connect, how much they may say, and when they must go. */
export function createLiveSockets(options: LiveSocketsOptions): LiveSockets {
  const { feed, limits, log, now } = options;
  // Compression would cost a core in a storm of alerts, and the messages are small or in a local network.
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: limits.clientMessageBytesMax,
  });
  const open = new Set<Open>();
  const canaries = new Set<WebSocket>();
  const refused: Record<string, number> = {};
  let sessionTimer: NodeJS.Timeout | null = null;

  function count(reason: string): void {
    refused[reason] = (refused[reason] ?? 0) + 1;
  }

  function refusal(request: IncomingMessage, session: Session | null): number | null {
    if (pathOf(request) !== livePath) return 404;
    if (!options.isOwnOrigin(request)) return 403;
    if (session === null) return 401;
    if (open.size >= limits.socketsMax) return 503;
    let own = 0;
    for (const { username } of open) if (username === session.account.username) own += 1;
    return own >= limits.socketsPerPersonMax ? 429 : null;
  }

  function upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    stream.on('error', (error) => log.debug({ err: error }, 'socket failed while upgrading'));
    if (options.isCanary(request) && pathOf(request) === livePath) {
      sockets.handleUpgrade(request, stream, head, (socket) => attachCanary(socket));
      return;
    }
    const session = options.session(request);
    const status = refusal(request, session);
    if (status !== null || session === null) {
      const who = session?.account.username ?? 'nobody';
      options.onRefused(request, { status: status ?? 401, who });
      count(`http-${status ?? 500}`);
      stream.end(
        `HTTP/1.1 ${status} ${STATUS_CODES[status ?? 500]}\r\nConnection: close\r\nContent-Length: 0\r\n${bareHeaders}\r\n`,
      );
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => {
      accept(socket, session, () => options.session(request) !== null);
    });
  }

  /** Beside the limits and uncounted: a full house must not look like a broken way. What it says is ours. */
  function attachCanary(socket: WebSocket): void {
    canaries.add(socket);
    const client = feed.attach({
      name: '',
      scope: everywhere,
      send: (frame) => socket.send(frame, { binary: false }),
      waitingBytes: () => socket.bufferedAmount,
      close: (code, reason) => close(socket, code, reason),
    });
    socket.on('message', (data: Buffer) => {
      const message = decodeClientMessage(data.toString(), 0);
      if (message?.type === 'resume') client.handle(message);
    });
    socket.on('error', (error) => log.debug({ err: error }, "the canary's socket failed"));
    socket.on('close', () => {
      client.detach();
      canaries.delete(socket);
    });
  }

  function accept(
    socket: WebSocket,
    { account: { username, name, areas } }: Session,
    check: () => boolean,
  ): void {
    const entry: Open = { socket, username, check };
    open.add(entry);
    const client = feed.attach({
      name,
      scope: options.scopes.of(areas),
      send: (frame) => socket.send(frame, { binary: false }),
      waitingBytes: () => socket.bufferedAmount,
      close: (code, reason) => close(socket, code, reason),
    });
    let windowStart = now();
    let messages = 0;
    socket.on('message', (data: Buffer, isBinary) => {
      if (now() - windowStart > 10_000) {
        windowStart = now();
        messages = 0;
      }
      messages += 1;
      const message = isBinary ? null : decodeClientMessage(data.toString(), limits.subscriptionsMax);
      if (message === null || messages > limits.clientMessagesPer10sMax) {
        close(
          socket,
          closeCodes.badMessage,
          message === null ? 'not a message of ours' : 'too many messages',
        );
        return;
      }
      client.handle(message);
    });
    socket.on('error', (error) => log.debug({ err: error, username }, 'live socket failed'));
    socket.on('close', () => {
      client.detach();
      open.delete(entry);
    });
  }

  function checkSessions(): void {
    for (const { socket, check } of open) {
      if (!check()) close(socket, closeCodes.sessionEnded, 'the session ended or changed: log in again');
    }
  }

  /** Asks to close, and closes anyway when a client that does not read cannot take the question. */
  function close(socket: WebSocket, code: number, reason: string): void {
    count(closeWords[code] ?? 'other');
    socket.close(code, reason);
    const timer = setTimeout(() => socket.terminate(), limits.stopMs).unref();
    socket.once('close', () => clearTimeout(timer));
  }

  return {
    start(server) {
      server.on('upgrade', upgrade);
      sessionTimer = setInterval(checkSessions, 1_000);
    },
    async stop() {
      if (sessionTimer !== null) clearInterval(sessionTimer);
      for (const socket of canaries) socket.terminate();
      const closed = [...open].map(
        ({ socket }) => new Promise<void>((resolve) => socket.once('close', () => resolve())),
      );
      for (const { socket } of open) {
        close(socket, closeCodes.stopping, 'the service is going down: connect again');
      }
      await Promise.all(closed);
      await new Promise<void>((resolve) => sockets.close(() => resolve()));
    },
    checkSessions,
    count: () => open.size,
    refused: () => ({ ...refused }),
  };
}

function pathOf(request: IncomingMessage): string {
  return new URL(request.url ?? '/', 'http://localhost').pathname;
}
