import { Type } from 'typebox';
import { checkMetric, checkOneOf, type Check, type Path } from './check.ts';
import { describe, strict } from './condition-ref.ts';

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
