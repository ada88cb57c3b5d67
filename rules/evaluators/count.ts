import { Type } from 'typebox';
import { metricIndex } from '../../domain/kinds.ts';
import { checkMetric, checkOneOf, type Check, type Path } from './check.ts';
import { setUnknown } from './children.ts';
import { ConditionRef, describe, strict } from './condition-ref.ts';
import { neverWakes, type CompileContext, type DeviceView, type Evaluator } from './evaluator.ts';
import { createInner, dataTimeOf } from './inner.ts';
import { conditionLimits } from './limits.ts';

/** What may follow `count:` in a rule. */
export const CountEntry = Type.Object(
  {
    of: Type.Optional(ConditionRef),
    increase_of: Type.Optional(
      Type.String(describe('A counter of the device: what it has risen by counts.')),
    ),
    at_least: Type.Integer({
      minimum: 1,
      maximum: conditionLimits.countedEvents_max,
      ...describe('So many times.'),
    }),
    within_s: Type.Number({
      exclusiveMinimum: 0,
      maximum: conditionLimits.window_s_max,
      ...describe('Within this time, seconds.'),
    }),
  },
  { ...strict, ...describe('How often a condition has begun to hold, or how far a counter has risen.') },
);
export type CountEntry = Type.Static<typeof CountEntry>;

/** Either a condition or a counter. */
export function checkCount(entry: CountEntry, path: Path, check: Check): void {
  checkOneOf(check, entry, { keys: ['of', 'increase_of'], path });
  if (entry.of !== undefined) check.condition(entry.of, [...path, 'of']);
  if (entry.increase_of === undefined) return;
  const metric = checkMetric(check, entry.increase_of, [...path, 'increase_of']);
  if (metric !== undefined && metric.type === 'switch') {
    const hint = 'use of: { metric, equals: 1 }';
    check.report([...path, 'increase_of'], `${metric.name} is a switch and no counter`, hint);
  }
}

/**
 * Breached while a condition has begun to hold so many times within the window, or a counter has risen by so
 * much between readings. A counter that falls has begun again at nought. What happened while nobody knew does
 * not count; a rise across a gap does not either. Remembers `at_least` + 4 numbers at most, beside the condition's own.
 */
export function compileCount(entry: CountEntry, context: CompileContext): Evaluator {
  const events = createEvents(entry, context);
  const source = entry.of === undefined ? ofCounter(entry, context) : ofCondition(entry.of, context);
  const { within_s, at_least } = entry;

  return {
    quantity: 'count',
    thresholds: [at_least],
    comparison: '>=',
    slots: events.slots + source.slots,
    judgesAlone: false,
    observe(view) {
      source.look(view);
      if (source.seen.gap) events.noteGap(view);
      if (source.seen.count > 0) events.add(view, { count: source.seen.count, at: source.seen.at });
    },
    isQuiet: (view) => !events.isReached(view),
    judge(view, held, verdict) {
      const knownUntil = source.knownUntil(view);
      verdict.metric = source.metric(view);
      verdict.value = events.count(view);
      verdict.time = events.lastAt(view);
      setUnknown(verdict);
      if (!(view.now <= knownUntil)) return;
      const isReached = events.isReached(view);
      // What was missed while nobody knew may keep it going: that clears nothing.
      if (!isReached && held.activeLevels > 0 && !events.isCovered(view)) return;
      verdict.level = isReached ? 1 : 0;
      verdict.metrics = isReached && verdict.metric >= 0 ? 1 << verdict.metric : 0;
      verdict.knownUntil = knownUntil;
      verdict.dataTime = dataTimeOf(view, knownUntil);
    },
    wakeAt: neverWakes,
    explain: (view) => ({ count: events.count(view), within_s }),
  };
}

/** The times of the last events, the oldest first, and since when nothing can have been missed. */
function createEvents({ at_least, within_s }: CountEntry, context: CompileContext) {
  const memory = context.reserve(at_least + 1);
  const within_ms = within_s * 1000;
  const isReached = ({ data, memoryAt, now }: DeviceView) =>
    (data[memoryAt + memory] ?? NaN) >= now - within_ms;
  return {
    slots: at_least + 1,
    isReached,
    add({ data, memoryAt }: DeviceView, { count, at }: { count: number; at: number }): void {
      const start = memoryAt + memory;
      const added = Math.min(count, at_least);
      data.copyWithin(start, start + added, start + at_least);
      data.fill(at, start + at_least - added, start + at_least);
    },
    count({ data, memoryAt, now }: DeviceView): number {
      let count = 0;
      for (let index = 0; index < at_least; index += 1) {
        if ((data[memoryAt + memory + index] ?? NaN) >= now - within_ms) count += 1;
      }
      return count;
    },
    lastAt: ({ data, memoryAt }: DeviceView): number => data[memoryAt + memory + at_least - 1] ?? NaN,
    noteGap(view: DeviceView): void {
      view.data[view.memoryAt + memory + at_least] = view.now;
    },
    isCovered: ({ data, memoryAt, now }: DeviceView): boolean =>
      (data[memoryAt + memory + at_least] ?? NaN) <= now - within_ms,
  };
}

/** What is counted; `seen` is reused. */
interface Source {
  readonly slots: number;
  readonly seen: Readonly<{ count: number; at: number; gap: boolean }>;
  look(view: DeviceView): void;
  knownUntil(view: DeviceView): number;
  metric(view: DeviceView): number;
}

function ofCondition(entry: unknown, context: CompileContext): Source {
  const inner = createInner(entry, context);
  const memory = context.reserve(1);
  const seen = { count: 0, at: 0, gap: false };
  return {
    slots: inner.evaluator.slots + 3,
    seen,
    look(view) {
      const { rose, roseAt, gap, verdict } = inner.look(view);
      seen.count = rose ? 1 : 0;
      seen.at = roseAt;
      seen.gap = gap;
      if (rose) view.data[view.memoryAt + memory] = verdict.metric;
    },
    knownUntil: (view) => inner.knownUntil(view),
    metric: ({ data, memoryAt }) => {
      const metric = data[memoryAt + memory] ?? NaN;
      return Number.isNaN(metric) ? -1 : metric;
    },
  };
}

function ofCounter(entry: CountEntry, context: CompileContext): Source {
  const index = metricIndex(context.kind, entry.increase_of ?? '') ?? -1;
  const memory = context.reserve(2);
  const seen = { count: 0, at: 0, gap: false };
  return {
    slots: 2,
    seen,
    look({ data, valuesAt, memoryAt, now, hold_ms, fresh }) {
      seen.count = 0;
      seen.gap = false;
      if ((fresh & (1 << index)) === 0) return;
      const at = memoryAt + memory;
      const value = data[valuesAt + index] ?? NaN;
      const before = data[at] ?? NaN;
      seen.gap = !(now - (data[at + 1] ?? NaN) <= hold_ms);
      data[at] = value;
      data[at + 1] = now;
      if (seen.gap) return;
      seen.count = Math.floor(value >= before ? value - before : Math.max(value, 0));
      seen.at = now;
    },
    knownUntil: ({ data, valuesAt, timesAt, hold_ms }) =>
      Number.isNaN(data[valuesAt + index] ?? NaN) ? -Infinity : (data[timesAt + index] ?? NaN) + hold_ms,
    metric: () => index,
  };
}
