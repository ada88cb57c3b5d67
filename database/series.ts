import type { Pool } from 'pg';
import { findMetric, kinds, type SensorKind } from '../domain/kinds.ts';
import type { Database } from './connection.ts';
import { seriesPointsMax } from './limits.ts';
import { readingsTable, rollupTable } from './reading-columns.ts';

/** A stretch of one device's metric. Times in ms since 1970, `to` exclusive. */
export interface SeriesQuery {
  readonly kind: SensorKind;
  readonly deviceId: string;
  readonly metric: string;
  readonly from: number;
  readonly to: number;
  /** At most so many points come back. */
  readonly points: number;
}

/** What was measured in one bucket. All null: a gap, at its start; nothing was measured until the next point. */
export interface SeriesPoint {
  /** Of the first reading in the bucket; of a roll-up, the start of its first minute or hour. */
  readonly time: number;
  readonly min: number | null;
  readonly avg: number | null;
  readonly max: number | null;
}

export interface Series {
  /** What it was mainly read from; the newest part always comes from the readings themselves. */
  readonly resolution: 'raw' | '1m' | '1h';
  readonly points: readonly SeriesPoint[];
}

const bucketMs = { '1m': 60_000, '1h': 3_600_000 } as const;

/**
 * Reads a series at the resolution that fits the points asked for. Where that has nothing (readings are kept
 * for a shorter time than roll-ups), a coarser one is tried. Throws a RangeError for a metric that the kind does
 * not have, or a span or number of points that makes no sense: the caller checks what people send.
 */
export async function readSeries(database: Pick<Database, 'pool'>, query: SeriesQuery): Promise<Series> {
  const { kind, metric, from, to, points } = query;
  if (findMetric(kind, metric) === undefined) throw new RangeError(`${kind} has no metric ${metric}`);
  if (!(from < to)) throw new RangeError('a series must begin before it ends');
  if (!Number.isInteger(points) || points < 1 || points > seriesPointsMax) {
    throw new RangeError(`a series has between 1 and ${seriesPointsMax} points`);
  }
  const widthMs = Math.max(1, Math.ceil((to - from) / points));
  const fitting = widthMs >= bucketMs['1h'] ? '1h' : widthMs >= bucketMs['1m'] ? '1m' : 'raw';
  const resolutions = (['raw', '1m', '1h'] as const).slice(['raw', '1m', '1h'].indexOf(fitting));
  for (const resolution of resolutions) {
    const buckets = await readBuckets(database.pool, { ...query, widthMs, resolution });
    if (buckets.length > 0) return { resolution, points: withGaps(buckets, query.kind, widthMs) };
  }
  return { resolution: fitting, points: [] };
}

interface BucketQuery extends SeriesQuery {
  readonly widthMs: number;
  readonly resolution: Series['resolution'];
}

/**
 * One row per bucket that has values. A roll-up is used up to its last bucket, which may be incomplete; from
 * there on the readings are aggregated in the same way, so that a roll-up that lags hides nothing. The same
 * statement does both: a point whose bucket lies on the seam is made of both parts.
 */
async function readBuckets(pool: Pool, query: BucketQuery): Promise<readonly SeriesPoint[]> {
  const { kind, deviceId, metric, from, to, widthMs, resolution } = query;
  const readings = `
    select time, ${metric}::float8 as min, ${metric}::float8 as avg, ${metric}::float8 as max, 1 as samples
    from ${readingsTable(kind)} where device_id = $1 and time >= seam.time and time < $3`;
  const seam =
    resolution === 'raw'
      ? 'select $2::timestamptz as time'
      : `select greatest($2::timestamptz, coalesce(max(bucket), $2)) as time
         from ${rollupTable(kind, resolution)} where device_id = $1 and bucket < $3`;
  const rollup =
    resolution === 'raw'
      ? ''
      : `union all
         select bucket, ${metric}_min, ${metric}_avg, ${metric}_max, samples
         from ${rollupTable(kind, resolution)}
         where device_id = $1 and bucket >= $2 and bucket < seam.time`;
  const found = await pool.query<{ time: number; min: number; avg: number; max: number }>(
    `with seam as materialized (${seam})
     select (extract(epoch from min(part.time)) * 1000)::float8 as time,
       min(part.min) as min, sum(part.avg * part.samples) / sum(part.samples) as avg, max(part.max) as max
     from seam cross join lateral (${readings} ${rollup}) as part
     where part.avg is not null
     group by floor((extract(epoch from part.time) * 1000 - $4::float8) / $5::float8)
     order by 1`,
    [deviceId, new Date(from), new Date(to), from, widthMs],
  );
  return found.rows;
}

/**
 * A point without values where a device was silent for longer than it may be, so that no line is drawn across.
 * It takes the place of an empty bucket, so the points stay within their number.
 */
function withGaps(points: readonly SeriesPoint[], kind: SensorKind, widthMs: number): readonly SeriesPoint[] {
  const silenceMs = Math.max(kinds[kind].offlineAfter_s * 1000, 2 * widthMs);
  return points.flatMap((point, index) => {
    const next = points[index + 1];
    if (next === undefined || next.time - point.time <= silenceMs) return [point];
    return [point, { time: point.time + widthMs, min: null, avg: null, max: null }];
  });
}
