import { spawn, type ChildProcess } from 'node:child_process';
import { open, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Logger } from 'pino';
import { findBinaries } from './embedded/binaries.ts';
import { databaseName, makeCluster, readCluster, serverEnvironment } from './embedded/cluster.ts';
import { findPlace, placeBinaries } from './embedded/place.ts';
import { findPostmaster, isAlive, signal, waitForExit } from './embedded/postmaster.ts';
import { findRunAs, type RunAs } from './embedded/run-as.ts';
import { serverArguments } from './embedded/settings.ts';
import {
  retryDelayMs,
  serverAdoptTimeoutMs,
  serverLogBytesMax,
  serverPollMs,
  serverStartTimeoutMs,
  serverStopMs,
} from './limits.ts';

/** A PostgreSQL of our own, for a machine where nobody set up a database. */
export interface EmbeddedServer {
  /** Makes the cluster where there is none; takes over a server that a killed process left running. */
  start(): Promise<{ readonly url: string }>;
  /** A clean shutdown, within 10 s. */
  stop(): Promise<void>;
}

/** A server that runs: started by us, or left over and taken over. */
interface Running {
  readonly pid: number;
  readonly port: number;
}

/** All that a start needs to know; found out once. */
interface Setup {
  readonly home: string;
  readonly bin: string;
  readonly timescale: boolean;
  readonly runAs: RunAs | null;
  readonly password: string;
}

/**
 * Everything lies in `directory`: the cluster, its password (0600), the server's log. A server that crashes is
 * started again on the same port, so the URL stays.
 */
export function createEmbeddedServer(options: {
  readonly directory: string;
  readonly log: Logger;
  /** Prefer a local installation with TimescaleDB for a new cluster. Default true. */
  readonly preferLocal?: boolean;
  /** Default: any free one. */
  readonly port?: number;
  /** PostgreSQL settings that replace ours. */
  readonly settings?: Readonly<Record<string, string>>;
}): EmbeddedServer {
  const { log } = options;
  const directory = resolve(options.directory);
  const stopping = new AbortController();
  let running: Running | null = null;
  let watching: Promise<void> = Promise.resolve();

  async function prepare(): Promise<Setup> {
    const runAs = await findRunAs();
    const home = await findPlace(directory, runAs, log);
    const cluster = await readCluster(home);
    const binaries = await findBinaries(cluster, options.preferLocal ?? true);
    const bin = await placeBinaries(binaries, runAs, log);
    const { major, timescale } = binaries;
    if (cluster === null) {
      log.info({ home, postgresql: major, timescale }, 'making the embedded database');
      await makeCluster(home, bin, { description: { major, timescale }, runAs });
    }
    const password = await readFile(join(home, 'password'), 'utf8');
    return { home, bin, timescale, runAs, password };
  }

  /** Starts a server and waits until it answers. Throws with the end of its log when it ends before. */
  async function launch(setup: Setup, port: number): Promise<Running> {
    const { home, bin, runAs, timescale } = setup;
    const logFile = join(home, 'server.log');
    const size = await stat(logFile).then(
      (file) => file.size,
      () => 0,
    );
    if (size > serverLogBytesMax) await rm(logFile);
    // A file, not a pipe: the server must be able to outlive us.
    const output = await open(logFile, 'a', 0o600);
    try {
      const child = spawn(
        join(bin, 'postgres'),
        serverArguments({ home, port, timescale, settings: options.settings ?? {} }),
        {
          cwd: home,
          env: serverEnvironment,
          stdio: ['ignore', output.fd, output.fd],
          // Its own process group: an interrupt from the terminal is for us, and we stop it in order.
          detached: true,
          ...(runAs && { uid: runAs.uid, gid: runAs.gid }),
        },
      );
      await started(child);
      const { pid } = child;
      if (pid === undefined) throw new Error('the embedded database did not start');
      const patience = { timeoutMs: serverStartTimeoutMs, signal: stopping.signal };
      if (await answers(setup, { pid, port }, patience)) return { pid, port };
      if (isAlive(pid)) await end(pid);
      const tail = (await readFile(logFile, 'utf8')).trim().split('\n').slice(-5).join('\n');
      throw new Error(`the embedded database did not start:\n${tail}`);
    } finally {
      await output.close();
    }
  }

  /** What a killed process left behind: taken over when it answers, stopped when it does not. */
  async function takeOver(setup: Setup): Promise<Running | null> {
    const found = await findPostmaster(join(setup.home, 'cluster'));
    if (found === null) return null;
    const timeoutMs = found.status === 'stopping' ? 0 : serverAdoptTimeoutMs;
    const patience = { timeoutMs, signal: stopping.signal };
    if (found.port > 0 && (await answers(setup, found, patience))) {
      log.info({ pid: found.pid }, 'the embedded database was still running: taken over');
      return found;
    }
    log.warn({ pid: found.pid }, 'an embedded database was left running and does not answer: stopping it');
    await end(found.pid);
    await findPostmaster(join(setup.home, 'cluster'));
    return null;
  }

  /** Starts it, over and over when it fails, each time a little later. On its former port when there is one. */
  async function launchUntilRunning(setup: Setup, attempts: number, port?: number): Promise<Running> {
    let delayMs: number = retryDelayMs.min;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return (await takeOver(setup)) ?? (await launch(setup, port ?? (await findFreePort())));
      } catch (error) {
        if (attempt >= attempts || stopping.signal.aborted) throw error;
        log.error({ err: error, retryMs: delayMs }, 'the embedded database did not start');
      }
      await sleep(delayMs, undefined, { signal: stopping.signal });
      delayMs = Math.min(delayMs * 2, retryDelayMs.max);
    }
  }

  /** Starts the server again whenever it is gone. */
  async function watch(setup: Setup): Promise<void> {
    while (!stopping.signal.aborted && running !== null) {
      if (isAlive(running.pid)) {
        await sleep(watchMs, undefined, { signal: stopping.signal }).catch(() => {});
        continue;
      }
      log.error({ pid: running.pid }, 'the embedded database ended by itself: starting it again');
      const { port } = running;
      running = await launchUntilRunning(setup, Infinity, port).catch(() => null);
    }
  }

  return {
    start: async () => {
      const setup = await prepare();
      running = await launchUntilRunning(setup, startAttemptsMax, options.port);
      await createOurDatabase(setup, running.port);
      watching = watch(setup);
      return { url: toUrl(setup, running.port, databaseName) };
    },
    stop: async () => {
      stopping.abort(new Error('the embedded database is stopping'));
      await watching;
      if (running !== null) await end(running.pid);
      running = null;
    },
  };
}

