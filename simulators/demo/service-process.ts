import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The service as a child process. */
export interface ServiceProcess {
  readonly http: string;
  readonly mqtt: string;
  /** Which database it found or started: `community`, `apache`, `plain`. */
  readonly database: string;
  /** Resolves with the exit code when it ends, whoever ended it. */
  readonly ended: Promise<number | null>;
  /** SIGTERM, and SIGKILL if that does not do within 15 s. */
  stop(): Promise<void>;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const killAfterMs = 15_000;
/** pino's level of a warning. */
const warnLevel = 40;

interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly room?: string;
  readonly [name: string]: unknown;
}

/**
 * Starts `main.ts` of this project and waits for its ready line. Its log goes to `logPath` whole, and warnings
 * and errors to `warned` as well. Rejects when it ends before it is ready, or is interrupted until then.
 */
export async function startServiceProcess(options: {
  environment: Readonly<Record<string, string | undefined>>;
  logPath: string;
  warned: (text: string) => void;
  signal: AbortSignal;
}): Promise<ServiceProcess> {
  const child = spawn(process.execPath, ['main.ts'], {
    cwd: root,
    env: options.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    // In a group of its own: Ctrl-C reaches the demo, which first lets its devices say goodbye.
    detached: true,
  });
  const log = createWriteStream(options.logPath, { flags: 'a' });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const ready = Promise.withResolvers<LogLine>();
  child.stderr.on('data', (text: Buffer) => options.warned(text.toString().trimEnd()));
  createInterface({ input: child.stdout }).on('line', (text) => {
    log.write(`${text}\n`);
    const line = toLogLine(text);
    if (line === null) return;
    if (line.msg === 'ready') ready.resolve(line);
    else if (line.level >= warnLevel) options.warned(toWarning(line));
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    await ended;
    clearTimeout(timer);
    log.end();
  };
  const endedEarly = ended.then((code) => {
    throw new Error(
      `the service ended with ${code ?? 'a signal'} before it was ready; see ${options.logPath}`,
    );
  });
  const interrupted = Promise.withResolvers<never>();
  const interrupt = (): void => void stop().then(() => interrupted.reject(new Error('interrupted')));
  options.signal.addEventListener('abort', interrupt, { once: true });
  const line = await Promise.race([ready.promise, endedEarly, interrupted.promise]);
  // From here on whoever started it decides when it ends.
  options.signal.removeEventListener('abort', interrupt);
  endedEarly.catch(() => undefined);
  return {
    http: String(line['http']),
    mqtt: String(line['mqtt']),
    database: String(line['database']),
    ended,
    stop,
  };
}

function toLogLine(text: string): LogLine | null {
  try {
    return JSON.parse(text) as LogLine;
  } catch {
    return null;
  }
}

function toWarning(line: LogLine): string {
  const error = line['err'];
  const why =
    typeof error === 'object' && error !== null && 'message' in error ? `: ${String(error.message)}` : '';
  return `service, ${line.room ?? 'main'}: ${line.msg}${why}`;
}
