import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Edition } from './edition.ts';
import { chunkDays } from './limits.ts';
import { createPolicies } from './policies.ts';
import { createTimeTable } from './time-tables.ts';

/** A kind as a migration writes it down: its metrics with their column types, in order. */
export interface KindColumns {
  readonly kind: string;
  readonly metrics: Readonly<Record<string, string>>;
}

const buckets = { '1m': "interval '1 minute'", '1h': "interval '1 hour'" } as const;
const resolutions = ['1m', '1h'] as const;

/** Makes `readings_<kind>` with its two roll-ups, in the way of the edition. For migrations. */
export async function createReadings(
  db: Kysely<unknown>,
  edition: Edition,
  { kind, metrics }: KindColumns,
): Promise<void> {
  await createTimeTable(db, edition, {
    name: `readings_${kind}`,
    timeColumn: 'time',
    columns: {
      time: 'timestamptz not null',
      device_id: 'text not null',
      fingerprint: 'bigint not null',
      seq: 'bigint',
      received_at: 'timestamptz not null',
      flags: 'int not null',
      ...metrics,
      extra: 'jsonb',
    },
    key: ['device_id', 'time', 'fingerprint'],
    chunkDays: chunkDays.raw,
    blocksByTime: true,
  });
  for (const resolution of resolutions) {
    if (edition === 'community') await createContinuousAggregate(db, { kind, metrics }, resolution);
    else await createRollup(db, edition, { kind, metrics, resolution });
  }
  if (edition === 'community') await createPolicies(db, kind);
}

/** A roll-up that a job of ours fills. */
async function createRollup(
  db: Kysely<unknown>,
  edition: Edition,
  { kind, metrics, resolution }: KindColumns & { readonly resolution: '1m' | '1h' },
): Promise<void> {
  const aggregates = Object.keys(metrics).flatMap((name) =>
    ['min', 'avg', 'max'].map((aggregate) => [`${name}_${aggregate}`, 'float8'] as const),
  );
  await createTimeTable(db, edition, {
    name: `readings_${kind}_${resolution}`,
    timeColumn: 'bucket',
    columns: {
      bucket: 'timestamptz not null',
      device_id: 'text not null',
      samples: 'bigint not null',
      ...Object.fromEntries(aggregates),
    },
    key: ['device_id', 'bucket'],
    chunkDays: chunkDays[resolution],
    blocksByTime: false,
  });
}

/**
 * A roll-up that TimescaleDB keeps. Materialised only, like the tables of the other editions: a reader takes
 * what is newer than the last bucket from the readings themselves.
 */
async function createContinuousAggregate(
  db: Kysely<unknown>,
  { kind, metrics }: KindColumns,
  resolution: '1m' | '1h',
): Promise<void> {
  await sql`
    create materialized view ${sql.id(`readings_${kind}_${resolution}`)}
    with (timescaledb.continuous, timescaledb.materialized_only = true) as
    select time_bucket(${sql.raw(buckets[resolution])}, time) as bucket, device_id, count(*) as samples,
      ${sql.join(Object.keys(metrics).flatMap(aggregatesOf))}
    from ${sql.id(`readings_${kind}`)}
    group by 1, 2
    with no data`.execute(db);
}

/** The three columns of a metric in a roll-up. All are float8, whatever the metric's own column is. */
function aggregatesOf(metric: string): readonly RawBuilder<unknown>[] {
  const column = sql.id(metric);
  return [
    sql`min(${column})::float8 as ${sql.id(`${metric}_min`)}`,
    sql`avg(${column})::float8 as ${sql.id(`${metric}_avg`)}`,
    sql`max(${column})::float8 as ${sql.id(`${metric}_max`)}`,
  ];
}
