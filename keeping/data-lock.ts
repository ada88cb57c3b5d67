import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import { createServer } from 'node:net';
import { platform } from 'node:os';

/**
 * Keeps a second process out of a data folder. On Linux by an abstract socket named after the folder: the
 * kernel lets it go when the process ends, however it ends, so no stale lock is ever left. Elsewhere there is
 * no such thing, and nothing is held.
 *
 * @returns a function that lets it go
 * @throws when another process holds it
 */
export async function lockDataDirectory(directory: string): Promise<() => Promise<void>> {
  if (platform() !== 'linux') return async () => undefined;
  const name = createHash('sha256').update(realpathSync(directory)).digest('hex').slice(0, 32);
  const server = createServer((socket) => socket.destroy());
  server.listen(`\0negative-one-${name}`);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new Error(`Another process uses the data folder ${directory}.`, { cause: error });
  }
  return async () => {
    server.close();
    await once(server, 'close');
  };
}
