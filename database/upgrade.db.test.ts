import { Kysely, PostgresDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import { Pool } from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEmptyDatabase } from '../test/support/databases.ts';
import { createMigrations, migrate } from './migrate.ts';

const log = pino({ level: 'silent' });
const migrations = createMigrations('plain');
/** In the order in which they run. */
const names = Object.keys(migrations).toSorted();

interface Column {
  readonly name: string;
  readonly type: string;
}

/** A value that every check lets pass, as text. */
function valueFor(table: string, { name, type }: Column): string {
  const known: Readonly<Record<string, string>> = {
    kind: 'smoke',
    edition: 'plain',
    role: 'viewer',
    language: 'zh',
    level: '1',
  };
  if (type === 'text') return known[name] ?? `${table} ${name}`;
  if (type === 'boolean') return 'false';
  if (type === 'jsonb' || type === 'json') return '{}';
  if (type === 'bytea') return '\\x0102';
  if (type.endsWith('[]')) return '{}';
  if (type === 'date') return '2026-11-21';
  if (type.startsWith('timestamp')) return '2026-11-21T08:00:00Z';
  if (type === 'uuid') return '00000000-0000-4000-8000-000000000001';
  return '1';
}

/** One database goes through every version with rows in it: each step is an upgrade from the one before. */
describe('an upgrade from any former version', () => {
  let empty: Awaited<ReturnType<typeof createEmptyDatabase>>;
  let pool: Pool;
  let kysely: Kysely<unknown>;
  /** By table, its row as it was when it was written. */
  const rows = new Map<string, Record<string, unknown>>();

  beforeAll(async () => {
    empty = await createEmptyDatabase('plain');
    pool = new Pool({ connectionString: empty.url, max: 2 });
    kysely = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  });
  afterAll(async () => {
    await kysely.destroy();
    await empty.drop();
  });

  async function tables(): Promise<readonly string[]> {
    const found = await pool.query<{ name: string }>(
      `select relname::text as name from pg_class where relnamespace = 'public'::regnamespace
       and relkind in ('r', 'p') and not relispartition and relname not like 'kysely%' and relname <> 'schema_tables' order by relname`,
    );
    return found.rows.map(({ name }) => name);
  }

  /** A row in every table that has none; some need others first, and those with partitions need theirs. */
  async function fill(): Promise<void> {
    for (let round = 0; round < 3; round += 1) {
      for (const table of await tables()) if (!rows.has(table)) await fillOne(table);
    }
  }

  async function fillOne(table: string): Promise<void> {
    const { rows: columns } = await pool.query<Column>(
      `select attname as name, format_type(atttypid, null) as type from pg_attribute
       where attrelid = $1::regclass and attnum > 0 and not attisdropped and attidentity = '' and attgenerated = ''
       and (attnotnull or attname = 'name')`,
      [table],
    );
    const list = columns.map(({ name }) => `"${name}"`).join(', ');
    const values = columns.map((_, index) => `$${index + 1}`).join(', ');
    const inserted = await pool
      .query<Record<string, unknown>>(
        columns.length === 0
          ? `insert into "${table}" default values returning *`
          : `insert into "${table}" (${list}) values (${values}) returning *`,
        columns.map((column) => valueFor(table, column)),
      )
      .catch(() => null);
    const [row] = inserted?.rows ?? [];
    if (row !== undefined) rows.set(table, row);
  }

  it.each(names)('to %s keeps every row with all that it held', async (name) => {
    const migrator = new Migrator({
      db: kysely,
      provider: { getMigrations: () => Promise.resolve(migrations) },
    });
    const { error } = await migrator.migrateTo(name);
    expect(error).toBeUndefined();
    for (const [table, row] of rows) {
      const found = await pool.query<Record<string, unknown>>(`select * from "${table}"`);
      expect(found.rows, table).toContainEqual(expect.objectContaining(row));
    }
    await fill();
  });

  it('ends as a start makes it, and had rows in the tables that people’s work lies in', async () => {
    const before = await tables();
    expect(await migrate(empty.url, log)).toBe('plain');
    expect(await tables()).toEqual(before);
    expect([...rows.keys()]).toEqual(
      expect.arrayContaining(['alerts', 'alert_events', 'areas', 'devices', 'sites', 'staff', 'cases']),
    );
  });

  it('names a table that was lost since', async () => {
    await pool.query('drop table cases cascade');
    await expect(migrate(empty.url, log)).rejects.toThrow('tables are missing from the database: cases');
  });
});
