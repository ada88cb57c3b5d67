import { Type } from 'typebox';
import { metricIndex } from '../../domain/kinds.ts';
import { checkMetric, checkWindow, type Check, type Path } from './check.ts';
import { setUnknown } from './children.ts';
import { describe, strict } from './condition-ref.ts';
import { neverWakes, type CompileContext, type DeviceView, type Evaluator } from './evaluator.ts';

/** What may follow `change:` in a rule. */
export const ChangeEntry = Type.Object(
  {
    metric: Type.String(describe('A metric of the kind.')),
    at_least: Type.Number({
      exclusiveMinimum: 0,
      ...describe('A jump of this much, up or down, in the unit of the metric.'),
    }),
    within_s: Type.Number({
      exclusiveMinimum: 0,
      ...describe('Between neighbouring readings no further apart than this, seconds.'),
    }),
  },
  {
    ...strict,
    ...describe('An implausible jump between neighbouring readings: of the sensor, not the street.'),
  },
);
export type ChangeEntry = Type.Static<typeof ChangeEntry>;

export function checkChange(entry: ChangeEntry, path: Path, check: Check): void {
  const metric = checkMetric(check, entry.metric, [...path, 'metric']);
  if (metric !== undefined && entry.at_least > metric.max - metric.min) {
    const hint = `it lies between ${metric.min} and ${metric.max}`;
    check.report([...path, 'at_least'], `${metric.name} cannot jump by ${entry.at_least}`, hint);
  }
  checkWindow(check, { value_s: entry.within_s, path: [...path, 'within_s'], readings: 1 });
}

const slot = { value: 0, time: 1, jump: 2 } as const;
const slotCount = Object.keys(slot).length;

/**
 * Breached by a reading that lies too far from the one before, until the next. The first reading, and one after a
 * longer pause, are no jump. Remembers 3 numbers.
 */
export function compileChange(entry: ChangeEntry, context: CompileContext): Evaluator {
  const memory = context.reserve(slotCount);
  const index = metricIndex(context.kind, entry.metric) ?? -1;
  const bit = 1 << index;
  const within_ms = entry.within_s * 1000;

  function isJump({ data, memoryAt }: DeviceView): boolean {
    return Math.abs(data[memoryAt + memory + slot.jump] ?? NaN) >= entry.at_least;
  }

  return {
    quantity: 'change',
    thresholds: [entry.at_least],
    comparison: '>=',
    slots: slotCount,
    judgesAlone: false,
    observe({ data, memoryAt, valuesAt, now, fresh }) {
      if ((fresh & bit) === 0) return;
      const at = memoryAt + memory;
      const value = data[valuesAt + index] ?? NaN;
      const isNear = now - (data[at + slot.time] ?? NaN) <= within_ms;
      data[at + slot.jump] = isNear ? value - (data[at + slot.value] ?? NaN) : 0;
      data[at + slot.value] = value;
      data[at + slot.time] = now;
    },
    isQuiet: (view) => !isJump(view),
    judge(view, _held, verdict) {
      const { data, memoryAt, timesAt, valuesAt, now, hold_ms } = view;
      const time = data[timesAt + index] ?? NaN;
      verdict.metric = index;
      verdict.value = Math.abs(data[memoryAt + memory + slot.jump] ?? NaN);
      verdict.time = time;
      setUnknown(verdict);
      if (Number.isNaN(data[valuesAt + index] ?? NaN) || !(now - time <= hold_ms)) return;
      verdict.level = isJump(view) ? 1 : 0;
      verdict.metrics = verdict.level > 0 ? bit : 0;
      verdict.knownUntil = time + hold_ms;
      verdict.dataTime = time;
    },
    wakeAt: neverWakes,
    explain: ({ data, memoryAt }) => ({
      [`jump_${entry.metric}`]: data[memoryAt + memory + slot.jump] ?? NaN,
      within_s: entry.within_s,
    }),
  };
}
