import { Type } from 'typebox';
import { checkWindow, type Check, type Path } from './check.ts';
import { ConditionRef, describe, strict } from './condition-ref.ts';

/** What may follow `duration:` in a rule. */
export const DurationEntry = Type.Object(
  {
    of: ConditionRef,
    over_s: Type.Number({ exclusiveMinimum: 0, ...describe('The window that is looked back on, seconds.') }),
    share: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 1,
        ...describe('It held for this share of the covered time; all of it when left out.'),
      }),
    ),
    coverage: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 1,
        ...describe('With data for less of the window than this it is unknown; 0.8 when left out.'),
      }),
    ),
  },
  { ...strict, ...describe('A condition held for most of a window. Gaps never count.') },
);
export type DurationEntry = Type.Static<typeof DurationEntry>;

export function checkDuration(entry: DurationEntry, path: Path, check: Check): void {
  check.condition(entry.of, [...path, 'of']);
  checkWindow(check, { value_s: entry.over_s, path: [...path, 'over_s'], readings: 1 });
}