/** A start that fails is repeated: right after a crash the former server's processes may still be ending. */
const startAttemptsMax = 5;

/** How soon a crashed server is noticed. */
const watchMs = 100;

/** Resolves once the process exists. */
async function started(child: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  child.once('spawn', resolve);
  child.once('error', reject);
  await promise;
}

function toUrl(setup: Setup, port: number, name: string): string {
  return `postgres://${databaseName}:${setup.password}@127.0.0.1:${port}/${name}`;
}

/** True as soon as our own server (not another one on its port) answers; false when it ends or time is up. */
async function answers(
  setup: Setup,
  server: Running,
  patience: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<boolean> {
  const deadline = Date.now() + patience.timeoutMs;
  do {
    const client = new Client({
      connectionString: toUrl(setup, server.port, 'postgres'),
      connectionTimeoutMillis: 2_000,
    });
    client.on('error', () => {});
    try {
      await client.connect();
      const place = await client.query<{ data_directory: string }>('show data_directory');
      return place.rows[0]?.data_directory === join(setup.home, 'cluster');
    } catch {
      await sleep(serverPollMs);
    } finally {
      await client.end().catch(() => {});
    }
  } while (Date.now() < deadline && isAlive(server.pid) && !patience.signal.aborted);
  return false;
}

async function createOurDatabase(setup: Setup, port: number): Promise<void> {
  const client = new Client({ connectionString: toUrl(setup, port, 'postgres') });
  client.on('error', () => {});
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [databaseName]);
    if (found.rowCount === 0) await client.query(`create database ${databaseName}`);
  } finally {
    await client.end();
  }
}

/** A clean shutdown; when that takes too long one without a checkpoint, which the next start recovers from. */
async function end(pid: number): Promise<void> {
  signal(pid, 'SIGINT');
  if (await waitForExit(pid, serverStopMs.fast)) return;
  signal(pid, 'SIGQUIT');
  if (await waitForExit(pid, serverStopMs.immediate)) return;
  signal(pid, 'SIGKILL');
  await waitForExit(pid, serverStopMs.immediate);
}

async function findFreePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = createServer();
  server.once('error', reject);
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : 0));
  });
  return await promise;
}
