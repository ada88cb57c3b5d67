import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { LoadResult } from '../../simulators/load.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What each load of the benchmark sends: 100 devices with 20 messages in flight each, six values a message. */
const fullLoad = { connections: 100, window: 20 } as const;

interface LoadProcessOptions {
  readonly url: string;
  readonly key: string | null;
  readonly duration_s: number;
  /** Messages a second; 0 as fast as they are acknowledged. */
  readonly rate_per_s?: number;
  readonly prefix: string;
  /** 1 unless it says otherwise. */
  readonly qos?: 0 | 1;
  /** Devices, each with its own connection, and how many of its messages may be unacknowledged. */
  readonly connections?: number;
  readonly window?: number;
  /** Ends the load early; what it has sent until then is its result. */
  readonly signal?: AbortSignal;
}

/** Runs `npm run simulate -- load` in a process of its own, as every contender meets it. */
export async function runLoadProcess(options: LoadProcessOptions): Promise<LoadResult> {
  const settings: Record<string, string | number> = {
    url: options.url,
    connections: options.connections ?? fullLoad.connections,
    window: options.window ?? fullLoad.window,
    rate: Math.round(options.rate_per_s ?? 0),
    duration: options.duration_s,
    prefix: options.prefix,
    qos: options.qos ?? 1,
    ...(options.key === null ? {} : { key: options.key }),
  };
  const words = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = spawn(process.execPath, ['simulators/main.ts', 'load', ...words, '--json'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  options.signal?.addEventListener('abort', () => child.kill('SIGINT'), { once: true });
  const output = await text(child.stdout);
  const [code] = (await exited) as [number | null];
  if (code !== 0) throw new Error(`The load ended with ${code}.`);
  return JSON.parse(output) as LoadResult;
}
