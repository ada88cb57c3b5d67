import { findMetric, metricIndex } from '../../domain/kinds.ts';
import { createAllDayBaseline } from '../baseline/all-day.ts';
import { head, type Baseline, type BaselineOptions, type Sample } from '../baseline/baseline.ts';
import { createDriftBaseline } from '../baseline/drift.ts';
import { createHourOfDayBaseline } from '../baseline/hour-of-day.ts';
import type { DeviationEntry } from './deviation-entry.ts';
import {
  neverWakes,
  unknownLevel,
  type CompileContext,
  type DeviceView,
  type Evaluator,
} from './evaluator.ts';

/** An open alert ends only below this share of what raised it. */
const holdShare = 0.75;
/** Values that are shown with one step of the last digit are known to about a third of it (the step by √12). */
const resolutionShare = 0.3;
const defaults = { warmUp_h: 24, utcOffset_h: 8, direction: 'up' } as const;

const baselines: Readonly<Record<DeviationEntry['baseline'], (options: BaselineOptions) => Baseline>> = {
  all_day: createAllDayBaseline,
  hour_of_day: createHourOfDayBaseline,
  drift: createDriftBaseline,
};

/**
 * How far a metric lies from what this device usually shows, in robust standard deviations. Unknown while it
 * warms up and while the value is missing: then it neither raises nor clears. A metric that the kind lacks was
 * refused before; here it is unknown for ever.
 */
export function compileDeviation(entry: DeviationEntry, context: CompileContext): Evaluator {
  const index = metricIndex(context.kind, entry.metric) ?? -1;
  const digits = findMetric(context.kind, entry.metric)?.decimals ?? 0;
  const minimum = entry.minimum ?? 0;
  const baseline = baselines[entry.baseline]({
    warmUp_h: entry.warm_up_h ?? defaults.warmUp_h,
    utcOffset_h: entry.utc_offset_h ?? defaults.utcOffset_h,
    floor: Math.max(minimum / entry.at_least, resolutionShare * 10 ** -digits),
  });
  const memory = context.reserve(baseline.slots);
  const direction = entry.direction ?? defaults.direction;
  const sample: Sample = { time: 0, value: 0, hold_ms: 0 };
  const bit = index < 0 ? 0 : 1 << index;

  function isMissing(view: DeviceView): boolean {
    const { data } = view;
    const age = view.now - (data[view.timesAt + index] ?? NaN);
    return Number.isNaN(data[view.valuesAt + index] ?? NaN) || !(age <= view.hold_ms);
  }

  /** `share` of the thresholds is enough. NaN never breaches. */
  function isBreach(view: DeviceView, share: number): boolean {
    const at = view.memoryAt + memory;
    const strength = toSide(view.data[at + head.strength_sd] ?? NaN);
    const difference = toSide(view.data[at + head.difference] ?? NaN);
    return strength >= share * entry.at_least && difference >= share * minimum;
  }

  function toSide(signed: number): number {
    if (direction === 'both') return Math.abs(signed);
    return direction === 'up' ? signed : -signed;
  }

  return {
    thresholds: [entry.at_least],
    comparison: '>=',
    slots: baseline.slots,
    judgesAlone: false,
    observe(view) {
      if ((view.fresh & bit) === 0) return;
      sample.value = view.data[view.valuesAt + index] ?? NaN;
      sample.time = view.data[view.timesAt + index] ?? NaN;
      sample.hold_ms = view.hold_ms;
      baseline.observe(view.data, view.memoryAt + memory, sample);
    },
    isQuiet(view) {
      if (isMissing(view)) return false;
      const strength = view.data[view.memoryAt + memory + head.strength_sd] ?? NaN;
      return !Number.isNaN(strength) && !isBreach(view, 1);
    },
    judge(view, held, verdict) {
      const at = view.memoryAt + memory;
      const strength = toSide(view.data[at + head.strength_sd] ?? NaN);
      verdict.metric = Math.max(index, 0);
      verdict.value = strength;
      verdict.time = view.data[view.timesAt + index] ?? NaN;
      verdict.dataTime = verdict.time;
      verdict.knownUntil = verdict.time + view.hold_ms;
      verdict.since = NaN;
      if (isMissing(view) || Number.isNaN(strength)) verdict.level = unknownLevel;
      else verdict.level = isBreach(view, held.activeLevels > 0 ? holdShare : 1) ? 1 : 0;
      verdict.metrics = verdict.level > 0 ? bit : 0;
    },
    wakeAt: neverWakes,
    explain(view) {
      const at = view.memoryAt + memory;
      const facts: Record<string, number> = {
        deviation_sd: view.data[at + head.strength_sd] ?? NaN,
        learned_h: view.data[at + head.learned_h] ?? NaN,
        [`usual_${entry.metric}`]: view.data[at + head.expected] ?? NaN,
        [`usual_spread_${entry.metric}`]: view.data[at + head.spread] ?? NaN,
        [`beyond_usual_${entry.metric}`]: view.data[at + head.difference] ?? NaN,
      };
      return facts;
    },
  };
}
