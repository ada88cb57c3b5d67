import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { enrolmentKey } from './service.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Simulator {
  /** Asks it to stop; it still waits for what is in flight. */
  readonly stop: () => void;
  /** Ends it at once, whatever is in flight; harmless when it has ended. */
  readonly kill: () => void;
  /** Resolves at its end. */
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>;
}

/** Runs `npm run simulate -- …` as its own process. */
export function startSimulator(mqtt: string, ...words: readonly string[]): Simulator {
  const child = spawn(
    process.execPath,
    ['simulators/main.ts', ...words, '--url', mqtt, '--key', enrolmentKey],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return {
    stop: () => child.kill('SIGINT'),
    kill: () => child.kill('SIGKILL'),
    ended: once(child, 'close').then(([code]) => ({ code: code as number | null, output })),
  };
}

/** The same, to its end; throws unless it succeeded. */
export async function runSimulator(mqtt: string, ...words: readonly string[]): Promise<string> {
  const { code, output } = await startSimulator(mqtt, ...words).ended;
  if (code !== 0) throw new Error(`The simulator ended with ${code}:\n${output}`);
  return output;
}
