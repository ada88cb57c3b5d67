import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface DatabaseAddress {
  /** `url` with this address in place of the server's. */
  readonly of: (url: string) => string;
  /** Where connections go from now on. */
  readonly forwardTo: (url: string) => void;
  readonly close: () => Promise<void>;
}

/** An address that stays while the server behind it is stopped and comes back on another port. */
export async function createDatabaseAddress(): Promise<DatabaseAddress> {
  let target = 0;
  const sockets = new Set<Socket>();
  const server = createServer((incoming) => {
    const outgoing = connect(target, '127.0.0.1');
    for (const [one, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    of(url) {
      const own = new URL(url);
      own.port = String(port);
      return own.href;
    },
    forwardTo(url) {
      target = Number(new URL(url).port);
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
