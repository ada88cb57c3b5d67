import { Type } from 'typebox';
import { checkOneOf, type Check, type Path } from './check.ts';
import { measuresOf, setUnknown } from './children.ts';
import { ConditionRef, describe, strict } from './condition-ref.ts';
import { neverWakes, type CompileContext, type DeviceView } from './evaluator.ts';
import type { Evaluator, Verdict } from './evaluator.ts';
import { createInner, dataTimeOf } from './inner.ts';
import { conditionLimits } from './limits.ts';

/** What may follow `sequence:` in a rule. */
export const SequenceEntry = Type.Object(
  {
    first: ConditionRef,
    // oxlint-disable-next-line unicorn/no-thenable -- a key of the format; its value is never a function
    then: Type.Optional(ConditionRef),
    missing: Type.Optional(ConditionRef),
    without: Type.Optional(ConditionRef),
    within_s: Type.Number({
      exclusiveMinimum: 0,
      maximum: conditionLimits.window_s_max,
      ...describe('From the moment that first begins to hold, seconds.'),
    }),
  },
  {
    ...strict,
    ...describe(
      'First one condition begins to hold and then another; or (missing) the other has not come in time. What stands in without, coming in between, calls it off.',
    ),
  },
);
export type SequenceEntry = Type.Static<typeof SequenceEntry>;

/** Either what comes or what stays away. */
export function checkSequence(entry: SequenceEntry, path: Path, check: Check): void {
  checkOneOf(check, entry, { keys: ['then', 'missing'], path });
  for (const key of ['first', 'then', 'missing', 'without'] as const) {
    if (entry[key] !== undefined) check.condition(entry[key], [...path, key]);
  }
}

/**
 * Breached from the moment that the second condition has come in time, until it surely holds no more; or, with
 * `missing`, from the moment that it should have come, until it comes. Only beginnings count. `without` calls it
 * off when it holds in between, and ends it. While nobody knows whether the missing one has come, its time does
 * not run: it starts again when that is known. Remembers 12 numbers at most, beside the conditions' own.
 */
export function compileSequence(entry: SequenceEntry, context: CompileContext): Evaluator {
  return entry.missing === undefined ? compileThen(entry, context) : compileMissing(entry, context);
}

const slot = { waitsFrom: 0, doneAt: 1, metric: 2, value: 3, time: 4, measure: 5 } as const;
const slotCount = Object.keys(slot).length;

/** What both forms have in common. `second` comes, or stays away. */
function createParts(entry: SequenceEntry, context: CompileContext) {
  const memory = context.reserve(slotCount);
  const first = createInner(entry.first, context);
  const second = createInner(entry.then ?? entry.missing, context);
  const without = entry.without === undefined ? null : createInner(entry.without, context);
  const inners = [first, second, ...(without === null ? [] : [without])];
  return {
    first,
    second,
    without,
    slots: inners.reduce((sum, { evaluator }) => sum + evaluator.slots + 2, slotCount),
    read: (view: DeviceView, key: keyof typeof slot): number =>
      view.data[view.memoryAt + memory + slot[key]] ?? NaN,
    write(view: DeviceView, key: keyof typeof slot, value: number): void {
      view.data[view.memoryAt + memory + slot[key]] = value;
    },
    forget({ data, memoryAt }: DeviceView): void {
      data[memoryAt + memory + slot.waitsFrom] = NaN;
      data[memoryAt + memory + slot.doneAt] = NaN;
    },
    noteEvidence({ data, memoryAt }: DeviceView, { metric, value, time, measure }: Readonly<Verdict>): void {
      data[memoryAt + memory + slot.metric] = metric;
      data[memoryAt + memory + slot.value] = value;
      data[memoryAt + memory + slot.time] = time;
      data[memoryAt + memory + slot.measure] = measure;
    },
    knownUntil: (view: DeviceView): number =>
      Math.min(second.knownUntil(view), without === null ? Infinity : without.knownUntil(view)),
  };
}

type Parts = ReturnType<typeof createParts>;

function giveEvidence(parts: Parts, view: DeviceView, verdict: Verdict): void {
  const metric = parts.read(view, 'metric');
  verdict.metric = Number.isNaN(metric) ? -1 : metric;
  verdict.value = parts.read(view, 'value');
  verdict.time = parts.read(view, 'time');
}

function conclude(
  verdict: Verdict,
  view: DeviceView,
  { level, knownUntil, since }: { level: number; knownUntil: number; since: number },
): void {
  setUnknown(verdict);
  if (!(view.now <= knownUntil)) return;
  verdict.level = level;
  verdict.metrics = level > 0 && verdict.metric >= 0 ? 1 << verdict.metric : 0;
  verdict.knownUntil = knownUntil;
  verdict.dataTime = dataTimeOf(view, knownUntil);
  verdict.since = level > 0 ? since : NaN;
}

