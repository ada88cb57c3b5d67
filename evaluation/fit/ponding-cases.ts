import { fillPondingFeatures, pondingFeatures } from '../../rules/foresight/ponding-features.ts';
import { get, pondingSlots, remember, slot } from '../../rules/foresight/ponding-memory.ts';
import type { RecordedFlood } from '../recordings/floods.ts';

/** One flood with one threshold: its wet samples below that, also those after it was met. */
export interface FloodCourse {
  readonly sensorId: string;
  readonly from: number;
  readonly threshold_m: number;
  /** As many numbers a sample as there are features. */
  readonly features: Float64Array;
  /** How many of the samples come before the threshold was met for the first time. */
  readonly before: number;
  /** From each sample to the next breach, s; infinite when there was none. */
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
      breaches: series.filter(({ value }) => value >= threshold_m).map(({ time }) => time),
      seen: new Array<number>(),
      left_s: new Array<number>(),
      before: 0,
    }));
    for (const { time, value } of series) {
      remember(memory, time, value);
      if (time < from || Number.isNaN(get(memory, slot.onset))) continue;
      for (const course of courses) {
        const { threshold_m, breaches, seen, left_s } = course;
        if (value >= threshold_m || !fillPondingFeatures(memory, threshold_m, features)) continue;
        const next = breaches.find((breach) => breach > time) ?? Infinity;
        seen.push(...features);
        left_s.push((next - time) / 1_000);
        if (next === (breaches[0] ?? Infinity)) course.before += 1;
      }
    }
    return courses.map(({ threshold_m, before, seen, left_s }) => ({
      sensorId,
      from,
      threshold_m,
      before,
      features: Float64Array.from(seen),
      left_s: Float64Array.from(left_s),
    }));
  });
}
