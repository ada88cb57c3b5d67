import { Type } from 'typebox';
import { kinds } from '../../domain/kinds.ts';
import { checkMetric, checkOneOf, type Check, type Path } from './check.ts';
import { setUnknown } from './children.ts';
import { metricIndexes } from './comparison.ts';
import { describe, strict } from './condition-ref.ts';
import { neverWakes, type CompileContext, type DeviceView, type Evaluator } from './evaluator.ts';
import { insertSorted, medianOf } from './sorted.ts';

const names = { minItems: 1, maxItems: 16 };

/** What may follow `relation:` in a rule. */
export const RelationEntry = Type.Object(
  {
    metric: Type.Optional(Type.String(describe('A metric of the kind.'))),
    metrics: Type.Optional(
      Type.Array(Type.String(), { ...names, ...describe('Any of these; the worst one is the evidence.') }),
    ),
    to: Type.Union(
      [Type.String(), Type.Array(Type.String(), names)],
      describe("A metric, several of them (see take), or 'others': the rest of metrics."),
    ),
    take: Type.Optional(
      Type.Enum(
        ['median', 'lowest', 'highest', 'sum'],
        describe('What several metrics in to, or the others, come to; the median when left out.'),
      ),
    ),
    as: Type.Enum(['ratio', 'difference'], describe('metric ÷ to, or metric − to.')),
    at_least: Type.Optional(Type.Number(describe('Breached at this ratio or difference and above.'))),
    at_most: Type.Optional(Type.Number(describe('Breached at this ratio or difference and below.'))),
    deadband: Type.Optional(
      Type.Number({ minimum: 0, ...describe('Once active it returns only beyond by this much.') }),
    ),
    minimum: Type.Optional(
      Type.Number(
        describe('With less than this in to, it is normal: a ratio to hardly any load says nothing.'),
      ),
    ),
  },
  { ...strict, ...describe('One metric against others of the same device.') },
);
export type RelationEntry = Type.Static<typeof RelationEntry>;

export function checkRelation(entry: RelationEntry, path: Path, check: Check): void {
  checkOneOf(check, entry, { keys: ['metric', 'metrics'], path });
  checkOneOf(check, entry, { keys: ['at_least', 'at_most'], path });
  const subjects = subjectsOf(entry);
  const units = new Set<string>();
  for (const name of subjects) units.add(checkMetric(check, name, path)?.unit ?? '');
  if (entry.to === 'others') {
    const hint = 'name at least three: the odd one out of two is nobody’s guess';
    if (subjects.length < 3) check.report([...path, 'to'], 'too few metrics to have others', hint);
  } else {
    for (const name of [entry.to].flat()) {
      units.add(checkMetric(check, name, [...path, 'to'])?.unit ?? '');
      if (!subjects.includes(name)) continue;
      const hint = 'for one against the rest, use to: others';
      if (entry.take !== 'lowest' && entry.take !== 'highest') {
        check.report([...path, 'to'], `${name} is compared with itself`, hint);
      }
    }
  }
  if (entry.as === 'difference' && units.size > 1) {
    const hint = `these have ${[...units].join(', ')}; a ratio can compare them`;
    check.report([...path, 'as'], 'a difference of different units', hint);
  }
  if (entry.as === 'ratio' && !((entry.minimum ?? 0) > 0)) {
    const hint = 'give the least value of to, above 0, at which the ratio means something';
    check.report(path, 'a ratio needs a minimum', hint);
  }
}

export function subjectsOf(entry: RelationEntry): readonly string[] {
  return [...(entry.metric === undefined ? [] : [entry.metric]), ...(entry.metrics ?? [])];
}

/**
 * A metric against others of the same device, as a ratio or a difference; of several metrics, the worst. One
 * that is missing is left out; it is unknown when none is left, or nothing to compare with. Remembers nothing.
 */
