import { Type } from 'typebox';
import { describe, strict } from './condition-ref.ts';
import { conditionLimits } from './limits.ts';

/** What may follow `quorum:` in a rule, only directly under `when`, only in files of `kind: any`. */
export const QuorumEntry = Type.Object(
  {
    rules: Type.Array(Type.String({ pattern: '^[a-z][a-z0-9-]*\\*?$' }), {
      minItems: 1,
      maxItems: 32,
      ...describe('Ids of rules; with * at the end, all that begin so.'),
    }),
    at_least: Type.Integer({
      minimum: 1,
      maximum: 1000,
      ...describe('So many devices must be in breach.'),
    }),
    share: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 1,
        ...describe('And at least this share of the devices there that such rules apply to.'),
      }),
    ),
    of: Type.Enum(['site', 'building'], describe('Counted within one of these.')),
    within_s: Type.Number({
      exclusiveMinimum: 0,
      maximum: conditionLimits.window_s_max,
      ...describe('A breach counts for this long after it was last seen, seconds.'),
    }),
  },
  { ...strict, ...describe('Several devices of one place are in breach. Only directly under when.') },
);
export type QuorumEntry = Type.Static<typeof QuorumEntry>;

/** Whether a quorum looks at a rule. */
export function quorumNames({ rules }: Pick<QuorumEntry, 'rules'>, ruleId: string): boolean {
  return rules.some((name) => (name.endsWith('*') ? ruleId.startsWith(name.slice(0, -1)) : name === ruleId));
}
