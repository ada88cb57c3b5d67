import type { Random } from '../../simulators/random.ts';
import type { Sample } from '../run-engine.ts';

/**
 * Simulated obscuration without a fire, because no public recordings of cooking smoke or steam were found.
 * Heights and times are our judgement. Some of it passes 6.7 %/m: then the forecast of that was true, and the
 * alarm is still a false one.
 */
export const benignSmokeKinds = ['quiet', 'cooking', 'steam', 'cigarette', 'burnt food', 'spikes'] as const;
export type BenignSmokeKind = (typeof benignSmokeKinds)[number];

const quietBefore_s = 600;
const length_s = 3_600;

type Course = (since_s: number) => number;

const courses: Readonly<Record<BenignSmokeKind, (random: Random) => Course>> = {
  quiet: () => () => 0,
  cooking: (random) => puffs({ random, high: [0.5, 5], rise_s: [60, 400], hold_s: [300, 1_200] }),
  steam: (random) => puffs({ random, high: [1, 12], rise_s: [8, 40], hold_s: [5, 90] }),
  cigarette: (random) => puffs({ random, high: [0.3, 2.5], rise_s: [10, 60], hold_s: [60, 300] }),
  'burnt food': (random) => puffs({ random, high: [3, 20], rise_s: [30, 120], hold_s: [60, 300] }),
  spikes: (random) => () => (random.chance(1 / 100) ? random.between(2, 30) : 0),
};

/** How warm the air is that carries 1 %/m of it, °C. */
const warmth: Readonly<Record<BenignSmokeKind, readonly [number, number]>> = {
  quiet: [0, 0],
  cooking: [0.5, 3],
  steam: [0.2, 1],
  cigarette: [0, 0.2],
  'burnt food': [0.1, 0.6],
  spikes: [0, 0],
};

/** One simulated hour of a detector's obscuration (%/m) and temperature (°C); times in ms from 0. */
export function simulateBenignSmoke(
  kind: BenignSmokeKind,
  { random, interval_s }: { random: Random; interval_s: number },
): readonly Sample[] {
  const course = courses[kind](random);
  const dirt_pct_m = random.between(0, 1);
  const noise_pct_m = random.chance(0.7) ? random.between(0.05, 0.3) : random.between(0.3, 1);
  const step_pct_m = random.chance(0.5) ? 0.1 : 0.3;
  // Smoke arrives in eddies, the thicker the stronger; a thermometer is too slow for most of them.
  const keep = Math.exp(-interval_s / 10);
  const eddies = random.between(0.1, 0.3);
  let eddy = 0;
  const room_c = random.between(10, 30);
  const warmth_c = random.between(...warmth[kind]);
  const samples: Sample[] = [];
  for (let second = 0; second <= length_s; second += interval_s) {
    eddy = eddy * keep + random.normal(0, eddies) * Math.sqrt(1 - keep * keep);
    const mean = second > quietBefore_s ? course(second - quietBefore_s) : 0;
    const smoke = mean * Math.exp(eddy);
    const obscuration = Math.max(0, dirt_pct_m + smoke + random.normal(0, noise_pct_m));
    const temperature = room_c + warmth_c * mean * Math.exp(0.3 * eddy) + random.normal(0, 0.1);
    samples.push({
      time: second * 1_000,
      values: {
        obscuration_pct_m: Math.round(obscuration / step_pct_m) * step_pct_m,
        temperature_c: Math.round(temperature * 10) / 10,
      },
    });
  }
  return samples;
}

type Range = readonly [number, number];

function puffs(options: { random: Random; high: Range; rise_s: Range; hold_s: Range }): Course {
  const { random, high, rise_s, hold_s } = options;
  const all = Array.from({ length: random.integer(1, 3) }, () => ({
    at_s: random.between(0, length_s - quietBefore_s - 600),
    high: random.between(...high),
    rise_s: random.between(...rise_s),
    hold_s: random.between(...hold_s),
    fall_s: random.between(60, 300),
  }));
  return (since_s) => {
    let sum = 0;
    for (const puff of all) {
      const age_s = since_s - puff.at_s;
      if (age_s <= 0) continue;
      const until_s = 2 * puff.rise_s + puff.hold_s;
      const risen = 1 - Math.exp(-Math.min(age_s, until_s) / puff.rise_s);
      sum += puff.high * risen * Math.exp(-Math.max(0, age_s - until_s) / puff.fall_s);
    }
    return sum;
  };
}
