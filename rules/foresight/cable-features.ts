import type { CableTrend } from './cable-trend.ts';
import type { Question } from './model.ts';

/**
 * What of a cable's trend tells whether it will reach a threshold in time. Load heats a cable towards a
 * settled temperature, ever more slowly (first order, time constants of minutes); fire and bad contacts heat
 * it faster and faster. So: how far a straight line would reach, whether the rise slackens, how fast it is at
 * all, and how surely it is a rise.
 */
export const cableFeatureNames = [
  'constant',
  'reach',
  'slackening',
  'rate',
  'growth × reach',
  'reach × certainty',
  'horizon',
  'horizon × reach',
  'horizon × slackening',
] as const;

/** The straight line's distance to the threshold, before any judgement. */
export interface CableReach {
  /** Present rate, carried on from the middle of the window to now, °C/s. */
  rate_c_s: number;
  /** Time to the threshold at that rate, s. */
  straight_s: number;
  /** Logarithm of the rate's growth from one window to the next. */
  growth: number;
}

/** The resolution of common sensors: what a rate may owe to it, °C. */
const resolution_c = 0.1;
/** Never nearer than that, °C: where the line is already above the threshold and the last reading not yet. */
const gap_c_min = 0.2;
/** How many times its scatter a rise must be before any of it is believed. */
const doubt = 2;
const growth_min = -2;
const growth_max = 1.5;
/** How much a rate may be carried on to now, as a logarithm. */
const carry_max = 0.6;
/** Slower than that is no rise to speak of, °C/s. */
const rate_c_s_min = 0.003;
/** Beyond three e-foldings either way the reach says nothing more. */
const reach_max = 3;
/** A rise of 8 °C beyond the scatter is as certain as can be, one of 0.2 °C is none. */
const certain_c_min = 0.2;
const certain_c_max = 8;
/** Horizons count relative to this, s. */
const horizonUsual_s = 120;

export function createCableReach(): CableReach {
  return { rate_c_s: NaN, straight_s: NaN, growth: NaN };
}

/** Fills both; false when nothing rises. `features` has one place per name. */
export function toCableFeatures(
  { trend, question }: { readonly trend: Readonly<CableTrend>; readonly question: Readonly<Question> },
  reach: CableReach,
  features: Float64Array,
): boolean {
  const sure = 1 - (doubt * (trend.scatter_c + resolution_c / 2)) / trend.risen_c;
  if (!(trend.rate_c_s > 0) || !(sure > 0)) return false;
  const recent_c_s = trend.rate_c_s * sure;
  const gap_c = Math.max(question.threshold - trend.level_c, gap_c_min);
  const error_c_s = (trend.scatter_c + resolution_c) / Math.max(trend.span_s, 1);
  const before_c_s = Math.max(trend.rateBefore_c_s, 0) + error_c_s;
  const isKnown = !Number.isNaN(before_c_s);
  const growth = isKnown
    ? clamp(Math.log((trend.rate_c_s + error_c_s) / before_c_s), growth_min, growth_max)
    : 0;
  const carry = isKnown
    ? clamp((growth * trend.age_s) / Math.max(trend.between_s, 1), -carry_max, carry_max)
    : 0;
  reach.growth = growth;
  reach.rate_c_s = recent_c_s * Math.exp(carry);
  reach.straight_s = gap_c / reach.rate_c_s;
  const far = clamp(Math.log(question.horizon_s / reach.straight_s), -reach_max, reach_max);
  const slackening = Math.min(growth, 0);
  const certainty = Math.log(clamp(trend.risen_c - 3 * trend.scatter_c, certain_c_min, certain_c_max));
  const horizon = Math.log(question.horizon_s / horizonUsual_s);
  features[0] = 1;
  features[1] = far;
  features[2] = slackening;
  features[3] = Math.log(Math.max(recent_c_s, rate_c_s_min));
  features[4] = growth * far;
  features[5] = far * certainty;
  features[6] = horizon;
  features[7] = horizon * far;
  features[8] = horizon * slackening;
  return true;
}

function clamp(value: number, lowest: number, highest: number): number {
  return Math.min(Math.max(value, lowest), highest);
}
