import type { ClientBase, Pool, PoolClient } from 'pg';
import { kinds } from '../domain/kinds.ts';
import type { Edition } from './edition.ts';
import {
  hourSettlesMs,
  maintenanceStatementTimeoutMs,
  rollupRunMs,
  rollupSpanGapMs,
  rollupStepMs,
} from './limits.ts';
import { monthsBetween, prepareMonths } from './partitions.ts';
import { readingsTable, rollupTable } from './reading-columns.ts';
import { insertPending, minuteMs, takePending, type Rollup } from './rollup-pending.ts';
import { alignSpans, mergeSpans, splitSpans, takeSpans, type Span } from './spans.ts';

const hourMs = 60 * minuteMs;

/** What a run of a roll-up job needs to know. */
export interface RollupRun {
  readonly pool: Pool;
  readonly edition: Edition;
  readonly now: number;
  /** How long readings are kept: a bucket from before may have lost some, and is left as it is. */
  readonly rawDays: number;
}

/**
 * Recomputes the buckets that readings came for since the last run, late ones included, from the readings
 * themselves. In steps: each is one transaction that takes spans out of `rollup_pending`, so a step that fails
 * or is interrupted is done again. Returns the time covered, ms.
 */
export async function computeRollup(run: RollupRun, rollup: Rollup): Promise<number> {
  const deadline = Date.now() + rollupRunMs;
  let coveredMs = 0;
  for (;;) {
    const step = await inTransaction(run.pool, (client) => computeStep(client, run, rollup));
    coveredMs += step.coveredMs;
    if (!step.more || Date.now() >= deadline) return coveredMs;
  }
}

async function computeStep(
  client: ClientBase,
  run: RollupRun,
  rollup: Rollup,
): Promise<{ readonly coveredMs: number; readonly more: boolean }> {
  await client.query(`set local statement_timeout = ${maintenanceStatementTimeoutMs}`);
  // Several processes may share the database; one of them does it.
  const lock = await client.query<{ got: boolean }>(
    `select pg_try_advisory_xact_lock(hashtextextended($1, 7341003)) as got`,
    [rollupTable(rollup.kind, rollup.resolution)],
  );
  if (lock.rows[0]?.got !== true) return { coveredMs: 0, more: false };
  const { taken, rest } = chooseSpans(await takePending(client, rollup), run, rollup);
  for (const span of taken) await computeSpan(client, run.edition, { rollup, span });
  await insertPending(client, rollup, [...rest.ready, ...rest.unfinished]);
  if (rollup.resolution === '1m') {
    const hours = mergeSpans(alignSpans(taken, hourMs), 0);
    await insertPending(client, { kind: rollup.kind, resolution: '1h' }, hours);
  }
  const coveredMs = taken.reduce((sum, { from, to }) => sum + to - from, 0);
  return { coveredMs, more: rest.ready.length > 0 };
}

/** What this step computes, what is left for the next, and what is not over yet. */
function chooseSpans(
  pending: readonly Span[],
  { now, rawDays }: RollupRun,
  { resolution }: Rollup,
): {
  readonly taken: readonly Span[];
  readonly rest: { readonly ready: readonly Span[]; readonly unfinished: readonly Span[] };
} {
  const bucketMs = resolution === '1m' ? minuteMs : hourMs;
  const horizon = Math.ceil((now - rawDays * 24 * hourMs) / hourMs) * hourMs;
  const kept = splitSpans(pending, horizon).after;
  // An hour is computed once it is over. A minute is so little that the present one is computed as it is.
  const end = resolution === '1m' ? Infinity : Math.floor((now - hourSettlesMs) / hourMs) * hourMs;
  const { before, after } = splitSpans(kept, end);
  const ready = mergeSpans(alignSpans(before, bucketMs), resolution === '1m' ? rollupSpanGapMs : 0);
  const { taken, rest } = takeSpans(ready, rollupStepMs);
  return { taken, rest: { ready: rest, unfinished: after } };
}

async function computeSpan(
  client: ClientBase,
  edition: Edition,
  { rollup, span }: { readonly rollup: Rollup; readonly span: Span },
): Promise<void> {
  const table = rollupTable(rollup.kind, rollup.resolution);
  if (edition === 'plain') {
    await prepareMonths(client, table, monthsBetween({ min: span.from, max: span.to - 1 }));
  }
  const metrics = kinds[rollup.kind].metrics.map(({ name }) => name);
  const columns = metrics.flatMap((name) => [`${name}_min`, `${name}_avg`, `${name}_max`]);
  const values = metrics.flatMap((name) => [`min(${name})`, `avg(${name})`, `max(${name})`]);
  const replaced = ['samples', ...columns].map((name) => `${name} = excluded.${name}`);
  const width = rollup.resolution === '1m' ? '1 minute' : '1 hour';
  await client.query(
    `insert into ${table} (bucket, device_id, samples, ${columns.join(', ')})
     select date_bin('${width}', time, 'epoch') as bucket, device_id, count(*), ${values.join(', ')}
     from ${readingsTable(rollup.kind)} where time >= $1 and time < $2 group by 1, 2
     on conflict (device_id, bucket) do update set ${replaced.join(', ')}`,
    [new Date(span.from), new Date(span.to)],
  );
}

/** Runs the work in a transaction; after a failure the connection is closed, whatever its state. */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    client.release();
    return result;
  } catch (error) {
    client.release(true);
    throw error;
  }
}
