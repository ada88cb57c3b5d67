import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { WebSocketServer, type WebSocket } from 'ws';
import { closeCodes } from '../../live-protocol.ts';
import type { DashboardLimits } from '../limits.ts';
import type { Session } from '../sessions.ts';
import { decodeClientMessage } from './client-message.ts';
import type { LiveFeed } from './live-feed.ts';

export const livePath = '/api/live';

export interface LiveSockets {
  start(server: Server): void;
  stop(): Promise<void>;
  count(): number;
}

export interface LiveSocketsOptions {
  readonly feed: LiveFeed;
  readonly limits: DashboardLimits;
  readonly log: Logger;
  readonly now: () => number;
  readonly isOwnOrigin: (request: IncomingMessage) => boolean;
  /** The session of a request's cookie; asked again while the socket is open. */
  readonly session: (request: IncomingMessage) => Session | null;
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
  let sessionTimer: NodeJS.Timeout | null = null;

  function refusal(request: IncomingMessage, session: Session | null): number | null {
    if (new URL(request.url ?? '/', 'http://localhost').pathname !== livePath) return 404;
    if (!options.isOwnOrigin(request)) return 403;
    if (session === null) return 401;
    if (open.size >= limits.socketsMax) return 503;
    let own = 0;
    for (const { username } of open) if (username === session.account.username) own += 1;
    return own >= limits.socketsPerPersonMax ? 429 : null;
  }

  function upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    stream.on('error', (error) => log.debug({ err: error }, 'socket failed while upgrading'));
    const session = options.session(request);
    const status = refusal(request, session);
    if (status !== null || session === null) {
      stream.end(
        `HTTP/1.1 ${status} ${STATUS_CODES[status ?? 500]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
      );
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => {
      accept(socket, session.account.username, () => options.session(request) !== null);
    });
  }

  function accept(socket: WebSocket, username: string, check: () => boolean): void {
    const entry: Open = { socket, username, check };
    open.add(entry);
    const client = feed.attach({
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

  /** Asks to close, and closes anyway when a client that does not read cannot take the question. */
  function close(socket: WebSocket, code: number, reason: string): void {
    socket.close(code, reason);
    const timer = setTimeout(() => socket.terminate(), limits.stopMs).unref();
    socket.once('close', () => clearTimeout(timer));
  }

  return {
    start(server) {
      server.on('upgrade', upgrade);
      sessionTimer = setInterval(() => {
        for (const { socket, check } of open) {
          if (!check()) close(socket, closeCodes.sessionEnded, 'the session ended: log in again');
        }
      }, 1_000);
    },
    async stop() {
      if (sessionTimer !== null) clearInterval(sessionTimer);
      const closed = [...open].map(
        ({ socket }) => new Promise<void>((resolve) => socket.once('close', () => resolve())),
      );
      for (const { socket } of open) {
        close(socket, closeCodes.stopping, 'the service is going down: connect again');
      }
      await Promise.all(closed);
      await new Promise<void>((resolve) => sockets.close(() => resolve()));
    },
    count: () => open.size,
  };
}
