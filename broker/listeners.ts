import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { createWebSocketStream, WebSocketServer } from 'ws';
import type { BrokerLimits } from './limits.ts';

interface Address {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

/** PEM texts. With `ca`, devices must show a certificate signed by it. */
interface Certificate {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
  readonly ca?: string | Buffer | undefined;
}

export interface ListenersOptions {
  readonly mqtt: Address | null;
  readonly mqtts: (Address & Certificate) | null;
  /** With a certificate: `wss`. */
  readonly webSocket: (Address & Partial<Certificate>) | null;
}

/** Where each one listens; null where there is none. */
export type Ports = Readonly<Record<keyof ListenersOptions, number | null>>;

export interface Listeners {
  start(): Promise<Ports>;
  /** Closes whatever is still open. */
  stop(): Promise<void>;
}

export interface Entrance {
  readonly limits: BrokerLimits;
  /** True when there is room for one more that has not authenticated; counts the refusal otherwise. */
  readonly admit: (transport: 'socket' | 'webSocket') => boolean;
  readonly connected: (wire: Duplex, transport: 'socket' | 'webSocket') => void;
  /** A listener failed after it had started. */
  readonly failed: (error: Error) => void;
}

/** The broker's entrances: MQTT over TCP, TLS and WebSocket. */
export function createListeners(options: ListenersOptions, entrance: Entrance): Listeners {
  const servers: Server[] = [];
  /** Of all servers, also those inside of a handshake, which nobody else knows yet. */
  const sockets = new Set<Socket>();
  const connectSocket = (socket: Duplex): void => {
    if (entrance.admit('socket')) entrance.connected(socket, 'socket');
    else socket.destroy();
  };

  const listen = async (server: Server, { host, port }: Address): Promise<number> => {
    // The backstop for sockets inside of a handshake, which no gate counts yet.
    server.maxConnections = entrance.limits.connectionsMax + entrance.limits.connectingMax;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port, backlog: 4_096 }, () => {
        server.off('error', reject);
        server.on('error', entrance.failed);
        resolve();
      });
    });
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
    servers.push(server);
    return (server.address() as AddressInfo).port;
  };

  return {
    async start() {
      const { mqtt, mqtts, webSocket } = options;
      return {
        mqtt: mqtt && (await listen(createTcpServer(tcpOptions, connectSocket), mqtt)),
        mqtts: mqtts && (await listen(createTlsListener(mqtts, entrance, connectSocket), mqtts)),
        webSocket: webSocket && (await listen(createWebSocketListener(webSocket, entrance), webSocket)),
      };
    },
    async stop() {
      const closing = servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve)));
      for (const socket of sockets) socket.destroy();
      await Promise.all(closing);
    },
  };
}

const tcpOptions = { noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 };

function toTlsOptions({ cert, key, ca }: Certificate): TlsOptions {
  const base: TlsOptions = { cert, key, minVersion: 'TLSv1.2' };
  return ca === undefined ? base : { ...base, ca, requestCert: true, rejectUnauthorized: true };
}

function createTlsListener(
  certificate: Certificate,
  { limits }: Entrance,
  connectSocket: (socket: Duplex) => void,
): Server {
  const server = createTlsServer(
    { ...tcpOptions, ...toTlsOptions(certificate), handshakeTimeout: limits.connectTimeoutMs },
    connectSocket,
  );
  // A handshake that failed or took too long leaves its socket open otherwise.
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  return server;
}

function createWebSocketListener(
  options: Partial<Certificate>,
  { limits, admit, connected }: Entrance,
): HttpServer {
  const { cert, key, ca } = options;
  const timeouts = {
    headersTimeout: limits.connectTimeoutMs,
    requestTimeout: limits.connectTimeoutMs,
    connectionsCheckingInterval: 1_000,
    maxHeaderSize: 8 * 1024,
    ...tcpOptions,
  };
  const server =
    cert === undefined || key === undefined
      ? createHttpServer(timeouts)
      : createHttpsServer({
          ...timeouts,
          ...toTlsOptions({ cert, key, ca }),
          handshakeTimeout: limits.connectTimeoutMs,
        });
  server.on('request', (_request, response) => {
    response.writeHead(426, { connection: 'close' }).end('MQTT over WebSocket only');
  });
  const upgrades = new WebSocketServer({
    noServer: true,
    // A frame is buffered whole: no more than the largest packet with its header.
    maxPayload: limits.publishBytesMax + 5,
    perMessageDeflate: false,
    handleProtocols: (protocols) =>
      protocols.has('mqtt') ? 'mqtt' : protocols.has('mqttv3.1') && 'mqttv3.1',
  });
  server.on('upgrade', (request, socket, head) => {
    if (!admit('webSocket')) {
      socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');
      return;
    }
    upgrades.handleUpgrade(request, socket, head, (webSocket) => {
      connected(createWebSocketStream(webSocket), 'webSocket');
    });
  });
  return server;
}
