import { Type } from 'typebox';
import { metricIndex } from '../../domain/kinds.ts';
import { checkMetric, checkRange, checkWindow, type Check, type Path } from './check.ts';
import { setUnknown } from './children.ts';
import { describe, strict } from './condition-ref.ts';
import { neverWakes, type CompileContext, type DeviceView, type Evaluator } from './evaluator.ts';

/** What may follow `stuck:` in a rule. */
export const StuckEntry = Type.Object(
  {
    metric: Type.String(describe('A metric of the kind.')),
    for_s: Type.Number({ exclusiveMinimum: 0, ...describe('How long it stood still, seconds.') }),
    tolerance: Type.Optional(
      Type.Number({
        minimum: 0,
        ...describe('Movement up to this is none, in the unit of the metric; 0 when left out.'),
      }),
    ),
    samples_min: Type.Optional(
      Type.Integer({
        minimum: 2,
        maximum: 100_000,
        ...describe('And so many readings came meanwhile; 4 when left out.'),
      }),
    ),
    outside: Type.Optional(
      Type.Array(Type.Number(), {
        minItems: 2,
        maxItems: 2,
        ...describe('[low, high]: values from low to high may stand still, like a dry gauge at 0.'),
      }),
    ),
  },
  { ...strict, ...describe('The value has not moved although readings came. Gaps do not count.') },
);
export type StuckEntry = Type.Static<typeof StuckEntry>;

export function checkStuck(entry: StuckEntry, path: Path, check: Check): void {
  const metric = checkMetric(check, entry.metric, [...path, 'metric']);
  checkWindow(check, { value_s: entry.for_s, path: [...path, 'for_s'], readings: 1 });
  const [low, high] = entry.outside ?? [];
  if (metric !== undefined && entry.tolerance !== undefined && entry.tolerance >= metric.max - metric.min) {
    const hint = 'it would always be stuck';
    check.report([...path, 'tolerance'], 'the tolerance is wider than the metric', hint);
  }
  if (low === undefined || high === undefined || metric === undefined) return;
  checkRange(check, metric, { value: low, path: [...path, 'outside', 0] });
  checkRange(check, metric, { value: high, path: [...path, 'outside', 1] });
  if (low > high) check.report([...path, 'outside'], 'outside is the wrong way round', 'give [low, high]');
}

const slot = { low: 0, high: 1, held_ms: 2, count: 3, time: 4 } as const;
const slotCount = Object.keys(slot).length;
const samples_min_default = 4;
/** Decimals are not exact in binary: 0.402 − 0.4 is a little more than 0.002. */
const rounding = 1e-12;

/**
 * Breached once the value has kept within `tolerance` for so long although readings came. A reading covers the
 * time until it is too old and no more, so silences do not count; when the value moves, it starts again. Remembers 5
 * numbers.
 */
export function compileStuck(entry: StuckEntry, context: CompileContext): Evaluator {
  const memory = context.reserve(slotCount);
  const index = metricIndex(context.kind, entry.metric) ?? -1;
  const bit = 1 << index;
  const for_ms = entry.for_s * 1000;
  const tolerance = entry.tolerance ?? 0;
  const samples_min = entry.samples_min ?? samples_min_default;
  const [low = Infinity, high = -Infinity] = entry.outside ?? [];

  function isStuck({ data, memoryAt, valuesAt }: DeviceView): boolean {
    const at = memoryAt + memory;
    if (!((data[at + slot.held_ms] ?? NaN) >= for_ms) || !((data[at + slot.count] ?? NaN) >= samples_min))
      return false;
    const value = data[valuesAt + index] ?? NaN;
    return !(value >= low && value <= high);
  }

  return {
    quantity: 'still_s',
    thresholds: [entry.for_s],
    comparison: '>=',
    slots: slotCount,
    judgesAlone: false,
    observe({ data, memoryAt, valuesAt, now, hold_ms, fresh }) {
      if ((fresh & bit) === 0) return;
      const at = memoryAt + memory;
      const value = data[valuesAt + index] ?? NaN;
      const lowest = Math.min(data[at + slot.low] ?? NaN, value);
      const highest = Math.max(data[at + slot.high] ?? NaN, value);
      if (highest - lowest <= tolerance + rounding * Math.abs(highest)) {
        const step_ms = Math.min(now - (data[at + slot.time] ?? NaN), hold_ms);
        data[at + slot.low] = lowest;
        data[at + slot.high] = highest;
        data[at + slot.held_ms] = (data[at + slot.held_ms] ?? 0) + step_ms;
        data[at + slot.count] = (data[at + slot.count] ?? 0) + 1;
      } else {
        data[at + slot.low] = value;
        data[at + slot.high] = value;
        data[at + slot.held_ms] = 0;
        data[at + slot.count] = 1;
      }
      data[at + slot.time] = now;
    },
    isQuiet: (view) => !isStuck(view),
    judge(view, _held, verdict) {
      const { data, timesAt, valuesAt, now, hold_ms } = view;
      const time = data[timesAt + index] ?? NaN;
      verdict.metric = index;
      verdict.value = (data[view.memoryAt + memory + slot.held_ms] ?? NaN) / 1000;
      verdict.time = time;
      setUnknown(verdict);
      if (Number.isNaN(data[valuesAt + index] ?? NaN) || !(now - time <= hold_ms)) return;
      verdict.level = isStuck(view) ? 1 : 0;
      verdict.metrics = verdict.level > 0 ? bit : 0;
      verdict.knownUntil = time + hold_ms;
      verdict.dataTime = time;
    },
    wakeAt: neverWakes,
    explain: ({ data, memoryAt, valuesAt }) => ({
      still_s: Math.round((data[memoryAt + memory + slot.held_ms] ?? NaN) / 1000),
      readings: data[memoryAt + memory + slot.count] ?? NaN,
      [`still_at_${entry.metric}`]: data[valuesAt + index] ?? NaN,
    }),
  };
}
