import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { Aedes } from 'aedes';

/** A message as a bare broker took it. */
export interface TakenMessage {
  readonly client: string;
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
}

/** A bare Aedes for tests of what talks to a broker. */
export interface TestBroker {
  readonly url: string;
  readonly messages: readonly TakenMessage[];
  connected(): number;
  /** Breaks every connection, as a fallen network does. */
  breakConnections(): void;
  /** Takes messages without acknowledging them until called with false. */
  holdBack(isHolding: boolean): void;
  /** How many messages it has swallowed like that. */
  held(): number;
  publish(topic: string, payload: string): void;
  stop(): Promise<void>;
}

/** Listens on a free port. With a `password`, any other one is refused. */
export async function startTestBroker(options: { password?: string } = {}): Promise<TestBroker> {
  const messages: TakenMessage[] = [];
  const sockets = new Set<Socket>();
  let isHolding = false;
  let held = 0;
  const aedes = await Aedes.createBroker({
    authenticate: (...[, , password, done]) =>
      done(null, options.password === undefined || password?.toString() === options.password),
    authorizePublish: (client, packet, done) => {
      if (isHolding) {
        held += 1;
        return;
      }
      messages.push({
        client: client?.id ?? '',
        topic: packet.topic,
        payload: packet.payload.toString(),
        retain: packet.retain,
      });
      done(null);
    },
  });
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    aedes.handle(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    url: `mqtt://127.0.0.1:${port}`,
    messages,
    connected: () => aedes.connectedClients,
    breakConnections() {
      for (const socket of sockets) socket.destroy();
    },
    holdBack(holding) {
      isHolding = holding;
    },
    held: () => held,
    publish(topic, payload) {
      aedes.publish(
        { cmd: 'publish', topic, payload: Buffer.from(payload), qos: 1, retain: false, dup: false },
        () => undefined,
      );
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
    },
  };
}

/** Waits until a condition holds, at most 10 s. */
export async function waitUntil(what: string, holds: () => boolean): Promise<void> {
  const giveUpAt = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > giveUpAt) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
