import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Chance from a seed: the same seed gives the same sequence, on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform in [min, max). */
  between(min: number, max: number): number;
  /** A whole number, both ends included. */
  integer(min: number, max: number): number;
  /** True with probability `p`. */
  chance(p: number): boolean;
  normal(mean: number, deviation: number): number;
  /** Waiting time of a Poisson process with this mean. */
  exponential(mean: number): number;
}

/** `stream` separates the sequences of, say, the devices of one fleet under one seed. */
export function createRandom(seed: number, stream = 0): Random {
  const generator = xoroshiro128plus(mix(seed | 0, stream | 0));
  const next = (): number => uniformFloat64(generator);
  return {
    next,
    between: (min, max) => min + (max - min) * next(),
    integer: (min, max) => min + Math.floor((max - min + 1) * next()),
    chance: (p) => next() < p,
    // Box–Muller; 1 − u keeps the logarithm finite.
    normal: (mean, deviation) =>
      mean + deviation * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    exponential: (mean) => -mean * Math.log(1 - next()),
  };
}

/** Spreads neighbouring seeds and streams over all 32 bits (the finaliser of MurmurHash3). */
function mix(seed: number, stream: number): number {
  let hash = seed ^ Math.imul(stream + 1, 0x9e37_79b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return hash ^ (hash >>> 16);
}
