import type { ClientBase } from 'pg';
import type { SensorKind } from '../domain/kinds.ts';
import type { Edition } from './edition.ts';
import { readingsTable } from './reading-columns.ts';

/** A calendar month (UTC) of a partitioned table. */
interface Month {
  readonly partition: string;
  readonly from: string;
  readonly to: string;
}

/**
 * Makes the missing monthly partitions of `readings_<kind>` for the given times (ms): every month between min
 * and max, or those of the listed times. Call it in the transaction that then writes, on its connection: from
 * here to the commit no partition of the table can be dropped. Does nothing where TimescaleDB cuts tables.
 */
// oxlint-disable-next-line max-params -- who (client, edition) and what (kind, times) read best in this order
export async function preparePartitions(
  client: ClientBase,
  edition: Edition,
  kind: SensorKind,
  times: { readonly min: number; readonly max: number } | Iterable<number>,
): Promise<void> {
  if (edition !== 'plain') return;
  await prepareMonths(client, readingsTable(kind), 'min' in times ? monthsBetween(times) : monthsOf(times));
}

/**
 * The same for any partitioned table. The tables are asked every time instead of remembered: it costs one
 * round trip and cannot be wrong after somebody dropped a partition.
 */
export async function prepareMonths(
  client: ClientBase,
  table: string,
  months: ReadonlySet<number>,
): Promise<void> {
  if (months.size === 0) return;
  const wanted = [...months].map((index) => toMonth(table, index));
  // The lock is the one that writing takes anyway; it keeps retention away until the commit.
  await client.query(`lock table ${table} in row exclusive mode`);
  if ((await missing(client, table, wanted)).length === 0) return;
  await lockPartitions(client, table);
  for (const { partition, from, to } of await missing(client, table, wanted)) {
    // Attaching a table takes a weaker lock than making a partition in place, which would wait for every
    // writer of the other months and could deadlock with one that got here too.
    await client.query(`create table ${partition} (like ${table} including all)`);
    await client.query(
      `alter table ${table} attach partition ${partition} for values from ('${from}') to ('${to}')`,
    );
  }
}

/** Until the end of the transaction nobody else makes or drops partitions of the table. */
export async function lockPartitions(client: ClientBase, table: string): Promise<void> {
  await client.query(`select pg_advisory_xact_lock(hashtextextended($1, 7341002))`, [table]);
}

/** Read from the catalogue's tables: `to_regclass` may answer from a cache that does not know the latest commits. */
async function missing(
  client: ClientBase,
  table: string,
  months: readonly Month[],
): Promise<readonly Month[]> {
  const present = await client.query<{ partition: string }>(
    `select relname as partition from pg_inherits join pg_class on pg_class.oid = inhrelid
     where inhparent = $1::regclass and relname = any($2)`,
    [table, months.map((month) => month.partition)],
  );
  const names = new Set(present.rows.map((row) => row.partition));
  return months.filter((month) => !names.has(month.partition));
}

/** Months since the year 0. */
export function monthIndex(time: number): number {
  const date = new Date(time);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

export function monthsBetween({ min, max }: { readonly min: number; readonly max: number }): Set<number> {
  const months = new Set<number>();
  for (let index = monthIndex(min); index <= monthIndex(max); index += 1) months.add(index);
  return months;
}

function monthsOf(times: Iterable<number>): Set<number> {
  const months = new Set<number>();
  for (const time of times) months.add(monthIndex(time));
  return months;
}

/** `readings_smoke_p2026_11`, and the first days of its month and the next. */
function toMonth(table: string, index: number): Month {
  const name = monthName(index);
  return {
    partition: `${table}_p${name.replace('-', '_')}`,
    from: `${name}-01T00:00:00Z`,
    to: `${monthName(index + 1)}-01T00:00:00Z`,
  };
}

function monthName(index: number): string {
  const year = Math.floor(index / 12);
  if (!(year >= 1 && year <= 9998)) throw new RangeError(`no partition for the year ${year}`);
  return `${String(year).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}`;
}
