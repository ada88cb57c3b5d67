import type { ClientBase } from 'pg';
import type { SensorKind } from '../domain/kinds.ts';
import type { Edition } from './edition.ts';
import { rollupSpanGapMs, rollupSpansPerBatchMax } from './limits.ts';
import { mergeSpans, type Span } from './spans.ts';

export const minuteMs = 60_000;

/**
 * Tells the roll-up jobs which minutes got readings; for the store writer, in the transaction that writes them.
 * One time (ms) in each touched minute is enough. One small insert, which waits for nobody. Does nothing where
 * TimescaleDB keeps the roll-ups.
 */
export async function markForRollup(
  client: ClientBase,
  edition: Edition,
  touched: { readonly kind: SensorKind; readonly times: Iterable<number> },
): Promise<void> {
  if (edition === 'community') return;
  await insertPending(client, { kind: touched.kind, resolution: '1m' }, touchedSpans(touched.times));
}

/** The minutes of the times as few spans: a device that empties its buffer touches many, far apart. */
export function touchedSpans(times: Iterable<number>): readonly Span[] {
  const minutes = new Set<number>();
  for (const time of times) minutes.add(Math.floor(time / minuteMs));
  const single = [...minutes].map((minute) => ({ from: minute * minuteMs, to: (minute + 1) * minuteMs }));
  let gapMs = rollupSpanGapMs;
  let spans = mergeSpans(single, gapMs);
  while (spans.length > rollupSpansPerBatchMax) {
    gapMs *= 4;
    spans = mergeSpans(spans, gapMs);
  }
  return spans;
}

/** Which roll-up of which kind. */
export interface Rollup {
  readonly kind: SensorKind;
  readonly resolution: '1m' | '1h';
}

export async function insertPending(
  client: ClientBase,
  { kind, resolution }: Rollup,
  spans: readonly Span[],
): Promise<void> {
  if (spans.length === 0) return;
  await client.query(
    `insert into rollup_pending (resolution, kind, span)
     select $1, $2, tstzrange(lower, upper) from unnest($3::timestamptz[], $4::timestamptz[]) as span (lower, upper)`,
    [resolution, kind, spans.map(({ from }) => new Date(from)), spans.map(({ to }) => new Date(to))],
  );
}

/** Takes what is pending out of the table; spans that are marked meanwhile stay in it. In order, merged. */
export async function takePending(
  client: ClientBase,
  { kind, resolution }: Rollup,
): Promise<readonly Span[]> {
  const taken = await client.query<{ lower: string; upper: string }>(
    `with taken as (delete from rollup_pending where resolution = $1 and kind = $2 returning span)
     select extract(epoch from lower(merged)) * 1000 as lower, extract(epoch from upper(merged)) * 1000 as upper
     from (select unnest(range_agg(span)) as merged from taken) as spans order by 1`,
    [resolution, kind],
  );
  return taken.rows.map(({ lower, upper }) => ({ from: Number(lower), to: Number(upper) }));
}
