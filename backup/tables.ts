import type { Client } from 'pg';
import type { Edition } from '../database/edition.ts';
import { presentTables } from '../database/schema-tables.ts';

export interface Column {
  readonly name: string;
  readonly type: string;
}

/** A table as a backup knows it: the same in every edition. */
export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  /** Of a table with a time axis: the months (UTC, `2026-11`) that may have rows. Null: it has none. */
  readonly months: readonly string[] | null;
}

/** Tables that every database makes for itself; what is of worth in them is in the manifest. */
const ownTables: ReadonlySet<string> = new Set([
  'installation',
  'kysely_migration',
  'kysely_migration_lock',
  'schema_tables',
]);

/** Every table of the schema that holds something, roll-ups that TimescaleDB keeps as views among them. */
export async function listTables(client: Client, edition: Edition): Promise<readonly Table[]> {
  const names = (await presentTables(client)).filter((name) => !ownTables.has(name));
  const rollups = edition === 'community' ? await continuousAggregates(client) : new Map<string, string>();
  const tables: Table[] = [];
  for (const name of [...names, ...rollups.keys()]) {
    const { rows: columns } = await client.query<Column>(
      `select attname::text as name, format_type(atttypid, atttypmod) as type from pg_attribute
       where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`,
      [quoted(name)],
    );
    tables.push({ name, columns, months: await monthsOf(client, edition, rollups.get(name) ?? name) });
  }
  return tables;
}

/** The roll-ups that TimescaleDB keeps: by name, the table that it keeps the rows in. */
export async function continuousAggregates(client: Client): Promise<ReadonlyMap<string, string>> {
  const { rows } = await client.query<{ name: string; kept: string }>(
    `select view_name::text as name, materialization_hypertable_name::text as kept
     from timescaledb_information.continuous_aggregates where view_schema = current_schema() order by 1`,
  );
  return new Map(rows.map(({ name, kept }) => [name, kept]));
}

async function monthsOf(client: Client, edition: Edition, table: string): Promise<readonly string[] | null> {
  if (edition === 'plain') {
    const { rows } = await client.query<{ kind: string; part: string | null }>(
      `select relkind::text as kind, inhrelid::regclass::text as part
       from pg_class left join pg_inherits on inhparent = pg_class.oid where pg_class.oid = $1::regclass`,
      [quoted(table)],
    );
    if (rows[0]?.kind !== 'p') return null;
    const months = rows.map(({ part }) => /_p(\d{4})_(\d{2})$/.exec(part ?? ''));
    return months.flatMap((found) => (found === null ? [] : [`${found[1]}-${found[2]}`])).toSorted();
  }
  // The session is in UTC. TimescaleDB does not list what its roll-ups lie in as tables, but its chunks all the same.
  const { rows } = await client.query<{ month: string }>(
    `select distinct to_char(month, 'YYYY-MM') as month
     from timescaledb_information.chunks,
       generate_series(date_trunc('month', range_start), range_end - interval '1 microsecond', '1 month') as month
     where hypertable_name = $1 order by 1`,
    [table],
  );
  if (rows.length > 0) return rows.map(({ month }) => month);
  const { rowCount } = await client.query(
    'select 1 from timescaledb_information.hypertables where hypertable_name = $1',
    [table],
  );
  return rowCount === 0 ? null : [];
}

/** An identifier in SQL. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
