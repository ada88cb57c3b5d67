import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findFreePort } from '../../test/support/ports.ts';
import { waitFor } from '../../test/support/wait-for.ts';

/** A broker to compare with, in a process of its own. */
export interface Peer {
  readonly name: string;
  readonly url: string;
  readonly stop: () => Promise<void>;
}

const mosquittoPaths = ['/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto', '/opt/homebrew/sbin/mosquitto'];

export async function startBareAedes(): Promise<Peer> {
  const script = fileURLToPath(new URL('bare-aedes.ts', import.meta.url));
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  return { name: 'bare Aedes', url: `mqtt://127.0.0.1:${port.toString().trim()}`, stop: () => end(child) };
}

/** Mosquitto with nothing stored; null when it is not installed. */
export async function startMosquitto(): Promise<Peer | null> {
  const path = mosquittoPaths.find((candidate) => existsSync(candidate));
  if (path === undefined) return null;
  const port = await findFreePort();
  const directory = await mkdtemp(join(tmpdir(), 'negative-one-mosquitto-'));
  const file = join(directory, 'mosquitto.conf');
  const settings = [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    'persistence false',
    'log_dest none',
    'max_inflight_messages 0',
    'max_queued_messages 0',
  ];
  await writeFile(file, `${settings.join('\n')}\n`, { mode: 0o644 });
  const child = spawn(path, ['-c', file], { stdio: 'ignore' });
  await waitFor('mosquitto', () => canConnect(port));
  return {
    name: 'mosquitto',
    url: `mqtt://127.0.0.1:${port}`,
    async stop() {
      await end(child);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}

async function canConnect(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
