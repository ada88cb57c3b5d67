import { findMetric, metricIndex } from '../../domain/kinds.ts';
import { createAllDayBaseline } from '../baseline/all-day.ts';
import { head, type Baseline, type BaselineOptions, type Sample } from '../baseline/baseline.ts';
import { createDriftBaseline } from '../baseline/drift.ts';
import { createHourOfDayBaseline } from '../baseline/hour-of-day.ts';
import { createSuddenBaseline } from '../baseline/sudden.ts';
import type { DeviationEntry } from './deviation-entry.ts';
import {
  neverWakes,
  unknownLevel,
  type CompileContext,
  type DeviceView,
  type Evaluator,
} from './evaluator.ts';
import { createInner } from './inner.ts';

/** An open alert ends only below this share of what raised it. */
const holdShare = 0.75;
/** Values that are shown with one step of the last digit are known to about a third of it (the step by √12). */
const resolutionShare = 0.3;
/** Beside the baseline: 1 while what was news has not ended. */
const extraSlots = 1;
const defaults = { warmUp_h: 24, utcOffset_h: 8, direction: 'up' } as const;

const baselines: Readonly<Record<DeviationEntry['baseline'], (options: BaselineOptions) => Baseline>> = {
  all_day: createAllDayBaseline,
  hour_of_day: createHourOfDayBaseline,
  drift: createDriftBaseline,
  sudden: createSuddenBaseline,
};
const sides = { up: 1, down: -1, both: 0 } as const;

/**
 * How far a metric lies from what this device usually shows, in robust standard deviations. Unknown while it
 * warms up and while the value is missing: then it neither raises nor clears. With `while` it learns from and
 * judges only what was measured while that held; in between the last judgement stands, and where nobody knows
 * whether that holds, it is unknown too. A metric that the kind lacks was refused before; here it is unknown for
 * ever. Remembers its baseline and 1 number, with `while` 2 more beside the condition's own.
 */
export function compileDeviation(entry: DeviationEntry, context: CompileContext): Evaluator {
  const index = metricIndex(context.kind, entry.metric) ?? -1;
  const resolution = entry.resolution ?? 10 ** -(findMetric(context.kind, entry.metric)?.decimals ?? 0);
  const minimum = entry.minimum ?? 0;
  const baseline = baselines[entry.baseline]({
    warmUp_h: entry.warm_up_h ?? defaults.warmUp_h,
    utcOffset_h: entry.utc_offset_h ?? defaults.utcOffset_h,
    floor: Math.max(minimum / entry.at_least, resolutionShare * resolution),
    side: sides[entry.direction ?? defaults.direction],
  });
  const memory = context.reserve(baseline.slots + extraSlots);
  const meanwhile = entry.while === undefined ? null : createInner(entry.while, context);
  const side = sides[entry.direction ?? defaults.direction];
  const sample: Sample = { time: 0, value: 0, hold_ms: 0 };
  const bit = index < 0 ? 0 : 1 << index;

  /** Until when what it says counts; NaN when the value is missing. */
  function knownUntil({ data, valuesAt, timesAt, hold_ms }: DeviceView): number {
    return Number.isNaN(data[valuesAt + index] ?? NaN) ? NaN : (data[timesAt + index] ?? NaN) + hold_ms;
  }

  function isMissing(view: DeviceView): boolean {
    if (meanwhile !== null && !(view.now <= meanwhile.knownUntil(view))) return true;
    return !(view.now <= knownUntil(view));
  }

  /** `share` of the thresholds is enough. NaN never breaches. */
  function isBeyond(view: DeviceView, strengthAt: number, share: number): boolean {
    const at = view.memoryAt + memory;
    const strength = toSide(view.data[at + strengthAt] ?? NaN);
    const difference = toSide(view.data[at + head.difference] ?? NaN);
    return strength >= share * entry.at_least && difference >= share * minimum;
  }

  function toSide(signed: number): number {
    return side === 0 ? Math.abs(signed) : side * signed;
  }

  /** Still going on: not what was noticed before and came again. */
  function isGoingOn(view: DeviceView): boolean {
    return view.data[view.memoryAt + memory + baseline.slots] === 1;
  }

  function isBreach(view: DeviceView): boolean {
    return isGoingOn(view) && isBeyond(view, head.strength_sd, 1);
  }

  return {
    quantity: 'deviation',
    thresholds: [entry.at_least],
    comparison: '>=',
    slots: baseline.slots + extraSlots + (meanwhile === null ? 0 : meanwhile.evaluator.slots + 2),
    judgesAlone: false,
    observe(view) {
      const isMeant = meanwhile === null || meanwhile.look(view).level === 1;
      if (!isMeant || (view.fresh & bit) === 0) return;
      sample.value = view.data[view.valuesAt + index] ?? NaN;
      sample.time = view.data[view.timesAt + index] ?? NaN;
      sample.hold_ms = view.hold_ms;
      baseline.observe(view.data, view.memoryAt + memory, sample);
      const goesOn =
        isBeyond(view, head.fresh_sd, 1) || (isGoingOn(view) && isBeyond(view, head.strength_sd, holdShare));
      view.data[view.memoryAt + memory + baseline.slots] = goesOn ? 1 : 0;
    },
    isQuiet(view) {
      if (isMissing(view)) return false;
      const strength = view.data[view.memoryAt + memory + head.strength_sd] ?? NaN;
      return !Number.isNaN(strength) && !isBreach(view);
    },
    judge(view, held, verdict) {
      const strength = toSide(view.data[view.memoryAt + memory + head.strength_sd] ?? NaN);
      verdict.metric = Math.max(index, 0);
      verdict.value = strength;
      verdict.time = view.data[view.timesAt + index] ?? NaN;
      verdict.dataTime = verdict.time;
      verdict.knownUntil = Math.min(knownUntil(view), meanwhile?.knownUntil(view) ?? Infinity);
      verdict.since = NaN;
      if (isMissing(view) || Number.isNaN(strength)) verdict.level = unknownLevel;
      else if (held.activeLevels > 0) verdict.level = isBeyond(view, head.strength_sd, holdShare) ? 1 : 0;
      else verdict.level = isBreach(view) ? 1 : 0;
      verdict.metrics = verdict.level > 0 ? bit : 0;
    },
    wakeAt: neverWakes,
    explain(view) {
      const at = view.memoryAt + memory;
      const facts = {
        deviation_sd: view.data[at + head.strength_sd] ?? NaN,
        news_sd: view.data[at + head.fresh_sd] ?? NaN,
        learned_h: view.data[at + head.learned_h] ?? NaN,
        [`usual_${entry.metric}`]: view.data[at + head.expected] ?? NaN,
        [`usual_spread_${entry.metric}`]: view.data[at + head.spread] ?? NaN,
        [`beyond_usual_${entry.metric}`]: view.data[at + head.difference] ?? NaN,
      };
      // What is not known yet is left out.
      return Object.fromEntries(Object.entries(facts).filter(([, fact]) => !Number.isNaN(fact)));
    },
  };
}
