import type { Trend } from './trend.ts';

/**
 * Seconds until the excess over the origin reaches `target`, when it grows as a power of the time since its start:
 * y = c·(t − t0)^p, so that t − t0 = p·y/y′. A t-squared fire gives p = 4/3 in the ceiling jet (temperature goes with
 * heat release to the power 2/3, Alpert 1972), a layer that fills with smoke more, an exponential growth a very large p.
 * NaN when it does not grow; 0 when it is there.
 */
export function timeToReach(target: number, trend: Readonly<Trend>, power: number): number {
  const excess = trend.value - trend.origin;
  if (excess >= target) return 0;
  if (!(trend.rate_per_s > 0) || !(excess > 0)) return NaN;
  return ((power * excess) / trend.rate_per_s) * ((target / excess) ** (1 / power) - 1);
}

/** 1 / (1 + e^−x). */
export function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** The normal distribution function, by a logistic curve: within 0.01 everywhere (Bowling et al. 2009). */
export function normalShare(z: number): number {
  return 1 / (1 + Math.exp(-(1.5976 + 0.07056 * z * z) * z));
}
