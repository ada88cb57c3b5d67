import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import {
  createSecureContext,
  createServer as createTlsServer,
  Server as TlsServer,
  type TlsOptions,
} from 'node:tls';
import { createWebSocketStream, WebSocketServer } from 'ws';
import { certificateNamesOf, isWelcome } from './certificate-names.ts';
import { toAddressKey, type Door, type Visitor } from './door.ts';
import type { BrokerLimits } from './limits.ts';

interface Address {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

/** PEM texts. With `ca`, devices must show a certificate signed by it. */
export interface Certificate {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
  readonly ca?: string | Buffer | undefined;
  /** Certificates that the authority takes back. */
  readonly crl?: string | Buffer | undefined;
  /** With `ca`: a device may also show none. */
  readonly isCertificateOptional?: boolean | undefined;
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
  /**
   * Shows another certificate, and asks by another authority or other revocations, from the next handshake on; what
   * is connected stays. Throws, and changes nothing, where the texts cannot be used.
   */
  renew(certificate: Certificate): void;
  /** Closes whatever is still open. */
  stop(): Promise<void>;
}

/** Where a connection came from, and what was learnt before its first packet. */
export interface Origin {
  readonly transport: 'socket' | 'webSocket';
  /** As `toAddressKey` makes it. */
  readonly address: string;
  /** Names of the device's certificate, which our authority signed; null: it showed none. */
  readonly certificateNames: readonly string[] | null;
  /** Its place at the door, to be left when it has authenticated. */
  readonly visitor: Visitor;
}

export interface Entrance {
  readonly limits: BrokerLimits;
  readonly door: Door;
  /** True when there is room for one more; counts the refusal otherwise. */
  readonly admit: (transport: Origin['transport']) => boolean;
  readonly connected: (wire: Duplex, origin: Origin) => void;
  /** A listener failed after it had started. */
  readonly failed: (error: Error) => void;
}

/**
 * The broker's entrances: MQTT over TCP, TLS and WebSocket. Each socket waits at the door for its turn, unread,
 * and is only then handed to whoever speaks TLS or HTTP with it.
 */
export function createListeners(options: ListenersOptions, entrance: Entrance): Listeners {
  const servers: Server[] = [];
  /** Of all servers, also those at the door or inside of a handshake, which nobody else knows yet. */
  const sockets = new Set<Socket>();
  const { limits, door } = entrance;
  const tlsServers: TlsServer[] = [];
  const withTls = { ...entrance, secured: (server: TlsServer) => void tlsServers.push(server) };

  async function listen({ host, port }: Address, isTls: boolean, serve: Serve): Promise<number> {
    const server = createTcpServer({ ...tcpOptions, pauseOnConnect: true }, (socket) => {
      sockets.add(socket);
      const visitor: Visitor = {
        address: toAddressKey(socket.remoteAddress),
        isTls,
        enter() {
          if (entrance.admit('socket')) serve(socket, visitor);
          else socket.destroy();
        },
        turnAway: () => void socket.destroy(),
      };
      socket.on('error', () => {}); // it may be reset while it waits
      socket.once('close', () => {
        sockets.delete(socket);
        door.leave(visitor);
      });
      door.arrive(visitor);
    });
    // The backstop; below it, the door and the gates keep count.
    server.maxConnections = limits.connectionsMax + limits.connectingMax + limits.waitingMax;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port, backlog: 4_096 }, () => {
        server.off('error', reject);
        server.on('error', entrance.failed);
        resolve();
      });
    });
    servers.push(server);
    return (server.address() as AddressInfo).port;
  }

  return {
    async start() {
      const { mqtt, mqtts, webSocket } = options;
      return {
        mqtt: mqtt && (await listen(mqtt, false, servePlain(entrance))),
        mqtts: mqtts && (await listen(mqtts, true, serveTls(mqtts, withTls))),
        webSocket:
          webSocket &&
          (await listen(webSocket, webSocket.cert !== undefined, serveWebSocket(webSocket, withTls))),
      };
    },
    renew(certificate) {
      const renewed = toTlsOptions(certificate);
      createSecureContext(renewed);
      for (const server of tlsServers) server.setSecureContext(renewed);
    },
    async stop() {
      const closing = servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve)));
      door.stop();
      for (const socket of sockets) socket.destroy();
      await Promise.all(closing);
    },
  };
}

