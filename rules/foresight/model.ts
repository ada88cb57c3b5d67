/** Some numbers of a larger array that belong to one rule on one device: `slots` of them from `at` on. */
export interface Span {
  data: Float64Array;
  at: number;
}

/** What is asked of a forecast: whether and when the value will be at or above `threshold`. */
export interface Question {
  /** The present on the device's clock, ms. At or after the last sample. */
  now: number;
  /** In the metric's unit. */
  threshold: number;
  /** How far ahead, s: a breach after that is none. */
  horizon_s: number;
}

/** The answer; one object is reused for all. */
export interface Outlook {
  /** The chance, 0 to 1, that the threshold is met within the horizon; NaN when the data do not say (too few, too old). */
  probability: number;
  /** From now to the expected breach (median), and the band that holds 80 % of the cases, s. NaN when none is expected. */
  expected_s: number;
  earliest_s: number;
  latest_s: number;
  /** The present rate of rise, unit of the metric a second: for the evidence. */
  rate_per_s: number;
}

/**
 * A model of how a quantity goes on, with all it remembers in a fixed number of slots: so that it can be
 * saved, counted, and continued to the bit. Causal and deterministic; no clock, no chance, no allocation.
 */
export interface ForecastModel {
  /** As a rule file names it. */
  readonly name: string;
  /** How many numbers it remembers per device. All NaN at first, and again after a long silence or a clock set back. */
  readonly slots: number;
  /** A silence longer than this makes what was seen before it worthless, s: the memory is then NaN again. */
  readonly silence_s_max: number;
  /** Takes the next valid sample; `time` (ms, the device's clock) never falls, and may repeat. */
  observe(memory: Span, time: number, value: number): void;
  /** Answers from the memory alone, without changing it. */
  outlook(memory: Readonly<Span>, question: Readonly<Question>, outlook: Outlook): void;
}

export function createOutlook(): Outlook {
  return { probability: NaN, expected_s: NaN, earliest_s: NaN, latest_s: NaN, rate_per_s: NaN };
}
