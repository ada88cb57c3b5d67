import { sql, type Kysely } from 'kysely';
import type { Pool } from 'pg';
import { kindNames, type SensorKind } from '../domain/kinds.ts';
import type { Edition } from './edition.ts';
import {
  maintenanceStatementTimeoutMs,
  quarantineRetentionDays,
  retentionDays,
  retentionLockTimeoutMs,
} from './limits.ts';
import { lockPartitions, monthIndex } from './partitions.ts';
import { readRawRetention, setRawRetention } from './policies.ts';
import { readingsTable, rollupTable } from './reading-columns.ts';
import { inTransaction } from './rollup.ts';

const dayMs = 86_400_000;

/** What a run of the retention job needs to know. */
export interface RetentionRun {
  readonly pool: Pool;
  readonly kysely: Kysely<unknown>;
  readonly edition: Edition;
  readonly now: number;
  /** How long readings are kept, days. */
  readonly rawDays: number;
}

/**
 * Drops readings and roll-ups that are older than they are kept, whole chunks or partitions at a time, and old
 * quarantined messages. Where TimescaleDB does it, its policies are set. Returns the names of what was dropped.
 */
export async function applyRetention(run: RetentionRun): Promise<readonly string[]> {
  const { pool, edition, now, rawDays } = run;
  const dropped: string[] = [];
  for (const kind of kindNames) {
    if (edition === 'community') {
      await run.kysely.transaction().execute((db) => setPolicies(db, run, kind));
      continue;
    }
    const tables = [
      [readingsTable(kind), rawDays],
      [rollupTable(kind, '1m'), retentionDays['1m']],
      [rollupTable(kind, '1h'), retentionDays['1h']],
    ] as const;
    const drop = edition === 'apache' ? dropChunks : dropPartitions;
    for (const [table, days] of tables) dropped.push(...(await drop(pool, table, now - days * dayMs)));
  }
  const oldest = new Date(now - quarantineRetentionDays * dayMs);
  await pool.query('delete from quarantine where received_at < $1', [oldest]);
  return dropped;
}

/**
 * Until more is kept than before, everything within the time is there. Then the time that is whole grows with
 * the days: a refresh of what was dropped already would empty the roll-ups.
 */
async function setPolicies(db: Kysely<unknown>, run: RetentionRun, kind: SensorKind): Promise<void> {
  const { now, rawDays } = run;
  const present = (await readRawRetention(db, kind)) ?? rawDays;
  const noted = await sql<{ dropped_before: Date }>`
    update installation
    set readings_dropped_before = greatest(readings_dropped_before, ${new Date(now - present * dayMs)})
    returning readings_dropped_before as dropped_before`.execute(db);
  const droppedBefore = noted.rows[0]?.dropped_before.getTime() ?? now;
  const wholeDays = Math.min(rawDays, Math.floor((now - droppedBefore) / dayMs));
  await setRawRetention(db, kind, { keptDays: rawDays, wholeDays });
}

async function dropChunks(pool: Pool, table: string, before: number): Promise<readonly string[]> {
  return await inTransaction(pool, async (client) => {
    await client.query(
      `set local statement_timeout = ${maintenanceStatementTimeoutMs}; set local lock_timeout = ${retentionLockTimeoutMs}`,
    );
    const dropped = await client.query<{ chunk: string }>(
      'select drop_chunks($1::regclass, older_than => $2::timestamptz) as chunk',
      [table, new Date(before)],
    );
    return dropped.rows.map(({ chunk }) => chunk);
  });
}

async function dropPartitions(pool: Pool, table: string, before: number): Promise<readonly string[]> {
  return await inTransaction(pool, async (client) => {
    await client.query(`set local lock_timeout = ${retentionLockTimeoutMs}`);
    const found = await client.query<{ partition: string }>(
      'select inhrelid::regclass::text as partition from pg_inherits where inhparent = $1::regclass',
      [table],
    );
    // A partition is older when even its last moment is: the month of the limit itself stays.
    const old = found.rows
      .map((row) => row.partition)
      .filter((name) => toMonthIndex(name) < monthIndex(before));
    if (old.length === 0) return [];
    await lockPartitions(client, table);
    await client.query(`drop table ${old.join(', ')}`);
    return old;
  });
}

/** The month of `readings_smoke_p2026_11`. */
function toMonthIndex(partition: string): number {
  const [, year, month] = /_p(\d{4})_(\d{2})$/.exec(partition) ?? [];
  return year === undefined || month === undefined ? Infinity : Number(year) * 12 + Number(month) - 1;
}
