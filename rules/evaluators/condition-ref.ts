import { Type } from 'typebox';

/** A condition inside of a condition, in a schema: `condition-entry.ts` holds what it stands for. */
export const ConditionRef = Type.Ref('Condition');

export const strict = { additionalProperties: false } as const;

export function describe(description: string): { description: string } {
  return { description };
}
