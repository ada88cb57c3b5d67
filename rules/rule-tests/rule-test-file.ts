import { Type } from 'typebox';
import { kindNames } from '../../domain/kinds.ts';
import { SeverityCode } from '../evaluators/comparison.ts';
import { describe, strict } from '../evaluators/condition-ref.ts';

/**
 * The format of a file of rule tests: what devices say, what the rules must say to it and when, and which must
 * keep silent. Types, validation and `rule-test-file.schema.json` (for editors) come from this schema; what it
 * cannot say is in `check-rule-test.ts`.
 */

function duration(description: string) {
  return Type.String({ pattern: '^([0-9]+(\\.[0-9]+)?[dhms])+$', ...describe(description) });
}

function moment(description: string) {
  return Type.String({ minLength: 2, ...describe(description) });
}

const moments =
  'since the start of the test, such as 6m20s; or an event of the simulated truth (its name or role), such as ' +
  'ignition, failure, "ignition + 30s"';

/** The keys of a step that are no metrics. */
const stepKeys = {
  over: Type.Optional(duration('How long the step is; readings come every every_s from its beginning on.')),
  silence: Type.Optional(duration('The device says nothing for so long; it stands alone in its step.')),
  arriving: Type.Optional(
    Type.Enum(['together'], describe('Together: buffered, and sent in one message when the step is over.')),
  ),
  late_by: Type.Optional(duration('Each reading arrives so long after it was measured.')),
  bad: Type.Optional(
    Type.Array(Type.String(), {
      minItems: 1,
      ...describe('Metrics that come as nonsense instead of a number.'),
    }),
  ),
  twice: Type.Optional(Type.Boolean(describe('Each reading is sent a second time, a second later.'))),
};

export const stepKeyNames: ReadonlySet<string> = new Set(Object.keys(stepKeys));

/** Not strict: every other key is a metric of the device's kind, which `checkRuleTest` holds. */
const Step = Type.Object(stepKeys, {
  additionalProperties: true,
  ...describe(
    'A stretch of what the device says. Beside the keys above, metrics: a number; "20 .. 80" for a straight ' +
      'line over the step; ".. 80" for one from the last value; a list with one value a reading (the last one ' +
      'stays); ~ for not said any more. A metric that is left out goes on as it was.',
  ),
});

const Device = Type.Object(
  {
    kind: Type.Optional(Type.Enum([...kindNames], describe('Not needed with a scenario.'))),
    id: Type.Optional(Type.String({ minLength: 1, ...describe('By default the kind, with its number.') })),
    every_s: Type.Number({ exclusiveMinimum: 0, maximum: 86_400, ...describe('Between readings, seconds.') }),
    begins: Type.Optional(duration('How long after the start of the test it begins.')),
    clock: Type.Optional(
      Type.Number({
        minimum: -1e9,
        maximum: 1e9,
        ...describe(
          'How far its clock is ahead, seconds; times in the test are by the right clock all the same.',
        ),
      }),
    ),
    place: Type.Optional(
      Type.Array(
        Type.String({
          pattern: '^(site|building|grid|community|street|district):.+$',
          ...describe('Such as site:kitchen-7, from the nearest place outwards.'),
        }),
        { minItems: 1, maxItems: 16 },
      ),
    ),
    course: Type.Optional(Type.Array(Step, { minItems: 1, maxItems: 1_000 })),
    scenario: Type.Optional(
      Type.String({ minLength: 1, ...describe('A course of the simulators instead, such as door-wear.') }),
    ),
    seed: Type.Optional(Type.Integer({ minimum: 0, ...describe('Of the scenario; 1 when left out.') })),
    lasting: Type.Optional(duration('How long the scenario lasts; by default its own length.')),
  },
  { ...strict, ...describe('A device with either a course or a scenario.') },
);

const Expectation = Type.Object(
  {
    rule: Type.String({ minLength: 1 }),
    change: Type.Optional(
      Type.Enum(
        ['raise', 'worsen', 'ease', 'return', 'unknown', 'known'],
        describe('What becomes of its alert; raise when left out.'),
      ),
    ),
    device: Type.Optional(
      Type.String({ minLength: 1, ...describe('Which device, where there are several.') }),
    ),
    at: Type.Optional(moment(`Exactly when, by the device's clock: ${moments}.`)),
    from: Type.Optional(moment(`Not before: ${moments}.`)),
    to: Type.Optional(moment(`Not after: ${moments}.`)),
    severity: Type.Optional(SeverityCode),
    forecast: Type.Optional(Type.Boolean(describe('Whether it is about what has not happened yet.'))),
    outcome: Type.Optional(
      Type.Enum(['breached', 'withdrawn', 'lost'], describe('How a forecast ended; with change: return.')),
    ),
    retrospective: Type.Optional(Type.Boolean(describe('About the past; false when left out.'))),
    again: Type.Optional(Type.Boolean(describe('Later alerts of the same rule are no fault.'))),
  },
  strict,
);

const RuleTest = Type.Object(
  {
    name: Type.String({ minLength: 1, ...describe('What must be, as a sentence.') }),
    start: Type.Optional(
      Type.String({
        pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d)?(Z|[+-]\\d\\d:\\d\\d)$',
        ...describe(
          'When it begins; 10:00 on 1 June 2026 in China when left out. A time with its zone, quoted.',
        ),
      }),
    ),
    devices: Type.Array(Device, { minItems: 1, maxItems: 32 }),
    afterwards: Type.Optional(duration('How long time goes on after the last device has ended.')),
    expect: Type.Optional(Type.Array(Expectation, { minItems: 1, maxItems: 100 })),
    silent: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        minItems: 1,
        maxItems: 500,
        ...describe('Rules that must raise nothing; "*" for all that are not expected.'),
      }),
    ),
  },
  strict,
);

export const RuleTestFile = Type.Object(
  { tests: Type.Array(RuleTest, { minItems: 1, maxItems: 500 }) },
  { ...strict, ...describe('Tests of the rules in the folder above.') },
);

export type StepEntry = Type.Static<typeof Step>;
export type DeviceEntry = Type.Static<typeof Device>;
export type ExpectationEntry = Type.Static<typeof Expectation>;
export type RuleTestEntry = Type.Static<typeof RuleTest>;
export type RuleTestFile = Type.Static<typeof RuleTestFile>;

/** The schema as a file for editors. */
export function toRuleTestEditorSchema(): unknown {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Rule tests',
    ...(JSON.parse(JSON.stringify(RuleTestFile)) as object),
  };
}
