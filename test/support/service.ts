import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export const enrolmentKey = 'test-enrolment-key';
export const adminPassword = 'test-admin-password';

/** One line of the service's log. */
export interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly [field: string]: unknown;
}

export interface Service {
  readonly http: string;
  readonly mqtt: string;
  /** Null without TLS. */
  readonly mqtts: string | null;
  readonly database: string;
  readonly pid: number;
  readonly log: readonly LogLine[];
  /** From spawn to the ready line, ms. */
  readonly startup_ms: number;
  /** Resolves with the exit code (null when a signal ended it). */
  readonly kill: (signal: NodeJS.Signals) => Promise<number | null>;
}

export interface ServiceOptions {
  readonly dataDirectory: string;
  readonly databaseUrl?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Ports to use again after a restart; 0 lets the system choose. */
  readonly httpPort?: number;
  readonly mqttPort?: number;
}

const readyMax_ms = 60_000;

/** Starts the real service as a process of its own and waits for its ready line. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const began = performance.now();
  const child = spawn(process.execPath, ['main.ts'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      DATA_DIR: options.dataDirectory,
      HTTP_PORT: String(options.httpPort ?? 0),
      MQTT_PORT: String(options.mqttPort ?? 0),
      ENROLMENT_KEY: enrolmentKey,
      ADMIN_PASSWORD: adminPassword,
      LOG_LEVEL: 'info',
      // Tests count what comes and goes; those about the canary switch it on.
      CANARY_SECONDS: '0',
      ...(options.databaseUrl === undefined ? {} : { DATABASE_URL: options.databaseUrl }),
      ...options.environment,
    },
  });
  const log: LogLine[] = [];
  const ready = await readReadyLine(child, log);
  return {
    http: String(ready['http']),
    mqtt: String(ready['mqtt']),
    mqtts: typeof ready['mqtts'] === 'string' ? ready['mqtts'] : null,
    database: String(ready['database']),
    pid: child.pid as number,
    log,
    startup_ms: performance.now() - began,
    async kill(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const exited = once(child, 'exit');
      child.kill(signal);
      const [code] = (await exited) as [number | null];
      return code;
    },
  };
}

async function readReadyLine(child: ChildProcess, log: LogLine[]): Promise<LogLine> {
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      child.kill('SIGKILL');
      const last = log.slice(-15).map((line) => JSON.stringify(line));
      reject(new Error([`The service ${why}.`, errors, ...last].join('\n')));
    };
    const timer = setTimeout(() => fail(`was not ready within ${readyMax_ms} ms`), readyMax_ms);
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      fail(`ended with ${code ?? signal} before it was ready`);
    });
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (text) => {
      const line = toLogLine(text);
      log.push(line);
      if (line.msg !== 'ready') return;
      clearTimeout(timer);
      child.removeAllListeners('exit');
      resolve(line);
    });
  });
}

function toLogLine(text: string): LogLine {
  try {
    return JSON.parse(text) as LogLine;
  } catch {
    return { level: 0, msg: text };
  }
}

/** A folder of its own for one test, removed by the returned function. */
export async function createDataDirectory(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'negative-one-test-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
