/**
 * What a device usually shows, learned from itself: each baseline is a fixed number of Float64 slots in a shared
 * page, updated without allocation, so that 100,000 devices can be held, saved and continued to the bit.
 * All slots are NaN before the first sample, and again after a clock was set back.
 */
export interface Baseline {
  readonly slots: number;
  /** Judges the sample by what was usual before it, writes that to the head, and only then learns from it. */
  observe(data: Float64Array, at: number, sample: Readonly<Sample>): void;
}

/** One valid sample; the object is reused. */
export interface Sample {
  /** On the device's clock, ms. */
  time: number;
  value: number;
  /** A longer silence teaches as much as this one, ms: nobody knows what was in between. */
  hold_ms: number;
}

/** The first slots of every baseline: what a judgement needs, whatever the baseline is. */
export const head = {
  /** When the last sample was measured, ms. */
  time: 0,
  /** How much time it has learned from, h; silences do not count. */
  learned_h: 1,
  /** How far the last sample lay from what is usual, in robust standard deviations, with its sign; NaN while warming up. */
  strength_sd: 2,
  /** What is usual, in the metric's unit. */
  expected: 3,
  /** What the strength is about, minus what is usual, in the metric's unit. */
  difference: 4,
  /** One robust standard deviation, in the metric's unit. */
  spread: 5,
  /** The strength where it is news, 0 where it only repeats what was noticed before. */
  fresh_sd: 6,
} as const;
export const headSlots = 7;

/** How a baseline is set up by a rule. */
export interface BaselineOptions {
  /** Nothing is judged before it has learned from this much time, h. */
  readonly warmUp_h: number;
  /** The least spread, in the metric's unit: below is resolution. Above 0. */
  readonly floor: number;
  /** Hours to add to UTC for the hour of day. */
  readonly utcOffset_h: number;
  /** Which side counts: 1 above, −1 below, 0 both. */
  readonly side: -1 | 0 | 1;
}

const hour_ms = 3_600_000;

/**
 * Hours that the sample stands for: since the one before, at most the hold. NaN for the first one,
 * 0 for a repeated time. Writes the time.
 */
export function advance_h(data: Float64Array, at: number, sample: Readonly<Sample>): number {
  const before = data[at + head.time] ?? NaN;
  data[at + head.time] = sample.time;
  return Math.max(0, Math.min(sample.time - before, sample.hold_ms)) / hour_ms;
}

/** Completes the head, once `expected` and `spread` stand in it: `subject` is what is compared. */
export function judgeHead(data: Float64Array, at: number, subject: number): void {
  const difference = subject - (data[at + head.expected] ?? NaN);
  const strength = difference / (data[at + head.spread] ?? NaN);
  data[at + head.difference] = difference;
  data[at + head.strength_sd] = strength;
  data[at + head.fresh_sd] = strength;
}
