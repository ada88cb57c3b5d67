import { Type } from 'typebox';
import { findings } from '../../domain/alert.ts';
import { figureGroupings, figureNames } from '../../domain/figures.ts';
import { nullable, oneOf, Text, Time } from './schemas.ts';

/** Pieces of the routes of figures, handovers and reports. */

const FigureValueSchema = Type.Object({
  value: nullable(Type.Number({ description: 'shares are 0 to 1' })),
  base: Type.Integer({ description: 'how many things it is made of' }),
  gap: nullable(
    Type.Unsafe<string>(
      Type.String({
        enum: ['none', 'perSeatOnly', 'tooShort', 'notHere', 'away'],
        description:
          'why there is no value: nothing to make it of; about what one operator bears; the period is too short; not known by this grouping or filter; its part of the database is away',
      }),
    ),
  ),
  verdict: nullable(oneOf(['met', 'missed', 'exceeded'])),
});

export const FigureRowSchema = Type.Object({
  key: Type.String(),
  name: Text,
  duration_s: Type.Number(),
  announced: Type.Integer(),
  bySeverity: Type.Array(Type.Integer(), { description: 'announced alerts of severity 1 to 4' }),
  mutedBy: Type.Record(Type.String(), Type.Integer()),
  findings: Type.Record(Type.String(), Type.Integer()),
  sources: Type.Array(
    Type.Object({
      ruleId: Type.String(),
      scopeId: Type.String(),
      deviceId: Type.String(),
      count: Type.Integer(),
    }),
  ),
  figures: Type.Record(Type.String(), FigureValueSchema, {
    description: `by name: ${figureNames.join(', ')}; /api/figures/definitions says what each is`,
  }),
});

export const ShiftSchema = Type.Object({
  id: nullable(Type.String({ description: 'null: the whole day' })),
  name: Text,
  from: Time,
  to: Time,
});

export const FloodSchema = Type.Object({
  seat: Type.String(),
  from: Time,
  to: Time,
  alerts: Type.Integer(),
});

export const Grouping = oneOf(figureGroupings);

export const figureTableProperties = {
  from: Time,
  to: Time,
  timeZone: Type.String(),
  by: nullable(Grouping),
  total: FigureRowSchema,
  groups: Type.Array(FigureRowSchema),
  groupsLeftOut: Type.Integer(),
  floods: Type.Array(FloodSchema),
  missing: Type.Array(Text, { description: 'what is not in the figures, and why' }),
};

export const DetectorSchema = Type.Object({
  deviceId: Type.String(),
  ruleId: Type.String(),
  place: Text,
  announced: Type.Integer(),
  judged: Type.Integer({ description: 'alerts with a finding that counts: real or false' }),
  real: Type.Integer(),
  false: Type.Integer({
    description: 'cooking, steam, dust, insects or a device fault; no tests, no drills',
  }),
  findings: Type.Record(Type.String(), Type.Integer(), { description: `by finding: ${findings.join(', ')}` }),
  falseShare: nullable(Type.Number()),
  low: nullable(Type.Number({ description: '95 % interval of the share (Wilson)' })),
  high: nullable(Type.Number()),
  verdict: oneOf(['tooFew', 'mostlyFalse', 'unclear', 'mostlyReal']),
  advice: Type.Array(Text, { description: 'what the data supports; empty when that is nothing' }),
});
