import { Type } from 'typebox';
import { AbsenceEntry } from './absence.ts';
import { ChangeEntry } from './change.ts';
import { comparisonKeys } from './comparison.ts';
import { ConditionRef, describe, strict } from './condition-ref.ts';
import { CountEntry } from './count.ts';
import { DeviationEntry } from './deviation-entry.ts';
import { DuringEntry } from './during.ts';
import { DurationEntry } from './duration.ts';
import { ForecastEntry } from './forecast-entry.ts';
import { MachineEntry } from './machine-entry.ts';
import { QuorumEntry } from './quorum-entry.ts';
import { RateEntry } from './rate.ts';
import { RelationEntry } from './relation.ts';
import { SequenceEntry } from './sequence.ts';
import { StuckEntry } from './stuck.ts';

const several = { minItems: 1, maxItems: 16 };

/** A condition: the keys of a comparison, or exactly one of the others. `check-condition.ts` holds that. */
export const Condition = Type.Object(
  {
    ...comparisonKeys,
    rate: Type.Optional(RateEntry),
    count: Type.Optional(CountEntry),
    sequence: Type.Optional(SequenceEntry),
    duration: Type.Optional(DurationEntry),
    absence: Type.Optional(AbsenceEntry),
    stuck: Type.Optional(StuckEntry),
    relation: Type.Optional(RelationEntry),
    change: Type.Optional(ChangeEntry),
    machine: Type.Optional(MachineEntry),
    deviation: Type.Optional(DeviationEntry),
    forecast: Type.Optional(ForecastEntry),
    quorum: Type.Optional(QuorumEntry),
    during: Type.Optional(DuringEntry),
    all: Type.Optional(Type.Array(ConditionRef, { ...several, ...describe('All of these hold.') })),
    any: Type.Optional(Type.Array(ConditionRef, { ...several, ...describe('One of these holds.') })),
    not: Type.Optional(ConditionRef),
  },
  { ...strict, ...describe('A comparison of a metric, or exactly one of the other keys.') },
);

export type ConditionEntry = Type.Static<typeof Condition>;

/** The keys that stand for a condition of their own; without any of them it is a comparison. */
export const conditionKeys = [
  'rate',
  'count',
  'sequence',
  'duration',
  'absence',
  'stuck',
  'relation',
  'change',
  'machine',
  'deviation',
  'forecast',
  'quorum',
  'during',
  'all',
  'any',
  'not',
] as const satisfies readonly (keyof ConditionEntry)[];
export type ConditionKey = (typeof conditionKeys)[number];

/** Which key says what kind of condition it is; null for a comparison. */
export function keyOf(entry: ConditionEntry): ConditionKey | null {
  return conditionKeys.find((key) => entry[key] !== undefined) ?? null;
}
