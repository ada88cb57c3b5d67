import { createOutlook, type ForecastModel, type Outlook } from './model.ts';

/** For the tests of models: what is said along a course. */

export const testStart = Date.UTC(2026, 0, 5);

export interface TestCourse {
  /** The value at a time in seconds. */
  readonly at: (time_s: number) => number;
  readonly interval_s: number;
  readonly until_s: number;
  readonly threshold: number;
  readonly horizon_s?: number;
}

export interface Saying extends Outlook {
  readonly time_s: number;
}

/** What is said after each sample, until the threshold is met. */
export function follow(model: ForecastModel, course: TestCourse): readonly Saying[] {
  const { at, interval_s, until_s, threshold, horizon_s = 120 } = course;
  const memory = { data: new Float64Array(model.slots + 4).fill(NaN), at: 2 };
  const said: Saying[] = [];
  for (let time_s = 0; time_s <= until_s; time_s += interval_s) {
    const value = at(time_s);
    if (value >= threshold) break;
    const now = testStart + time_s * 1_000;
    model.observe(memory, now, value);
    const outlook = createOutlook();
    model.outlook(memory, { now, threshold, horizon_s }, outlook);
    said.push({ ...outlook, time_s });
  }
  return said;
}

/** The highest chance that was said; what is unknown counts as none. */
export function highest(said: readonly Outlook[]): number {
  return Math.max(0, ...said.map(({ probability }) => (Number.isNaN(probability) ? 0 : probability)));
}

/** Noise with a deviation of about 1 that is the same in every run. */
export function noiseAt(time_s: number): number {
  const mixed = Math.sin(time_s * 12.9898 + 4.1) * 43_758.5453;
  return 3.46 * (mixed - Math.floor(mixed) - 0.5);
}

/** Something smooth that changes within 8 s, with a deviation of about 1. */
export function eddyAt(time_s: number): number {
  const before = Math.floor(time_s / 8);
  const share = time_s / 8 - before;
  return noiseAt(before) + (noiseAt(before + 1) - noiseAt(before)) * share * share * (3 - 2 * share);
}
