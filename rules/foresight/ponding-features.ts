import type { Span } from './model.ts';
import { get, pastBefore, slot } from './ponding-memory.ts';

/**
 * What tells a rise that goes on from one that stops short, as numbers without a unit: heights as shares of
 * the threshold's height over the level at rest, rates as such shares in ten minutes. So one fit serves every
 * threshold. The order is that of the coefficients. Thirteen more were tried (acceleration, age of the rise,
 * fall from the peak, time since the peak, what a straight line reaches, the share of earlier floods that went
 * as high, the last day's flood, the scale): none helped at sensors that the fit had not seen, most harmed.
 */
export const pondingFeatures = [
  /** The level now. */
  'height',
  /** Logarithm of the tens of minutes that the rest of the way takes at the rate of the last five minutes. */
  'need',
  /** Rates over the last two and the last ten minutes: their difference is the bend. */
  'rate2',
  'rate10',
  /**
   * Logarithm of the usual depth of earlier floods at this spot, as a multiple of the threshold; 0 while it had
   * none. It counts by the share of the way that is left: the higher the water, the less the past matters.
   */
  'usual',
  /** 1 when the water has been higher in this rise, else 0: to rise again is less likely than to go on. */
  'fallen',
  /** What the last sample alone added: a leap stops short more often than a steady rise that got as far. */
  'step',
] as const;

const rateUnit_ms = 600_000;
/** Rates and what is left are kept in these bounds: beyond, they tell no more. Shares, and shares in ten minutes. */
const left_min = 0.02;
const need_rate_min = 0.02;
const need_rate_max = 5;
const rate_min = -1;
const rate_max = 3;
const step_max = 0.5;
const fallen_min = 0.02;
/** Earlier floods are believed like this many that went just to the threshold. */
const usualPrior_count = 2;

/** Fills `features`; false when there is no past yet to draw a rate from. */
export function fillPondingFeatures(
  memory: Readonly<Span>,
  threshold: number,
  features: Float64Array,
): boolean {
  const rest = get(memory, slot.rest);
  const span = threshold - rest;
  const height = (get(memory, slot.level) - rest) / span;
  const rate5 = riseRate(memory, 300_000) / span;
  const floods = get(memory, slot.floods);
  features[0] = height;
  features[1] = Math.log(Math.max(1 - height, left_min) / clip(rate5, need_rate_min, need_rate_max));
  features[2] = clip(riseRate(memory, 120_000) / span, rate_min, rate_max);
  features[3] = clip(riseRate(memory, 600_000) / span, rate_min, rate_max);
  const usual = (floods / (floods + usualPrior_count)) * (get(memory, slot.depthMean) - Math.log(span));
  features[4] = usual * (1 - height);
  features[5] = get(memory, slot.peak) - get(memory, slot.level) > fallen_min * span ? 1 : 0;
  features[6] = clip(get(memory, slot.step) / span, 0, step_max);
  return span > 0 && !Number.isNaN(rate5);
}

/** Metres in ten minutes, over the youngest stretch of the past that is at least `age_ms` long; NaN without a past. */
export function riseRate(memory: Readonly<Span>, age_ms: number): number {
  const index = pastBefore(memory, age_ms);
  if (index < 0) return NaN;
  const elapsed = get(memory, slot.time) - get(memory, index);
  return ((get(memory, slot.level) - get(memory, index + 1)) / elapsed) * rateUnit_ms;
}

function clip(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}
