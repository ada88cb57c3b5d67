import type { Series, SeriesPoint } from './device-api.ts';

/** How well a device has been heard of. Times in ms. */
export interface Health {
  /** The share of hours with at least one reading, 0 to 1, since the first of them; null without any. */
  readonly heardShare: number | null;
  /** The hours that it is a share of. */
  readonly hours: number;
  /** Heard of without a gap since, as far as the series tells; null where it is silent now. */
  readonly steadySince: number | null;
}

const hour_ms = 3_600_000;

/** From a month of readings by the hour. What is newer than the last full hour counts as heard when it was. */
export function healthOf(month: Pick<Series, 'points'>, now: number, silent_ms: number): Health {
  const heard = month.points.filter(({ avg }) => avg !== null);
  const first = heard[0];
  const last = heard.at(-1);
  if (first === undefined || last === undefined) return { heardShare: null, hours: 0, steadySince: null };
  const hourOf = (time: number): number => Math.floor(time / hour_ms);
  const hours = hourOf(now) - hourOf(first.time) + 1;
  const withData = new Set(heard.map(({ time }) => hourOf(time))).size;
  const isSilent = now - last.time > Math.max(silent_ms, hour_ms);
  return {
    heardShare: Math.min(1, withData / hours),
    hours,
    steadySince: isSilent ? null : steadyStart(heard),
  };
}

/** After the last hour without anything. */
function steadyStart(heard: readonly SeriesPoint[]): number {
  let start = heard[0]?.time ?? 0;
  for (let index = 1; index < heard.length; index += 1) {
    const [before, at] = [heard[index - 1]?.time ?? 0, heard[index]?.time ?? 0];
    if (at - before > 2 * hour_ms) start = at;
  }
  return start;
}

/** The usual time between readings, s: the median of an hour's; null with fewer than three. */
export function usualInterval_s(hour: Pick<Series, 'points'>): number | null {
  const times = hour.points.filter(({ avg }) => avg !== null).map(({ time }) => time);
  if (times.length < 3) return null;
  const steps = times.slice(1).map((time, index) => time - (times[index] ?? time));
  const middle = steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)];
  return middle === undefined ? null : middle / 1_000;
}