export function compileRelation(entry: RelationEntry, context: CompileContext): Evaluator {
  const subjects = metricIndexes(subjectsOf(entry), context.kind);
  const isOthers = entry.to === 'others';
  const references = isOthers ? subjects : metricIndexes([entry.to].flat(), context.kind);
  const sign = entry.at_least === undefined ? -1 : 1;
  const threshold = entry.at_least ?? entry.at_most ?? NaN;
  const minimum = entry.minimum ?? -Infinity;
  const take = entry.take ?? 'median';
  const values = new Float64Array(references.length);
  const { metrics } = kinds[context.kind];
  const units = new Set(references.map((index) => metrics[index]?.unit));
  /** The name says the unit, where there is one. */
  const comparedWith =
    units.size === 1 ? `compared_with_${metrics[references[0] ?? 0]?.name ?? ''}` : 'compared_with';
  /** The oldest data behind the relation that is being looked at. */
  let worstTime = Infinity;
  /** The worst of the last look: `time` is that of the oldest data behind it. */
  const worst = { metric: -1, relation: NaN, reference: NaN, time: NaN };

  /** What the references come to, without the metric `except`; NaN when none is known. Notes the oldest time. */
  function reduce(view: DeviceView, except: number): number {
    let count = 0;
    for (const index of references) {
      if (index === except || !isKnown(view, index)) continue;
      insertSorted(values, count, view.data[view.valuesAt + index] ?? NaN);
      worstTime = Math.min(worstTime, view.data[view.timesAt + index] ?? NaN);
      count += 1;
    }
    return count === 0 ? NaN : takeFrom(values, count, take);
  }
  function look(view: DeviceView): void {
    worst.metric = -1;
    worst.relation = NaN;
    worst.reference = NaN;
    worst.time = NaN;
    for (const index of subjects) {
      if (!isKnown(view, index)) continue;
      worstTime = view.data[view.timesAt + index] ?? NaN;
      const reference = reduce(view, isOthers ? index : -1);
      if (Number.isNaN(reference)) continue;
      const value = view.data[view.valuesAt + index] ?? NaN;
      // Too little to compare with is normal, and so counts as the mildest there can be.
      let relation = -sign * Infinity;
      if (reference >= minimum) relation = entry.as === 'ratio' ? value / reference : value - reference;
      if (worst.metric !== -1 && !(sign * relation > sign * worst.relation)) continue;
      worst.metric = index;
      worst.relation = relation;
      worst.reference = reference;
      worst.time = worstTime;
    }
  }

  function isBreach(slack: number): boolean {
    return sign * worst.relation >= sign * threshold - slack;
  }

  return {
    quantity: entry.as,
    thresholds: [threshold],
    comparison: sign > 0 ? '>=' : '<=',
    slots: 0,
    judgesAlone: true,
    observe() {},
    isQuiet(view) {
      look(view);
      return !isBreach(0);
    },
    judge(view, held, verdict) {
      look(view);
      verdict.metric = worst.metric === -1 ? (subjects[0] ?? -1) : worst.metric;
      verdict.value = worst.relation;
      verdict.time = worst.time;
      setUnknown(verdict);
      if (worst.metric === -1) return;
      verdict.level = isBreach(held.activeLevels > 0 ? (entry.deadband ?? 0) : 0) ? 1 : 0;
      verdict.metrics = verdict.level > 0 ? 1 << worst.metric : 0;
      verdict.knownUntil = worst.time + view.hold_ms;
      verdict.dataTime = worst.time;
    },
    wakeAt: neverWakes,
    explain(view) {
      look(view);
      return { [entry.as]: worst.relation, [comparedWith]: worst.reference };
    },
  };
}

function isKnown({ data, valuesAt, timesAt, now, hold_ms }: DeviceView, index: number): boolean {
  return !Number.isNaN(data[valuesAt + index] ?? NaN) && now - (data[timesAt + index] ?? NaN) <= hold_ms;
}

/** From values in order. */
function takeFrom(
  values: Float64Array,
  count: number,
  take: 'median' | 'lowest' | 'highest' | 'sum',
): number {
  if (take === 'lowest') return values[0] ?? NaN;
  if (take === 'highest') return values[count - 1] ?? NaN;
  if (take === 'median') return medianOf(values, count);
  let sum = 0;
  for (let index = 0; index < count; index += 1) sum += values[index] ?? NaN;
  return sum;
}
