import { Type } from 'typebox';
import { checkMetric, checkOneOf, type Check, type Path } from './check.ts';
import { ConditionRef, describe, strict } from './condition-ref.ts';
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
