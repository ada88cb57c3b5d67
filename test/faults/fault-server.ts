import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { pino } from 'pino';
import { createDatabase } from '../../database/connection.ts';
import { createEmbeddedServer, type EmbeddedServer } from '../../database/embedded-server.ts';
import { findPostmaster, signal } from '../../database/embedded/postmaster.ts';
import { findFreePort } from '../support/ports.ts';

const log = pino({ level: 'silent' });

/** A database server that may be ended; every run has a database of its own on it. */
export interface FaultServer {
  readonly port: number;
  /** A migrated, empty one; its address. */
  createDatabase(): Promise<string>;
  dropDatabase(url: string): Promise<void>;
  /** SIGINT: a clean shutdown. SIGKILL: what a power cut does. It stays away until `start`. */
  end(signal: 'SIGINT' | 'SIGKILL'): Promise<void>;
  start(): Promise<void>;
  /** Connects as an administrator, to `postgres` where no other address is given. */
  connect(url?: string): Promise<Client>;
  stop(): Promise<void>;
}

/** Each job starts its own: a run that ends it disturbs no other. */
export async function startFaultServer(): Promise<FaultServer> {
  const directory = await mkdtemp(join(tmpdir(), 'negative-one-faults-server-'));
  // The server's user must be able to pass when the suite runs as root.
  await chmod(directory, 0o755);
  const port = await findFreePort();
  const settings = { fsync: 'off', max_connections: '40', shared_buffers: '64MB' };
  let server: EmbeddedServer | null = null;
  let url = '';

  async function start(): Promise<void> {
    if (server !== null) return;
    const created = createEmbeddedServer({ directory, log, preferLocal: false, port, settings });
    ({ url } = await created.start());
    server = created;
  }

  function addressOf(name: string): string {
    const address = new URL(url);
    address.pathname = `/${name}`;
    return address.href;
  }

  async function connect(to = addressOf('postgres')): Promise<Client> {
    const client = new Client({ connectionString: to });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  async function administrate(statement: string): Promise<void> {
    const client = await connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  }

  await start();
  const template = 'faults_template';
  await administrate(`create database ${template}`);
  const database = createDatabase({ url: addressOf(template), log });
  await database.start();
  await database.whenReady();
  await database.stop();

  return {
    port,
    async createDatabase() {
      const name = `faults_${randomBytes(6).toString('hex')}`;
      await administrate(`create database ${name} template ${template}`);
      return addressOf(name);
    },
    dropDatabase: (address) =>
      administrate(`drop database if exists ${new URL(address).pathname.slice(1)} with (force)`),
    async end(how) {
      const running = server;
      server = null;
      if (running === null) return;
      if (how === 'SIGKILL') await killPostmaster(directory);
      // At once after it: who watches over the server would start it again.
      await running.stop();
    },
    start,
    connect,
    async stop() {
      await server?.stop();
      server = null;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function killPostmaster(directory: string): Promise<void> {
  const found = await findPostmaster(join(directory, 'home', 'cluster')).catch(() => null);
  if (found === null) return;
  signal(found.pid, 'SIGKILL');
}
