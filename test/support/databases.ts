import { randomBytes } from 'node:crypto';
import { Client, type Pool } from 'pg';
import { pino } from 'pino';
import { inject } from 'vitest';
import { createDatabase, type Database } from '../../database/connection.ts';
import type { Edition } from '../../database/edition.ts';
import { describeUnless } from './skips.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** An administrator's address of a server, per edition that this run has; see `global-setup.ts`. */
    databaseServers: Partial<Record<Edition, string>>;
  }
}

/** A database of its own for one test file, with the present schema. */
export interface TestDatabase {
  readonly url: string;
  readonly edition: Edition;
  /** Started and ready. */
  readonly database: Database;
  /** Of `database`. */
  readonly pool: Pool;
  /** Stops `database` and removes it from the server, whoever is still connected. */
  drop(): Promise<void>;
}

const all: readonly Edition[] = ['plain', 'apache', 'community'];

/** The editions that this run has a server of. `plain` always. */
function editions(): readonly Edition[] {
  return all.filter((edition) => inject('databaseServers')[edition] !== undefined);
}

/** The one that has most of what a deployment has. */
export function bestEdition(): Edition {
  return editions().at(-1) ?? 'plain';
}

/** An empty database on a server of the edition; `drop` removes it. */
export async function createEmptyDatabase(
  edition: Edition,
): Promise<{ readonly url: string; readonly drop: () => Promise<void> }> {
  const server = inject('databaseServers')[edition];
  if (server === undefined) throw new Error(`this run has no ${edition} server`);
  const name = `test_${randomBytes(8).toString('hex')}`;
  await administrate(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: async () => await administrate(server, `drop database if exists ${name} with (force)`),
  };
}

/** A fresh database, migrated by the ordinary code. */
export async function createTestDatabase(edition: Edition = 'plain'): Promise<TestDatabase> {
  const { url, drop } = await createEmptyDatabase(edition);
  const database = createDatabase({ url, log: pino({ level: 'silent' }) });
  await database.start();
  await database.whenReady();
  return {
    url,
    edition,
    database,
    pool: database.pool,
    drop: async () => {
      await database.stop();
      await drop();
    },
  };
}

/**
 * A suite for one edition; skipped, with the reason, where there is no such server. One for `community` is
 * there only when TEST_TIMESCALE_URL names such a server: no distribution packages it, so it cannot be required.
 */
export function describeOn(edition: Edition, name: string, suite: () => void): void {
  if (edition === 'community' && whyNot(edition) !== null) return;
  // A run on the official image has no server of the Apache edition beside it.
  if (edition === 'apache' && whyNot('community') === null) return;
  describeUnless(whyNot(edition), `${name} (${edition})`, suite);
}

/** The same suite for every edition. */
export function describeOnEach(name: string, suite: (edition: Edition) => void): void {
  for (const edition of all) describeOn(edition, name, () => suite(edition));
}

function whyNot(edition: Edition): string | null {
  if (editions().includes(edition)) return null;
  return 'TEST_TIMESCALE_URL names no such server (eval "$(.ci/timescaledb start)" starts one)';
}

async function administrate(server: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
