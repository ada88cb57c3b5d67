import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Something that somebody was told: the request's path and its JSON. */
export interface Received {
  readonly path: string;
  readonly key: string | null;
  readonly body: unknown;
}

/** A real HTTP server on loopback that takes whatever it is told, for webhooks and gateways. */
export interface Inbox {
  readonly url: string;
  readonly received: readonly Received[];
  close(): Promise<void>;
}

export async function openInbox(): Promise<Inbox> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const key = request.headers['idempotency-key'];
      received.push({
        path: request.url ?? '/',
        key: typeof key === 'string' ? key : null,
        body: JSON.parse(Buffer.concat(parts).toString()) as unknown,
      });
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
