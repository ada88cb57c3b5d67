import { createRandom } from '../../simulators/random.ts';
import type { HeardAlert } from '../hear-alerts.ts';
import { quantile } from '../protocol.ts';
import type { Sample } from '../run-engine.ts';
import { toSeries, type SmokePlace } from './smoke-tests.ts';

/** What the first seconds after the ignition are taken for: no smoke has come to the detector yet, s. */
const quiet_s = 15;
/** Less than this nobody can see: the resolution of such sensors, in their units. */
const resolution: Readonly<Record<string, number>> = {
  obscuration_pct_m: 0.2,
  temperature_c: 0.2,
  co_ppm: 2,
};

/** How far above its own first seconds a value was when something was said of it. */
export interface AboveQuiet {
  readonly metric: string;
  readonly quiet: number;
  readonly noise: number;
  readonly value: number;
  /** In standard deviations of the first seconds, the resolution at the least. */
  readonly times: number;
}

/**
 * The recordings begin at the ignition, so that a detector which speaks at random would be "early" too: this tells
 * whether there was something to speak of. Null where the metric has no value at that time.
 */
export function toAboveQuiet(
  { samples }: Pick<SmokePlace, 'samples'>,
  { metric, at }: Pick<HeardAlert, 'metric' | 'at'>,
): AboveQuiet | null {
  const series = toSeries(samples, metric);
  // Of the last three, as the models see it: a single sample of these meters tells nothing.
  const last = series.filter(({ time }) => time <= at).slice(-3);
  const value = quantile(
    last.map((sample) => sample.value),
    0.5,
  );
  const first = series.filter(({ time }) => time <= quiet_s * 1_000).map((sample) => sample.value);
  if (Number.isNaN(value) || first.length === 0) return null;
  const quiet = quantile(first, 0.5);
  const spread = Math.sqrt(first.reduce((sum, one) => sum + (one - quiet) ** 2, 0) / first.length);
  const noise = Math.max(spread, resolution[metric] ?? 0);
  return { metric, quiet, noise, value, times: (value - quiet) / noise };
}

/** Nothing has reached a detector after so short a time, s. */
const untouched_s = 10;
const hour_s = 3_600;

/**
 * An hour of the place's own noise: its samples of the first ten seconds, drawn again and again at random. What is said
 * of it is false: real meters' noise, and no trend. Empty where there are no such samples.
 */
export function toNoiseHour(
  { samples }: Pick<SmokePlace, 'samples'>,
  { seed, interval_s }: { readonly seed: number; readonly interval_s: number },
): readonly Sample[] {
  const random = createRandom(seed);
  const first = samples.filter(({ time }) => time <= untouched_s * 1_000);
  if (first.length === 0) return [];
  return Array.from({ length: hour_s / interval_s }, (_none, index) => ({
    time: index * interval_s * 1_000,
    values: first[random.integer(0, first.length - 1)]?.values ?? {},
  }));
}