/** Takes on a socket whose turn it is. */
type Serve = (socket: Socket, visitor: Visitor) => void;

const tcpOptions = { noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 };

function servePlain({ connected }: Entrance): Serve {
  return (socket, visitor) => {
    const { address } = visitor;
    connected(socket, { transport: 'socket', address, certificateNames: null, visitor });
    socket.resume();
  };
}

function toTlsOptions({ cert, key, ca, crl, isCertificateOptional = false }: Certificate): TlsOptions {
  const base: TlsOptions = { cert, key, minVersion: 'TLSv1.2' };
  if (ca === undefined) return base;
  // Where it is optional, one that is shown has to be right all the same: see `isWelcome`.
  const asked = { ...base, ca, requestCert: true, rejectUnauthorized: !isCertificateOptional };
  return crl === undefined ? asked : { ...asked, crl };
}

const keyOf = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress} ${remotePort}`;

/** Which visitor a TLS or HTTP server speaks with: it gives us a socket of its own. */
function createVisitors(): { add: Serve; of: (socket: Socket) => Visitor | undefined } {
  const visitors = new Map<string, Visitor>();
  return {
    add(socket, visitor) {
      const key = keyOf(socket);
      visitors.set(key, visitor);
      socket.once('close', () => {
        if (visitors.get(key) === visitor) visitors.delete(key);
      });
    },
    of: (socket) => visitors.get(keyOf(socket)),
  };
}

interface TlsEntrance extends Entrance {
  /** Told of each server that speaks TLS. */
  readonly secured: (server: TlsServer) => void;
}

function serveTls(certificate: Certificate, { limits, connected, secured }: TlsEntrance): Serve {
  const visitors = createVisitors();
  const server = createTlsServer(
    { ...toTlsOptions(certificate), handshakeTimeout: limits.connectTimeoutMs },
    (socket) => {
      const visitor = visitors.of(socket);
      if (visitor === undefined || !isWelcome(socket)) {
        socket.destroy();
        return;
      }
      const { address } = visitor;
      connected(socket, {
        transport: 'socket',
        address,
        certificateNames: certificateNamesOf(socket),
        visitor,
      });
    },
  );
  secured(server);
  // A handshake that failed or took too long leaves its socket open otherwise.
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  return (socket, visitor) => {
    visitors.add(socket, visitor);
    server.emit('connection', socket);
  };
}

function serveWebSocket(
  options: Partial<Certificate>,
  { limits, admit, connected, secured }: TlsEntrance,
): Serve {
  const { cert, key } = options;
  const visitors = createVisitors();
  const server =
    cert === undefined || key === undefined
      ? createHttpServer({ maxHeaderSize: 8 * 1024 })
      : createHttpsServer({
          maxHeaderSize: 8 * 1024,
          ...toTlsOptions({ ...options, cert, key }),
          handshakeTimeout: limits.connectTimeoutMs,
        });
  if (server instanceof TlsServer) secured(server);
  server.on('tlsClientError', (_error: Error, socket: Socket) => socket.destroy());
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
    const visitor = visitors.of(request.socket);
    if (visitor === undefined || !isWelcome(request.socket)) {
      socket.destroy();
      return;
    }
    if (!admit('webSocket')) {
      socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');
      return;
    }
    const certificateNames = certificateNamesOf(request.socket);
    upgrades.handleUpgrade(request, socket, head, (webSocket) => {
      const { address } = visitor;
      connected(createWebSocketStream(webSocket), {
        transport: 'webSocket',
        address,
        certificateNames,
        visitor,
      });
    });
  });
  return (socket, visitor) => {
    visitors.add(socket, visitor);
    server.emit('connection', socket);
    socket.resume();
  };
}
