import { fillPondingFeatures, pondingFeatures } from '../../rules/foresight/ponding-features.ts';
import { get, pondingSlots, remember, slot } from '../../rules/foresight/ponding-memory.ts';
import type { RecordedFlood } from '../recordings/floods.ts';

/** One flood with one threshold: the wet samples before that is met. */
export interface FloodCourse {
  readonly sensorId: string;
  readonly from: number;
  readonly threshold_m: number;
  readonly breached: boolean;
  /** As many numbers a sample as there are features. */
  readonly features: Float64Array;
  /** From each sample to the breach, s; infinite when there was none. */
  readonly left_s: Float64Array;
}

/** Every flood with every threshold, each sensor with one memory through all its floods, in the order of time. */
export function toCourses(
  floods: readonly RecordedFlood[],
  thresholds_m: readonly number[],
): readonly FloodCourse[] {
  const memories = new Map<string, Float64Array>();
  const features = new Float64Array(pondingFeatures.length);
  return floods.flatMap(({ sensorId, from, series }) => {
    const data = memories.get(sensorId) ?? new Float64Array(pondingSlots).fill(NaN);
    memories.set(sensorId, data);
    const memory = { data, at: 0 };
    const courses = thresholds_m.map((threshold_m) => ({
      threshold_m,
      breach: series.find(({ value }) => value >= threshold_m)?.time ?? Infinity,
      seen: new Array<number>(),
      left_s: new Array<number>(),
    }));
    for (const { time, value } of series) {
      remember(memory, time, value);
      if (time < from || Number.isNaN(get(memory, slot.onset))) continue;
      for (const { threshold_m, breach, seen, left_s } of courses) {
        if (time >= breach || !fillPondingFeatures(memory, threshold_m, features)) continue;
        seen.push(...features);
        left_s.push((breach - time) / 1_000);
      }
    }
    return courses.map(({ threshold_m, breach, seen, left_s }) => ({
      sensorId,
      from,
      threshold_m,
      breached: breach < Infinity,
      features: Float64Array.from(seen),
      left_s: Float64Array.from(left_s),
    }));
  });
}
