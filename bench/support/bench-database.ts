import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { pino } from 'pino';
import { createDatabase, type Database } from '../../database/connection.ts';
import { createEmbeddedServer } from '../../database/embedded-server.ts';

const log = pino({ level: 'silent' });

/** A server for the benchmark: BENCH_DATABASE_URL, or TEST_TIMESCALE_URL, or one of our own. */
export interface BenchServer {
  readonly createDatabase: () => Promise<BenchDatabase>;
  readonly stop: () => Promise<void>;
}

export interface BenchDatabase {
  readonly url: string;
  readonly database: Database;
  readonly drop: () => Promise<void>;
}

export async function startBenchServer(): Promise<BenchServer> {
  const given = process.env['BENCH_DATABASE_URL'] ?? process.env['TEST_TIMESCALE_URL'];
  if (given !== undefined) return { createDatabase: () => makeDatabase(given), stop: async () => undefined };
  const directory = await mkdtemp(join(tmpdir(), 'negative-one-bench-'));
  await chmod(directory, 0o755);
  const server = createEmbeddedServer({ directory, log });
  const { url } = await server.start();
  return {
    createDatabase: () => makeDatabase(url),
    async stop() {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function makeDatabase(server: string): Promise<BenchDatabase> {
  const name = `bench_${randomBytes(6).toString('hex')}`;
  await administrate(server, `create database ${name}`);
  const address = new URL(server);
  address.pathname = `/${name}`;
  const database = createDatabase({ url: address.href, log });
  await database.start();
  await database.whenReady();
  return {
    url: address.href,
    database,
    async drop() {
      await database.stop();
      await administrate(server, `drop database ${name} with (force)`);
    },
  };
}

async function administrate(server: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  await client.query(statement);
  await client.end();
}
