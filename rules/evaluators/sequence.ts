import { Type } from 'typebox';
import { checkOneOf, type Check, type Path } from './check.ts';
import { ConditionRef, describe, strict } from './condition-ref.ts';
import { conditionLimits } from './limits.ts';

/** What may follow `sequence:` in a rule. */
export const SequenceEntry = Type.Object(
  {
    first: ConditionRef,
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
