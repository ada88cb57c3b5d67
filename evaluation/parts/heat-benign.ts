import type { Random } from '../../simulators/random.ts';
import type { Series } from '../baselines.ts';

/**
 * Simulated rises of a room's temperature that are no fire, because no public recordings of them were found.
 * Amplitudes and times are our judgement of kitchens and shops. Each is a quiet ten minutes, then what happens.
 */
export const benignHeatKinds = [
  'quiet',
  'cooking',
  'steam',
  'oven door',
  'sun',
  'heating',
  'draught',
  'fan heater',
  'spikes',
  'sensor step',
] as const;
export type BenignHeatKind = (typeof benignHeatKinds)[number];

const quietBefore_s = 600;
const length_s = 3_600;

/** One simulated hour of a detector's temperature; times in ms from 0. */
export function simulateBenignHeat(
  kind: BenignHeatKind,
  { random, interval_s }: { random: Random; interval_s: number },
): Series {
  const rise = rises[kind](random);
  const room_c = random.between(5, 32);
  const drift_c_s = random.normal(0, 1) / 3_600;
  // As in the recordings: mostly 0.1 °C, at times up to 0.8; part of it correlated over some seconds.
  const noise_c = random.chance(0.7) ? random.between(0.05, 0.2) : random.between(0.2, 0.8);
  const step_c = random.chance(0.6) ? 0.1 : random.chance(0.5) ? 0.5 : 1;
  const keep = Math.exp(-interval_s / 4);
  let slow_c = 0;
  const series: { time: number; value: number }[] = [];
  for (let second = 0; second <= length_s; second += interval_s) {
    slow_c = slow_c * keep + random.normal(0, 0.7 * noise_c) * Math.sqrt(1 - keep * keep);
    const since_s = second - quietBefore_s;
    const true_c = room_c + drift_c_s * second + (since_s > 0 ? rise(since_s, interval_s) : 0);
    const value = true_c + slow_c + random.normal(0, 0.7 * noise_c);
    series.push({ time: second * 1_000, value: Math.round(value / step_c) * step_c });
  }
  return series;
}

/** °C above the room, `since_s` after it began; called once a sample, in order. */
type Rise = (since_s: number, interval_s: number) => number;

const rises: Readonly<Record<BenignHeatKind, (random: Random) => Rise>> = {
  quiet: () => () => 0,
  cooking,
  steam: (random) =>
    bursts({ random, high_c: [2, 8], rise_s: [10, 40], hold_s: [10, 120], fall_s: [30, 90] }),
  'oven door': (random) =>
    bursts({ random, high_c: [3, 10], rise_s: [8, 20], hold_s: [5, 30], fall_s: [30, 120] }),
  'fan heater': (random) =>
    bursts({ random, high_c: [6, 18], rise_s: [30, 90], hold_s: [120, 900], fall_s: [60, 180] }),
  sun,
  heating,
  draught: (random) => {
    const burst = bursts({ random, high_c: [3, 8], rise_s: [20, 60], hold_s: [30, 200], fall_s: [60, 240] });
    return (since_s, interval_s) => -burst(since_s, interval_s);
  },
  spikes,
  'sensor step': (random) => {
    const step_c = random.between(-10, 10);
    return () => step_c;
  },
};

function cooking(random: Random): Rise {
  const high_c = random.between(5, 15);
  const tau_s = random.between(240, 900);
  const until_s = random.between(600, 2_400);
  const flutter_c = random.between(0.3, 1);
  let flutter = 0;
  return (since_s: number, interval_s: number) => {
    const keep = Math.exp(-interval_s / 40);
    flutter = flutter * keep + random.normal(0, flutter_c) * Math.sqrt(1 - keep * keep);
    const reached = high_c * (1 - Math.exp(-Math.min(since_s, until_s) / tau_s));
    const share = Math.min(1, since_s / 60);
    return reached * Math.exp(-Math.max(0, since_s - until_s) / 600) + flutter * share;
  };
}

type Range = readonly [number, number];

/** Several of a kind, one after the other: each rises to its height, holds, and falls. */
function bursts(options: {
  random: Random;
  high_c: Range;
  rise_s: Range;
  hold_s: Range;
  fall_s: Range;
}): Rise {
  const { random, high_c, rise_s, hold_s, fall_s } = options;
  const all = Array.from({ length: random.integer(1, 4) }, () => ({
    at_s: random.between(0, length_s - quietBefore_s - 300),
    high_c: random.between(...high_c),
    rise_s: random.between(...rise_s),
    hold_s: random.between(...hold_s),
    fall_s: random.between(...fall_s),
  }));
  return (since_s: number) => {
    let sum = 0;
    for (const burst of all) {
      const age_s = since_s - burst.at_s;
      if (age_s <= 0) continue;
      const risen = 1 - Math.exp(-Math.min(age_s, 2 * burst.rise_s + burst.hold_s) / burst.rise_s);
      const falling_s = Math.max(0, age_s - 2 * burst.rise_s - burst.hold_s);
      sum += burst.high_c * risen * Math.exp(-falling_s / burst.fall_s);
    }
    return sum;
  };
}

/** Sun on the housing, with clouds. */
function sun(random: Random): Rise {
  const high_c = random.between(5, 18);
  const cloud_s = random.between(120, 600);
  const shade = random.between(0, 0.5);
  const phase = random.between(0, 2 * Math.PI);
  return (since_s: number) => {
    const height = Math.sin((Math.PI * Math.min(since_s, 3_000)) / 3_000);
    return high_c * height * (1 - shade * (0.5 + 0.5 * Math.sin((2 * Math.PI * since_s) / cloud_s + phase)));
  };
}

/** 1 to 3 °C a minute, until the thermostat. */
function heating(random: Random): Rise {
  const rate_c_s = random.between(1, 3) / 60;
  const high_c = random.between(6, 15);
  return (since_s: number) => high_c * (1 - Math.exp((-rate_c_s * since_s) / high_c));
}

function spikes(random: Random): Rise {
  let left = 0;
  let height_c = 0;
  return (_since_s: number, interval_s: number) => {
    if (left > 0) {
      left -= 1;
      return height_c;
    }
    if (!random.chance(interval_s / 300)) return 0;
    // Mostly single, sometimes two in a row where samples come fast.
    left = interval_s < 5 && random.chance(0.2) ? 1 : 0;
    height_c = random.between(3, 20);
    return height_c;
  };
}
