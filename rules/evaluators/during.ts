import { Type } from 'typebox';
import type { Check, Path } from './check.ts';
import { describe, strict } from './condition-ref.ts';

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const ClockTime = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' });

/** What may follow `during:` in a rule. */
export const DuringEntry = Type.Object(
  {
    days: Type.Optional(
      Type.Array(Type.Enum([...days]), {
        minItems: 1,
        maxItems: 7,
        ...describe('The days on which it begins; every day when left out.'),
      }),
    ),
    from: ClockTime,
    to: ClockTime,
    utc_offset_h: Type.Optional(
      Type.Number({ minimum: -12, maximum: 14, ...describe('Hours ahead of UTC; 8 when left out.') }),
    ),
  },
  { ...strict, ...describe('Between two times of day by our clock, over midnight too. Quote the times.') },
);
export type DuringEntry = Type.Static<typeof DuringEntry>;

export function checkDuring(entry: DuringEntry, path: Path, check: Check): void {
  if (entry.from === entry.to) check.report(path, 'from and to are the same', 'leave during out for all day');
}
