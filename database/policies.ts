import { sql, type Kysely, type RawBuilder } from 'kysely';
import { columnstoreAfterDays, retentionDays } from './limits.ts';

/** A refresh stays this far away from where readings may be dropped: it would empty what it recomputes there. */
const refreshMarginHours = 12;

/** TimescaleDB's own jobs for a kind, but for what depends on how long readings are kept. For migrations. */
export async function createPolicies(db: Kysely<unknown>, kind: string): Promise<void> {
  for (const resolution of ['1m', '1h'] as const) {
    const rollup = sql.lit(`readings_${kind}_${resolution}`);
    const after = days(retentionDays[resolution]);
    await sql`select add_retention_policy(${rollup}, drop_after => ${after})`.execute(db);
  }
  // The order names the rest of the unique key, so that a re-sent reading is found in compressed rows quickly.
  await sql`
    alter table ${sql.id(`readings_${kind}`)} set (timescaledb.enable_columnstore = true,
      timescaledb.segmentby = 'device_id', timescaledb.orderby = 'time desc, fingerprint')`.execute(db);
  const after = days(columnstoreAfterDays);
  await sql`call add_columnstore_policy(${sql.lit(`readings_${kind}`)}, after => ${after})`.execute(db);
}

/**
 * How long readings are kept, and with it how far back the roll-ups are refreshed: as far as there are readings
 * (only what changed is recomputed). Replaces what was set before.
 */
export async function setRawRetention(db: Kysely<unknown>, kind: string, keptDays: number): Promise<void> {
  const readings = sql.lit(`readings_${kind}`);
  await sql`select remove_retention_policy(${readings}, if_exists => true)`.execute(db);
  await sql`select add_retention_policy(${readings}, drop_after => ${days(keptDays)})`.execute(db);
  const lookBack = sql.raw(`interval '${keptDays * 24 - refreshMarginHours} hours'`);
  for (const [resolution, end, every] of [
    ['1m', '1 minute', '1 minute'],
    ['1h', '1 hour', '10 minutes'],
  ] as const) {
    const rollup = sql.lit(`readings_${kind}_${resolution}`);
    await sql`select remove_continuous_aggregate_policy(${rollup}, if_exists => true)`.execute(db);
    await sql`
      select add_continuous_aggregate_policy(${rollup}, start_offset => ${lookBack},
        end_offset => interval '${sql.raw(end)}', schedule_interval => interval '${sql.raw(every)}')`.execute(
      db,
    );
  }
}

/** The present setting, days; null when it is not a whole number of days or not set. */
export async function readRawRetention(db: Kysely<unknown>, kind: string): Promise<number | null> {
  const found = await sql<{ days: number | null }>`
    select extract(epoch from (config ->> 'drop_after')::interval)::float8 / 86400 as days
    from timescaledb_information.jobs
    where proc_name = 'policy_retention' and hypertable_name = ${`readings_${kind}`}`.execute(db);
  return found.rows[0]?.days ?? null;
}

function days(count: number): RawBuilder<unknown> {
  return sql.raw(`interval '${count} days'`);
}
