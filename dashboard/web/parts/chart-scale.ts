import type { ChartData } from './chart-data.ts';

/** Pieces of a chart's arithmetic. Times in s since 1970. */

/** A limit that would squeeze the values into less than this share of the height is not made room for. */
const valuesShareMin = 0.3;

/**
 * Lowest and highest of the scale: values with room around, and limits, where `holdsAll` or where the values
 * keep enough of the height. A flat line stays in the middle.
 */
export function scaleFor(
  [min, max]: readonly [number | null, number | null],
  limits: readonly number[],
  holdsAll: boolean,
): [number, number] {
  const values = [min, max].filter(isKnown);
  const wanted = values.length === 0 || holdsAll ? limits : limits.filter((limit) => isNear(limit, values));
  const all = [...values, ...wanted];
  if (all.length === 0) return [0, 1];
  const low = Math.min(...all);
  const high = Math.max(...all);
  const room = high === low ? Math.max(1, Math.abs(high) * 0.1) : (high - low) * 0.1;
  // A quantity that is never negative should not seem to be.
  return [low >= 0 && low - room < 0 ? 0 : low - room, high + room];
}

function isKnown(value: number | null): value is number {
  return value !== null && Number.isFinite(value);
}

function isNear(limit: number, values: readonly number[]): boolean {
  const low = Math.min(...values);
  const high = Math.max(...values);
  // What hardly moves is no measure of what is near: a tenth of the value is.
  const span = Math.max(high - low, Math.abs(high) * 0.1);
  const whole = Math.max(high, limit) - Math.min(low, limit);
  return span >= whole * valuesShareMin;
}

/** Stretches without values within the data, and after its end when that is older than `gap_s`. */
export function gapsOf(
  data: ChartData,
  [from, to]: readonly [number, number],
  gap_s: number | null,
): readonly { readonly from: number; readonly to: number }[] {
  const [times, , average] = data;
  const gaps: { from: number; to: number }[] = [];
  for (const [index, value] of average.entries()) {
    if (value !== null) continue;
    const before = times[index - 1];
    const after = times[index + 1];
    if (before !== undefined && after !== undefined && average[index - 1] !== null) {
      gaps.push({ from: before, to: after });
    }
  }
  const last = times.at(-1);
  if (gap_s !== null && last !== undefined && to - last > gap_s) gaps.push({ from: last, to });
  return gaps.filter((gap) => gap.to > from && gap.from < to);
}

/** Where the value nearest to a time stands; null where there is none. */
export function nearestIndex(times: readonly number[], time: number): number | null {
  if (times.length === 0) return null;
  let low = 0;
  let high = times.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  const before = times[low - 1];
  const at = times[low] ?? 0;
  return before !== undefined && time - before < at - time ? low - 1 : low;
}

/** The next place with a value, `step` places on; the last one in that direction at the end. */
export function stepIndex(data: ChartData, index: number, step: number): number {
  const average = data[2];
  const direction = Math.sign(step);
  let found = index;
  let left = Math.abs(step);
  for (let at = index + direction; at >= 0 && at < average.length && left > 0; at += direction) {
    if (average[at] === null) continue;
    found = at;
    left -= 1;
  }
  return found;
}

/** The stretch zoomed in (`factor` < 1) or out around a time, no shorter than 10 s. */
export function zoomed(
  [from, to]: readonly [number, number],
  around: number,
  factor: number,
): [number, number] {
  const length = Math.max(10, (to - from) * factor);
  const share = to > from ? (around - from) / (to - from) : 0.5;
  return [around - share * length, around + (1 - share) * length];
}
