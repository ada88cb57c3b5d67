import { createRandom, type Random } from '../../simulators/random.ts';
import type { Series } from '../baselines.ts';

/**
 * SIMULATED cable heating, because the recordings know only cables that fail: loads that are switched on and
 * settle, some too high, most not. First-order cable (time constant 1.5 to 40 min, from thin flex to feeder) seen
 * through a sensor with a lag of its own, with noise, resolution, single spikes and the sampling of real monitors.
 */
export interface SimulatedCable {
  readonly series: Series;
  /** The same without noise, spikes and rounding: whether it really reached a temperature. */
  readonly truth: Series;
  readonly interval_s: number;
}

const intervals_s = [1, 1, 5, 20, 20, 60] as const;
const resolutions_c = [0.01, 0.1, 0.1, 0.5, 1] as const;
/** Settled before the load comes, s. */
const quiet_s = 300;
const duration_s_max = 5_400;
const spikeEvery = 2_000;

/** `risesBetween_c`: how far above its ambient the cable would end if the load stayed. */
export function simulateCables(
  count: number,
  options: { readonly seed: number; readonly risesBetween_c: readonly [number, number] },
): readonly SimulatedCable[] {
  return Array.from({ length: count }, (_, index) =>
    simulateCable(createRandom(options.seed, index), options.risesBetween_c),
  );
}

function simulateCable(random: Random, [lowest_c, highest_c]: readonly [number, number]): SimulatedCable {
  const ambient_c = random.between(5, 38);
  const tau_s = 90 * Math.exp(random.between(0, Math.log(27)));
  const lag_s = random.between(2, 40);
  const interval_s = intervals_s[random.integer(0, intervals_s.length - 1)] ?? 20;
  const resolution_c = resolutions_c[random.integer(0, resolutions_c.length - 1)] ?? 0.1;
  const noise_c = 0.03 * Math.exp(random.between(0, Math.log(15)));
  const settles_c = ambient_c + random.between(lowest_c, highest_c);
  // Some loads come in two steps, or leave again before the cable has settled.
  const firstShare = random.chance(0.3) ? random.between(0.3, 0.9) : 1;
  const secondAt_s = quiet_s + random.between(0.3, 3) * tau_s;
  const leavesAt_s = random.chance(0.3) ? quiet_s + random.between(0.2, 3) * tau_s : Infinity;
  const duration_s = Math.min(quiet_s + 5 * tau_s, duration_s_max);
  const step_s = 1;
  let cable_c = ambient_c;
  let sensor_c = ambient_c;
  let next_s = random.between(0, interval_s);
  const series: { time: number; value: number }[] = [];
  const truth: { time: number; value: number }[] = [];
  for (let at_s = 0; at_s < duration_s; at_s += step_s) {
    const share = at_s < quiet_s || at_s > leavesAt_s ? 0 : at_s < secondAt_s ? firstShare : 1;
    const target_c = ambient_c + share * (settles_c - ambient_c);
    cable_c += (target_c - cable_c) * (1 - Math.exp(-step_s / tau_s));
    sensor_c += (cable_c - sensor_c) * (1 - Math.exp(-step_s / lag_s));
    if (at_s < next_s) continue;
    next_s += interval_s * random.between(0.95, 1.05);
    const spike_c = random.chance(1 / spikeEvery) ? random.between(-60, 60) : 0;
    const read_c = sensor_c + random.normal(0, noise_c) + spike_c;
    const time = Math.round(at_s * 1_000);
    series.push({ time, value: Math.round(read_c / resolution_c) * resolution_c });
    truth.push({ time, value: sensor_c });
  }
  return { series, truth, interval_s };
}
