import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { LoadResult } from '../../simulators/load.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What each load of the benchmark sends: 100 devices with 20 messages in flight each, six values a message. */
export const fullLoad = { connections: 100, window: 20 } as const;

interface LoadOptions {
  readonly url: string;
  readonly key: string | null;
  readonly duration_s: number;
  readonly connections?: number;
  readonly window?: number;
  /** Messages a second; 0 as fast as they are acknowledged. */
  readonly rate_per_s?: number;
  readonly device: string;
}

/** Runs `npm run simulate -- load` in a process of its own, as every contender meets it. */
export async function runLoadProcess(options: LoadOptions): Promise<LoadResult> {
  const child = spawn(
    process.execPath,
    [
      'simulators/main.ts',
      'load',
      ...['--url', options.url],
      ...['--connections', String(options.connections ?? fullLoad.connections)],
      ...['--window', String(options.window ?? fullLoad.window)],
      ...['--rate', String(options.rate_per_s ?? 0)],
      ...['--duration', String(options.duration_s)],
      ...['--prefix', options.device],
      ...(options.key === null ? [] : ['--key', options.key]),
      '--json',
    ],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit') as Promise<[number]>]);
  if (code !== 0) throw new Error(`The load ended with ${code}.`);
  return JSON.parse(output) as LoadResult;
}
