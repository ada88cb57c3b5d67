import { join } from 'node:path';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { Client } from 'pg';
import type { Logger } from 'pino';
import { kindNames } from '../domain/kinds.ts';
import { detectEdition, type Edition } from '../database/edition.ts';
import { connectTimeoutMs, retentionDays } from '../database/limits.ts';
import { createMigrations, migrationLock, runMigrations } from '../database/migrate.ts';
import { prepareMonths } from '../database/partitions.ts';
import { setRawRetention } from '../database/policies.ts';
import { noteTables, presentTables } from '../database/schema-tables.ts';
import { copyIn } from './copy-table.ts';
import { tableFile, type Manifest } from './manifest.ts';
import { continuousAggregates, listTables, quoted, type Table } from './tables.ts';

const day_ms = 86_400_000;

interface Filling {
  readonly manifest: Manifest;
  /** The backup's. */
  readonly folder: string;
  readonly log: Logger;
}

/** Migrations of the backup that this program does not have: it was made by a newer one. */
export function unknownMigrations({ database }: Manifest): readonly string[] {
  const known = new Set(Object.keys(createMigrations('plain')));
  return database.migrations.filter((name) => !known.has(name));
}

/** Throws, in words for people, where there is no database at the address or something lies in it. */
export async function expectEmpty(url: string): Promise<void> {
  const client = await connect(url);
  try {
    const tables = await presentTables(client);
    if (tables.length === 0) return;
    throw new Error(
      `the database has tables already (${tables.slice(0, 3).join(', ')}${tables.length > 3 ? ', …' : ''}): give the address of an empty one`,
    );
  } finally {
    await client.end().catch(() => {});
  }
}

/**
 * Makes the schema as it was when the backup was made, fills its tables, and brings it to the present one: all of it
 * in one transaction, so that there is never half of it. The edition is that of the server, whatever the backup's was.
 */
export async function fillDatabase(url: string, filling: Filling): Promise<Edition> {
  const edition = await detectEdition(() => connect(url), filling.log);
  const client = await connect(url);
  const kysely = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: poolOf(client) }) });
  try {
    // A service that starts on it meanwhile waits until this is done.
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    await kysely.transaction().execute((db) => fill({ ...filling, client, db, edition }));
    return edition;
  } finally {
    await client.end().catch(() => {});
  }
}

interface InTransaction extends Filling {
  readonly client: Client;
  readonly db: Kysely<unknown>;
  readonly edition: Edition;
}

async function fill(work: InTransaction): Promise<void> {
  const { client, db, edition, manifest, log } = work;
  await runMigrations(db, { edition, log, names: new Set(manifest.database.migrations) });
  const rollups = edition === 'community' ? await continuousAggregates(client) : new Map<string, string>();
  const here = new Map((await listTables(client, edition)).map((table) => [table.name, table]));
  for (const table of manifest.tables) {
    const own = here.get(table.name);
    if (own === undefined) {
      log.warn({ table: table.name }, 'the backup has a table that is none of the service: left out');
      continue;
    }
    await fillTable(work, { table, own, keptIn: rollups.get(table.name) });
  }
  await setSequences(client);
  await noteInstallation(work);
  await runMigrations(db, { edition, log });
  await noteTables(client);
}

async function fillTable(
  { client, edition, folder }: InTransaction,
  parts: {
    readonly table: Manifest['tables'][number];
    readonly own: Table;
    readonly keptIn: string | undefined;
  },
): Promise<void> {
  const { table, own, keptIn } = parts;
  if (shapeOf(table) !== shapeOf(own)) {
    throw new Error(`the table ${table.name} has other columns than here: ${shapeOf(table)}`);
  }
  if (edition === 'plain' && own.months !== null && table.months !== null) {
    await prepareMonths(client, table.name, new Set(table.months.map(toMonthIndex)));
  }
  const target = keptIn === undefined ? quoted(table.name) : `_timescaledb_internal.${quoted(keptIn)}`;
  const path = join(folder, tableFile(table.name));
  const rows = await copyIn(client, table, { path, target }).catch((error: unknown) => {
    throw new Error(`the table ${table.name} cannot be filled: ${(error as Error).message}`, {
      cause: error,
    });
  });
  if (rows !== table.rows) {
    throw new Error(`the table ${table.name} got ${rows} rows instead of ${table.rows}`);
  }
}

/** Columns with their types, in the order of their names: they may have come in another one. */
function shapeOf({ columns }: Pick<Table, 'columns'>): string {
  const all = columns.map(({ name, type }) => `${name} ${type}`);
  return all.toSorted().join(', ');
}

/** Months since the year 0 of `2026-11`. */
function toMonthIndex(month: string): number {
  const [year = '', number = ''] = month.split('-');
  return Number(year) * 12 + Number(number) - 1;
}

/** Numbers go on behind the greatest that was given. */
async function setSequences(client: Client): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string; sequence: string }>(
    `select relname::text as table, attname::text as column, pg_get_serial_sequence(quote_ident(relname), attname) as sequence
     from pg_class join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped
     where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and not relispartition
       and pg_get_serial_sequence(quote_ident(relname), attname) is not null`,
  );
  for (const { table, column, sequence } of rows) {
    const greatest = `(select max(${quoted(column)}) from ${quoted(table)})`;
    await client.query(`select setval($1, coalesce(${greatest}, 1), ${greatest} is not null)`, [sequence]);
  }
}

/** What one row says of the database, and what keeps its roll-ups from being computed from too few readings. */
async function noteInstallation({ client, db, edition, manifest }: InTransaction): Promise<void> {
  const { madeAt, readingsDroppedBefore, readingsKept_days } = manifest.database;
  await client.query('update installation set created_at = $1', [madeAt]);
  if (edition === 'community') {
    await client.query(
      'update installation set readings_dropped_before = greatest(readings_dropped_before, $1)',
      [readingsDroppedBefore],
    );
    const whole_ms = Date.now() - Date.parse(readingsDroppedBefore ?? madeAt);
    const wholeDays = Math.min(readingsKept_days, Math.floor(whole_ms / day_ms));
    const keptDays = Math.max(readingsKept_days, retentionDays.raw);
    for (const kind of kindNames) await setRawRetention(db, kind, { keptDays, wholeDays });
  } else if (manifest.database.edition === 'community') {
    // There TimescaleDB knew which buckets are not up to date: here all that readings are there for are made again.
    for (const kind of kindNames) {
      await sql`
        insert into rollup_pending (resolution, kind, span)
        select '1m', ${kind}, tstzrange(greatest(min(time), ${readingsDroppedBefore}::timestamptz), max(time), '[]')
        from ${sql.table(`readings_${kind}`)}
        where time >= coalesce(${readingsDroppedBefore}::timestamptz, '-infinity') having count(*) > 0`.execute(
        db,
      );
    }
  }
}

async function connect(url: string): Promise<Client> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: connectTimeoutMs,
    application_name: 'negative-one restore',
    keepAlive: true,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query(`set timezone to 'UTC'`);
  } catch (error) {
    throw new Error(`there is no database at the address of DATABASE_URL: ${(error as Error).message}`, {
      cause: error,
    });
  }
  return client;
}

/** The one connection, also for statements that Kysely cannot make. */
function poolOf(client: Client) {
  const one = Object.assign(client, { release: () => undefined });
  return { connect: () => Promise.resolve(one), end: () => Promise.resolve(), options: {} };
}
