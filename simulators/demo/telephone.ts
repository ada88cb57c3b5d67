import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** Where the service's messages to people arrive in the demo: they are printed instead of sent. */
export interface Telephone {
  readonly port: number;
  close(): void;
}

/** Of a CloudEvent of the service, what is printed. */
interface Told {
  readonly data: {
    readonly recipientName: { readonly zh: string; readonly en: string };
    readonly content: { readonly title: { readonly en: string }; readonly place: { readonly en: string } };
  };
}

/**
 * Listens on loopback, on `port` if that is free, so that the address in the settings stays the same from one run
 * to the next.
 */
export async function openTelephone(port: number, rings: (words: string) => void): Promise<Telephone> {
  const server = createServer((request, response) => {
    void json(request)
      .then((body) => {
        for (const { data } of [body].flat() as Told[]) {
          const { title, place } = data.content;
          rings(`told ${data.recipientName.en}: ${title.en}, ${place.en}`);
        }
        response.writeHead(204).end();
      })
      .catch(() => response.writeHead(400).end());
  });
  const listen = async (wanted: number): Promise<void> => {
    server.listen(wanted, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(port).catch(() => listen(0));
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const template = fileURLToPath(new URL('desk.yaml', import.meta.url));

/** Writes the demo's settings of the desk to `path`, with the telephone's port. */
export async function writeDeskSettings(path: string, { port }: Telephone): Promise<void> {
  await writeFile(path, (await readFile(template, 'utf8')).replaceAll('{port}', String(port)));
}
