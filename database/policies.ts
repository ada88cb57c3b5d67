import { sql, type Kysely, type RawBuilder } from 'kysely';
import { columnstoreAfterDays, refreshBuckets, retentionDays } from './limits.ts';

/** A refresh stays this far away from where readings may be dropped: it would empty what it recomputes there. */
const refreshMarginHours = 12;

const refreshes = [
  { resolution: '1m', end: '1 minute', every: '1 minute' },
  { resolution: '1h', end: '1 hour', every: '10 minutes' },
] as const;

/** What depends on how long readings are kept. */
export interface RawRetention {
  /** Days after which readings are dropped. */
  readonly keptDays: number;
  /** Days for which no reading has been dropped yet: so far back the roll-ups can be computed again. */
  readonly wholeDays: number;
}

/** TimescaleDB's own jobs for a kind, with readings kept for the usual time. For migrations. */
export async function createPolicies(db: Kysely<unknown>, kind: string): Promise<void> {
  const readings = sql.lit(`readings_${kind}`);
  await sql`select add_retention_policy(${readings}, drop_after => ${days(retentionDays.raw)})`.execute(db);
  for (const { resolution, end, every } of refreshes) {
    const rollup = sql.lit(`readings_${kind}_${resolution}`);
    const kept = days(retentionDays[resolution]);
    await sql`select add_retention_policy(${rollup}, drop_after => ${kept})`.execute(db);
    // Without a size of its own each bucket is a transaction: one late reading would cost as many as there are
    // minutes since.
    await sql`
      select add_continuous_aggregate_policy(${rollup}, start_offset => ${lookBack(retentionDays.raw)},
        end_offset => interval '${sql.raw(end)}', schedule_interval => interval '${sql.raw(every)}',
        buckets_per_batch => ${sql.lit(refreshBuckets[resolution])})`.execute(db);
  }
  // The order names the rest of the unique key, so that a re-sent reading is found in compressed rows quickly.
  await sql`
    alter table ${sql.id(`readings_${kind}`)} set (timescaledb.enable_columnstore = true,
      timescaledb.segmentby = 'device_id', timescaledb.orderby = 'time desc, fingerprint')`.execute(db);
  const after = days(columnstoreAfterDays);
  await sql`call add_columnstore_policy(${readings}, after => ${after})`.execute(db);
}

/**
 * How long readings are kept, and how far back the roll-ups are refreshed: as far as there are all readings
 * (only what changed is recomputed). Changes the jobs where they are: removing one would wait for its run, which
 * may wait for us.
 */
export async function setRawRetention(
  db: Kysely<unknown>,
  kind: string,
  { keptDays, wholeDays }: RawRetention,
): Promise<void> {
  const rollups = refreshes.map(({ resolution }) => sql.lit(`readings_${kind}_${resolution}`));
  await sql`
    select alter_job(job_id, config => config || jsonb_build_object('start_offset', ${lookBack(wholeDays)}))
    from timescaledb_information.jobs
    where proc_name = 'policy_refresh_continuous_aggregate' and hypertable_schema = current_schema
      and hypertable_name in (${sql.join(rollups)})`.execute(db);
  await sql`
    select alter_job(job_id, config => config || jsonb_build_object('drop_after', ${days(keptDays)}))
    from timescaledb_information.jobs
    where proc_name = 'policy_retention' and hypertable_schema = current_schema
      and hypertable_name = ${`readings_${kind}`}`.execute(db);
}

/** The present setting, days; null when there is none. */
export async function readRawRetention(db: Kysely<unknown>, kind: string): Promise<number | null> {
  const found = await sql<{ days: number | null }>`
    select extract(epoch from (config ->> 'drop_after')::interval)::float8 / 86400 as days
    from timescaledb_information.jobs
    where proc_name = 'policy_retention' and hypertable_schema = current_schema
      and hypertable_name = ${`readings_${kind}`}`.execute(db);
  return found.rows[0]?.days ?? null;
}

function lookBack(wholeDays: number): RawBuilder<unknown> {
  return sql.raw(`interval '${Math.max(refreshMarginHours, wholeDays * 24 - refreshMarginHours)} hours'`);
}

function days(count: number): RawBuilder<unknown> {
  return sql.raw(`interval '${count} days'`);
}
