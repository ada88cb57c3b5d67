import { Type } from 'typebox';
import { kindNames } from '../domain/kinds.ts';

/**
 * The format of a rule file, as a schema: types, validation and `rule-file.schema.json` (for editors)
 * come from it. What JSON Schema cannot say is in `check-rule.ts`.
 */

const strict = { additionalProperties: false };

function describe(description: string): { description: string } {
  return { description };
}

const Text = Type.Object(
  { zh: Type.String({ minLength: 1 }), en: Type.String({ minLength: 1 }) },
  { ...strict, ...describe('For people, in both languages.') },
);

const Severity = Type.Enum(['critical', 'major', 'minor', 'notice'], describe('How bad it is.'));

const comparison = {
  metric: Type.Optional(Type.String(describe('A metric of the kind.'))),
  metrics: Type.Optional(
    Type.Array(Type.String(), { minItems: 1, ...describe('Any of these; the worst one is the evidence.') }),
  ),
  at_least: Type.Optional(
    Type.Number(describe('Breached at this value and above, in the unit of the metric.')),
  ),
  at_most: Type.Optional(Type.Number(describe('Breached at this value and below.'))),
  equals: Type.Optional(Type.Number(describe('Breached at exactly this value: for switches and codes.'))),
  not_equals: Type.Optional(Type.Number(describe('Breached at any other value.'))),
};

const oneOf = Type.Optional(
  Type.Array(Type.Number(), { minItems: 1, ...describe('True at any of these values: for codes.') }),
);

const Comparison = Type.Object({ ...comparison, one_of: oneOf }, strict);

const Clause = Type.Object(
  {
    ...comparison,
    one_of: oneOf,
    any: Type.Optional(
      Type.Array(Comparison, { minItems: 1, ...describe('True when any of these comparisons is.') }),
    ),
  },
  strict,
);

const Level = Type.Object(
  { at_least: Type.Optional(Type.Number()), at_most: Type.Optional(Type.Number()), severity: Severity },
  strict,
);

const When = Type.Object(
  {
    ...comparison,
    deadband: Type.Optional(
      Type.Number({
        minimum: 0,
        ...describe('Once active it returns only beyond the threshold by this much.'),
      }),
    ),
    levels: Type.Optional(
      Type.Array(Level, {
        minItems: 2,
        maxItems: 4,
        ...describe('Several thresholds with rising severity: one alert that worsens and eases.'),
      }),
    ),
  },
  { ...strict, ...describe('The condition: a threshold.') },
);

const RuleEntry = Type.Object(
  {
    id: Type.String({
      pattern: '^[a-z][a-z0-9-]{2,63}$',
      ...describe('Unique, never used again for something else: alerts refer to it.'),
    }),
    severity: Type.Optional(Severity),
    latching: Type.Boolean(describe('Stays until normal, acknowledged and reset by hand.')),
    title: Text,
    advice: Text,
    reason: Type.String({ minLength: 1, ...describe('Why this threshold and these delays.') }),
    source: Type.String({ minLength: 1, ...describe('Where the figure comes from.') }),
    when: When,
    and: Type.Optional(Type.Array(Clause, { minItems: 1, ...describe('All of these must hold too.') })),
    unless: Type.Optional(
      Type.Array(Clause, {
        minItems: 1,
        ...describe('Any of these keeps it from being raised; it never clears what is raised already.'),
      }),
    ),
    on_delay_s: Type.Number({ minimum: 0, maximum: 86_400, ...describe('How long it must hold, seconds.') }),
    off_delay_s: Type.Number({
      minimum: 0,
      maximum: 86_400,
      ...describe('How long readings must stay normal before it returns, seconds.'),
    }),
  },
  strict,
);

export const RuleFile = Type.Object(
  {
    kind: Type.Enum([...kindNames], describe('The sensor kind that all rules of the file are about.')),
    rules: Type.Array(RuleEntry),
  },
  {
    ...strict,
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Rule file',
    ...describe('Rules of one sensor kind.'),
  },
);

export type RuleFile = Type.Static<typeof RuleFile>;
export type RuleEntry = Type.Static<typeof RuleEntry>;
export type ComparisonEntry = Type.Static<typeof Comparison>;
export type ClauseEntry = Type.Static<typeof Clause>;
export type WhenEntry = Type.Static<typeof When>;
