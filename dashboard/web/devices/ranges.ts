/** Which stretch of a device's course is shown; it stands in the address, so that a link shows the same. */

const hour_ms = 3_600_000;
const day_ms = 24 * hour_ms;

/** Stretches up to now, by their word in the address. */
export const ranges = {
  '1h': hour_ms,
  '6h': 6 * hour_ms,
  '24h': day_ms,
  '7d': 7 * day_ms,
  '30d': 30 * day_ms,
  '1y': 365 * day_ms,
} as const;
export type RangeName = keyof typeof ranges;
export const rangeNames = Object.keys(ranges) as readonly RangeName[];

/** `name`: up to now; `all`: from the first reading on; else fixed at both ends, ms. */
export type CourseRange =
  | { readonly type: 'live'; readonly name: RangeName }
  | { readonly type: 'all' }
  | { readonly type: 'fixed'; readonly from: number; readonly to: number };

/** What the address says; the last day where it says nothing that makes sense. */
export function readRange(query: URLSearchParams): CourseRange {
  const name = query.get('range');
  if (name === 'all') return { type: 'all' };
  const known = rangeNames.find((each) => each === name);
  if (known !== undefined) return { type: 'live', name: known };
  const from = Number(query.get('from') ?? Number.NaN);
  const to = Number(query.get('to') ?? Number.NaN);
  if (Number.isFinite(from) && Number.isFinite(to) && from < to) return { type: 'fixed', from, to };
  return { type: 'live', name: '24h' };
}

/** The same for the address; null takes a name away. */
export function writeRange(range: CourseRange): Record<'range' | 'from' | 'to', string | null> {
  if (range.type === 'fixed') {
    return { range: null, from: String(Math.round(range.from)), to: String(Math.round(range.to)) };
  }
  return { range: range.type === 'all' ? 'all' : range.name, from: null, to: null };
}

/** A live stretch moves on by steps of this share: the past is asked for anew only with each. */
const stepShare = 1 / 8;

/** From when on a live stretch is asked for, ms: it stays the same for a while, so that answers can be kept. */
export function liveFrom(length_ms: number, now: number): number {
  const step = length_ms * stepShare;
  return Math.floor(now / step) * step - length_ms;
}
