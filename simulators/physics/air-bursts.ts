import type { Random } from '../random.ts';
import { toLagShare } from './device-physics.ts';

/** What drifts by a detector and is gone again: cooking, steam. */
export interface BurstTraits {
  /** How often in a second, at an hour of the day. */
  readonly perSecond: (hour: number) => number;
  /** Obscuration that arrives in all, %/m; what is in the air at once stays below `peakMax_pct_m`. */
  readonly amount_pct_m: readonly [number, number];
  readonly peakMax_pct_m: number;
  readonly rise_s: readonly [number, number];
  readonly decay_s: readonly [number, number];
  /** What comes along with each %/m. */
  readonly heat_k: readonly [number, number];
  readonly co_ppm: readonly [number, number];
}

export interface Burst {
  readonly obscuration_pct_m: number;
  readonly heat_k: number;
  readonly co_ppm: number;
  /** True in the step in which another one begins. */
  readonly hasBegun: boolean;
}

export interface AirBursts {
  step(dt_s: number, hour: number): Burst;
}

export function createAirBursts(random: Random, traits: BurstTraits): AirBursts {
  let now_pct_m = 0;
  // What of the present burst is still to come, and what it carries along.
  let coming_pct_m = 0;
  let [rise_s, decay_s, heat_k, co_ppm] = [1, 1, 0, 0];
  return {
    step(dt_s, hour) {
      const hasBegun = random.chance(1 - Math.exp(-dt_s * traits.perSecond(hour)));
      if (hasBegun) {
        coming_pct_m = random.between(...traits.amount_pct_m);
        rise_s = random.between(...traits.rise_s);
        decay_s = random.between(...traits.decay_s);
        heat_k = random.between(...traits.heat_k);
        co_ppm = random.between(...traits.co_ppm);
      }
      const arrived = coming_pct_m * toLagShare(dt_s, rise_s);
      coming_pct_m -= arrived;
      now_pct_m = Math.min(now_pct_m * (1 - toLagShare(dt_s, decay_s)) + arrived, traits.peakMax_pct_m);
      return {
        obscuration_pct_m: now_pct_m,
        heat_k: heat_k * now_pct_m,
        co_ppm: co_ppm * now_pct_m,
        hasBegun,
      };
    },
  };
}

const isMealTime = (hour: number): boolean => (hour >= 11 && hour < 13) || (hour >= 17 && hour < 19);

/**
 * A wisp of cooking about every second day. Below 1.1 %/m, the most sensitive setting that GB 4715-2024 allows
 * a detector: it must not alarm.
 */
export const wisps: BurstTraits = {
  perSecond: (hour) => (isMealTime(hour) ? 1 / (2 * 4 * 3_600) : 0),
  amount_pct_m: [0.2, 0.65],
  peakMax_pct_m: 0.65,
  rise_s: [60, 60],
  decay_s: [240, 240],
  heat_k: [1, 5],
  co_ppm: [3, 12],
};

/** A detector near a stove: several bursts a day that reach far, with little heat and little gas. */
export const cookingFumes: BurstTraits = {
  perSecond: (hour) => (isMealTime(hour) ? 1 / 3_600 : hour >= 6 && hour < 8 ? 1 / 7_200 : 0),
  amount_pct_m: [0.8, 3.6],
  peakMax_pct_m: 2.6,
  rise_s: [30, 120],
  decay_s: [240, 600],
  heat_k: [0.5, 2],
  co_ppm: [1, 5],
};

/** A detector outside a bathroom: steep, short, hardly warm, no gas. */
export const steam: BurstTraits = {
  perSecond: (hour) => (hour >= 6 && hour < 8 ? 1 / 3_600 : hour >= 21 && hour < 23 ? 1 / 2_400 : 0),
  amount_pct_m: [1, 3.4],
  peakMax_pct_m: 2.8,
  rise_s: [10, 30],
  decay_s: [100, 240],
  heat_k: [0.2, 0.8],
  co_ppm: [0, 0],
};
