import { sql, type Kysely } from 'kysely';
import type { Edition } from './edition.ts';

/** A table with a time axis: a hypertable where TimescaleDB is, a range-partitioned table elsewhere. */
export interface TimeTable {
  readonly name: string;
  /** The `timestamptz` column that it is cut along. */
  readonly timeColumn: string;
  /** Column name → type with constraints, as SQL. */
  readonly columns: Readonly<Record<string, string>>;
  /** The unique key, its only index of rows. */
  readonly key: readonly string[];
  /**
   * True for a small index of blocks (BRIN) on the time. Rows come nearly in the order of time, so it finds a
   * span of time across devices, and costs writing next to nothing.
   */
  readonly blocksByTime: boolean;
  readonly chunkDays: number;
}

/** Makes the table inside a migration. Plain: partitions come with the first rows (`preparePartitions`). */
export async function createTimeTable(
  db: Kysely<unknown>,
  edition: Edition,
  table: TimeTable,
): Promise<void> {
  const columns = Object.entries(table.columns).map(([name, type]) => sql`${sql.id(name)} ${sql.raw(type)}`);
  const key = sql`unique (${sql.join(table.key.map((name) => sql.id(name)))})`;
  const partitioned =
    edition === 'plain' ? sql`partition by range (${sql.id(table.timeColumn)})` : sql.raw('');
  await sql`create table ${sql.id(table.name)} (${sql.join([...columns, key])}) ${partitioned}`.execute(db);
  if (edition !== 'plain') await makeHypertable(db, table);
  if (table.blocksByTime) {
    await sql`
      create index ${sql.id(`${table.name}_time_blocks`)} on ${sql.id(table.name)}
      using brin (${sql.id(table.timeColumn)}) with (pages_per_range = 32, autosummarize = on)`.execute(db);
  }
}

async function makeHypertable(db: Kysely<unknown>, table: TimeTable): Promise<void> {
  await sql`
    select create_hypertable(${sql.lit(table.name)}::regclass,
      by_range(${sql.lit(table.timeColumn)}, make_interval(days => ${sql.lit(table.chunkDays)})),
      create_default_indexes => false)`.execute(db);
}
