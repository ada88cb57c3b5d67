import { Type } from 'typebox';
import { kindNames } from '../domain/kinds.ts';
import { SeverityCode } from './evaluators/comparison.ts';
import { Condition, type ConditionEntry } from './evaluators/condition-entry.ts';
import { describe, strict } from './evaluators/condition-ref.ts';

/**
 * The format of a rule file, as a schema: types, validation and `rule-file.schema.json` (for editors)
 * come from it. What JSON Schema cannot say is in `check-rule.ts`.
 */

/** A condition by reference, because conditions hold conditions; with its type. */
const ConditionHere = Type.Unsafe<ConditionEntry>(Type.Ref('Condition'));

const Text = Type.Object(
  { zh: Type.String({ minLength: 1 }), en: Type.String({ minLength: 1 }) },
  { ...strict, ...describe('For people, in both languages.') },
);

const Reason = Type.String({ minLength: 1, ...describe('Why these thresholds and delays.') });

function delay(description: string) {
  return Type.Number({ minimum: 0, maximum: 86_400, ...describe(description) });
}
const onDelay = delay('How long it must hold, seconds.');
const onReadings = Type.Optional(
  Type.Integer({
    minimum: 1,
    maximum: 10,
    ...describe(
      'How many readings, one after the other, must say so, beside the delay: one alone may be a bad sample.',
    ),
  }),
);
const offDelay = delay('How long readings must stay normal before it returns, seconds.');

const PlaceName = Type.String({ minLength: 1, ...describe('Quote codes that are numbers.') });
const Places = Type.Optional(Type.Array(PlaceName, { minItems: 1, maxItems: 1000 }));

const Only = Type.Object(
  { sites: Places, areas: Places, devices: Places },
  { ...strict, ...describe('It applies at these places only; areas are codes of any level.') },
);

const Override = Type.Object(
  {
    device: Type.Optional(PlaceName),
    site: Type.Optional(PlaceName),
    area: Type.Optional(PlaceName),
    reason: Reason,
    when: ConditionHere,
    on_delay_s: Type.Optional(onDelay),
    on_readings: onReadings,
    off_delay_s: Type.Optional(offDelay),
  },
  { ...strict, ...describe('What holds at one device, site or area instead of when. The nearest counts.') },
);

const Rule = Type.Object(
  {
    id: Type.String({
      pattern: '^[a-z][a-z0-9-]{2,63}$',
      ...describe('Unique, never used again for something else: alerts refer to it.'),
    }),
    severity: Type.Optional(SeverityCode),
    latching: Type.Boolean(describe('Stays until normal, acknowledged and reset by hand.')),
    title: Text,
    advice: Text,
    reason: Reason,
    source: Type.String({ minLength: 1, ...describe('Where the figures come from.') }),
    when: ConditionHere,
    and: Type.Optional(
      Type.Array(ConditionHere, { minItems: 1, maxItems: 16, ...describe('All of these must hold too.') }),
    ),
    unless: Type.Optional(
      Type.Array(ConditionHere, {
        minItems: 1,
        maxItems: 16,
        ...describe('Any of these keeps it from being raised; it never clears what is raised already.'),
      }),
    ),
    on_delay_s: onDelay,
    on_readings: onReadings,
    off_delay_s: offDelay,
    announce: Type.Optional(
      Type.Boolean(describe('False: raises no alert itself and is only an ingredient for a quorum.')),
    ),
    only: Type.Optional(Only),
    overrides: Type.Optional(Type.Array(Override, { minItems: 1, maxItems: 1000 })),
  },
  strict,
);

const File = Type.Object(
  {
    kind: Type.Enum(
      [...kindNames, 'any'],
      describe('The sensor kind that all rules of the file are about; any for rules across kinds.'),
    ),
    rules: Type.Array(Type.Unsafe<RuleEntry>(Type.Ref('Rule'))),
  },
  { ...strict, ...describe('Rules of one sensor kind.') },
);

export type RuleEntry = Type.Static<typeof Rule>;
export type OnlyEntry = Type.Static<typeof Only>;
export type OverrideEntry = Type.Static<typeof Override>;
export type RuleFile = Type.Static<typeof File>;

export const RuleFile = Type.Unsafe<RuleFile>(Type.Cyclic({ File, Rule, Condition }, 'File'));

/** The schema as a file for editors, which follow `#/$defs/…` more surely than ids. */
export function toEditorSchema(): unknown {
  const text = JSON.stringify(RuleFile, (key, value: unknown) => {
    if (key === '$id') return undefined;
    return key === '$ref' ? `#/$defs/${String(value)}` : value;
  });
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Rule file',
    ...(JSON.parse(text) as object),
  };
}