function compileThen(entry: SequenceEntry, context: CompileContext): Evaluator {
  const parts = createParts(entry, context);
  const { first, second, without, slots } = parts;
  const within_ms = entry.within_s * 1000;

  function observe(view: DeviceView): void {
    const one = first.look(view);
    const then = second.look(view);
    const bar = without?.look(view);
    if (one.rose) parts.write(view, 'waitsFrom', one.roseAt);
    if (then.level === 0) parts.write(view, 'doneAt', NaN);
    if (bar?.level === 1) {
      parts.forget(view);
      return;
    }
    // Where it may have been called off unseen, nobody knows that it was not.
    const maybeCalledOff = bar !== undefined && (bar.level !== 0 || (bar.gap && !one.rose));
    if (maybeCalledOff) parts.write(view, 'waitsFrom', NaN);
    const waited_ms = then.roseAt - parts.read(view, 'waitsFrom');
    if (!then.rose || !(waited_ms >= 0 && waited_ms <= within_ms)) return;
    parts.write(view, 'doneAt', then.roseAt);
    parts.write(view, 'waitsFrom', NaN);
    parts.noteEvidence(view, then.verdict);
  }

  return {
    quantity: second.evaluator.quantity,
    thresholds: second.evaluator.thresholds.slice(0, 1),
    comparison: second.evaluator.comparison,
    measures: measuresOf(second.evaluator),
    slots,
    judgesAlone: false,
    observe,
    isQuiet: (view) => Number.isNaN(parts.read(view, 'doneAt')),
    judge(view, _held, verdict) {
      const doneAt = parts.read(view, 'doneAt');
      const isDone = !Number.isNaN(doneAt);
      giveEvidence(parts, view, verdict);
      const measure = parts.read(view, 'measure');
      verdict.measure = Number.isNaN(measure) ? 0 : measure;
      const knownUntil = isDone
        ? second.knownUntil(view)
        : Math.min(parts.knownUntil(view), first.knownUntil(view));
      conclude(verdict, view, { level: isDone ? 1 : 0, knownUntil, since: doneAt });
    },
    wakeAt: neverWakes,
    explain: () => ({ within_s: entry.within_s }),
  };
}

function compileMissing(entry: SequenceEntry, context: CompileContext): Evaluator {
  const parts = createParts(entry, context);
  const { first, second, without, slots } = parts;
  const within_ms = entry.within_s * 1000;

  /** When it should have come and surely has not, at `now`; NaN when that cannot be said. */
  function overdueAt(view: DeviceView): number {
    const doneAt = parts.read(view, 'doneAt');
    if (!Number.isNaN(doneAt)) return doneAt;
    const due = parts.read(view, 'waitsFrom') + within_ms;
    return due <= view.now && due <= parts.knownUntil(view) ? due : NaN;
  }

  function observe(view: DeviceView): void {
    const due = overdueAt(view);
    const one = first.look(view);
    const wanted = second.look(view);
    const bar = without?.look(view);
    if (wanted.level === 1 || bar?.level === 1) {
      parts.forget(view);
      return;
    }
    const isWaiting = !Number.isNaN(parts.read(view, 'waitsFrom'));
    if (!Number.isNaN(due)) parts.write(view, 'doneAt', due);
    else if (isWaiting && (wanted.gap || bar?.gap === true)) parts.write(view, 'waitsFrom', view.now);
    if (isWaiting || !one.rose) return;
    parts.write(view, 'waitsFrom', one.roseAt);
    parts.noteEvidence(view, one.verdict);
  }

  return {
    quantity: 'wait_s',
    thresholds: [entry.within_s],
    comparison: '>=',
    slots,
    judgesAlone: false,
    observe,
    isQuiet: (view) => Number.isNaN(overdueAt(view)),
    judge(view, _held, verdict) {
      const due = overdueAt(view);
      const isDue = !Number.isNaN(due);
      giveEvidence(parts, view, verdict);
      const waitsFrom = parts.read(view, 'waitsFrom');
      verdict.value = Number.isNaN(waitsFrom) ? 0 : (view.now - waitsFrom) / 1000;
      const isIdle = Number.isNaN(waitsFrom);
      const knownUntil = Math.min(parts.knownUntil(view), isIdle ? first.knownUntil(view) : Infinity);
      conclude(verdict, view, { level: isDue ? 1 : 0, knownUntil, since: due });
    },
    wakeAt(view) {
      if (!Number.isNaN(parts.read(view, 'doneAt'))) return Infinity;
      const due = parts.read(view, 'waitsFrom') + within_ms;
      return due > view.now && due <= parts.knownUntil(view) ? due : Infinity;
    },
    explain: (view) => {
      const waitsFrom = parts.read(view, 'waitsFrom');
      const waited_s = Number.isNaN(waitsFrom) ? 0 : Math.round((view.now - waitsFrom) / 1000);
      return { waited_s, within_s: entry.within_s };
    },
  };
}
