/**
 * How rare a statistic is by its own history: a running quantile, and an exponential tail beyond it on the
 * logarithm of the statistic. What is wild by nature (counts, bursts) thereby needs more to stand out than what is
 * calm. Four slots; how many values it has taken is counted outside.
 */
export const rarity = { quantile: 0, excess: 1, exceedances: 2, mean: 3 } as const;
export const raritySlots = 4;

const tailShare = 0.03;
/** What lies further back than a week is forgotten, but not the last values of a slow device. */
const memory_h = 7 * 24;
const memory_values = 3_000;
/** Before it has seen anything beyond the quantile it takes the mean excess for this share of the quantile. */
const priorExcess = 0.3;
const prior_exceedances = 3;
/** One value may widen the tail by no more than this many mean excesses. */
const excess_max = 10;
/** It begins as if it had taken this many zeros: the first values move it by little each. */
const zeros = 30;
/** A rarer value is not told apart from this one: e to the minus 1000. */
const surprise_max = 1_000;
const stepFactor = 2;

/** One value; the object is reused. */
export interface RarityLesson {
  /** Not negative. */
  value: number;
  weight_h: number;
  /** Values taken before. */
  count: number;
}

/**
 * Takes a value and returns how much rarer it is than one value in 33, in natural logarithms: 0 for an ordinary
 * one, 1 for one that comes a third as often, and so on. Judged before it is learned.
 */
export function takeRarity(data: Float64Array, at: number, lesson: Readonly<RarityLesson>): number {
  const { weight_h } = lesson;
  const value = Math.log1p(lesson.value);
  const known = lesson.count > 0;
  const count = lesson.count + zeros;
  const quantile = known ? (data[at + rarity.quantile] ?? 0) : 0;
  const excess = known ? (data[at + rarity.excess] ?? 0) : 0;
  const exceedances = known ? (data[at + rarity.exceedances] ?? 0) : 0;
  const mean = known ? (data[at + rarity.mean] ?? 0) : 0;
  const share = Math.min(weight_h / memory_h, 1 / memory_values);
  const tail =
    (excess * exceedances + priorExcess * quantile * prior_exceedances + Number.EPSILON) /
    (exceedances + prior_exceedances);
  const beyond = value - quantile;
  const surprise = beyond > 0 ? Math.min(beyond / tail, surprise_max) : 0;

  const newMean = mean + Math.max(1 / (count + 1), share) * (value - mean);
  const step = stepFactor * newMean * Math.max(1.5 / (count + 1), 2 * share);
  const newQuantile = Math.max(0, quantile + step * (beyond > 0 ? 1 - tailShare : -tailShare));
  data[at + rarity.mean] = newMean;
  data[at + rarity.quantile] = newQuantile;
  if (value > newQuantile) {
    const among = Math.min(exceedances + 1, tailShare / share);
    data[at + rarity.exceedances] = among;
    data[at + rarity.excess] = excess + (Math.min(value - newQuantile, excess_max * tail) - excess) / among;
  } else if (!known) {
    data[at + rarity.exceedances] = 0;
    data[at + rarity.excess] = 0;
  }
  return surprise;
}

const tailNats = -Math.log(tailShare);

/**
 * A surprise as the standard deviations at which normal noise is as rare (both sides together), from 2.17 on.
 * Inverts Mills' approximation of the normal tail, good to 1 %.
 */
export function toDeviations(surprise: number): number {
  const twice = 2 * (surprise + tailNats) - Math.log(Math.PI / 2);
  let deviations = Math.sqrt(twice);
  for (let round = 0; round < 3; round += 1) {
    // Mills' ratio with its next term: Q(z) ≈ φ(z)·z / (z² + 1).
    const correction = Math.log((deviations * deviations + 1) / deviations);
    deviations = Math.sqrt(twice - 2 * correction);
  }
  return deviations;
}
