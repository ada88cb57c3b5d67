import { Type } from 'typebox';
import type { RuleCondition, RuleFile } from '../../domain/rule-set.ts';
import type { DashboardLimits } from './limits.ts';
import { ForecastRecordSchema, Kind, nullable, oneOf, Text, Time } from './schemas.ts';

/** Pieces of the schemas about rules. */

/** A plain name: a file of the set must not lie elsewhere. */
const FileName = Type.String({ pattern: '^[A-Za-z0-9_-][A-Za-z0-9._-]{0,80}\\.ya?ml$' });

export const RuleFileSchema = Type.Object({ name: FileName, text: Type.String() });

export function ruleFilesSchema(limits: DashboardLimits) {
  return Type.Array(RuleFileSchema, { minItems: 1, maxItems: limits.ruleFilesMax });
}

export const FaultSchema = Type.Object({
  file: Type.String(),
  line: Type.Integer(),
  message: Type.String(),
  hint: Type.String(),
});

const Condition = Type.Unsafe<RuleCondition>(
  Type.Unknown({ description: 'as it is written; `/api/rules/schema` says what its keys mean' }),
);

export const RuleSchema = Type.Object({
  id: Type.String(),
  kind: Type.String({ description: 'a kind of sensor, or `any`' }),
  title: Text,
  severities: Type.Array(Type.Integer(), { description: 'the least bad one first' }),
  version: Type.String(),
  file: Type.String(),
  line: Type.Integer(),
  announce: Type.Boolean({ description: 'false: only an ingredient for other rules' }),
  disabledBecause: nullable(Type.String()),
  reason: Type.String(),
  source: Type.String(),
  forecastRecord: nullable(ForecastRecordSchema),
  advice: Text,
  latching: Type.Boolean({ description: 'stays until normal, acknowledged and reset by hand' }),
  when: Condition,
  and: Type.Array(Condition, { description: 'all of these must hold too' }),
  unless: Type.Array(Condition, { description: 'any of these keeps it from being raised' }),
  onDelay_s: Type.Number(),
  onReadings: Type.Integer({ description: 'so many readings in a row must say so' }),
  offDelay_s: Type.Number(),
  only: nullable(Type.Array(Type.String(), { description: '`area:`, `site:` or `device:` and its name' })),
  overrides: Type.Array(
    Type.Object({
      place: Type.String(),
      reason: Type.String(),
      when: Condition,
      onDelay_s: Type.Number(),
      offDelay_s: Type.Number(),
    }),
    { description: 'what holds instead at some places' },
  ),
});

export const RuleSetSchema = Type.Object({
  id: Type.String(),
  at: Time,
  by: Type.String(),
  comment: nullable(Type.String()),
  files: Type.Array(RuleFileSchema),
});

const CountSchema = nullable(
  Type.Object({
    version: Type.String(),
    alerts: Type.Integer(),
    perDay: Type.Number(),
    confirmed: Type.Integer({ description: 'at the time of an alert that staff closed as real' }),
  }),
);

const TrialAlerts = Type.Array(
  Type.Object({
    ruleId: Type.String(),
    deviceId: Type.String(),
    at: Time,
    returnedAt: nullable(Time),
    severity: Type.Integer(),
    isForecast: Type.Boolean(),
    isConfirmed: Type.Boolean(),
  }),
);

export const TrialSchema = Type.Object({
  id: Type.String(),
  state: oneOf(['waiting', 'running', 'done', 'failed']),
  progress: Type.Number({ minimum: 0, maximum: 1 }),
  requestedAt: Time,
  by: Type.String(),
  deviceId: nullable(Type.String()),
  kind: nullable(Kind),
  from: Time,
  to: Time,
  reason: nullable(Type.String()),
  result: nullable(
    Type.Object({
      devices: Type.Integer(),
      readings: Type.Integer(),
      deviceDays: Type.Number(),
      rules: Type.Array(
        Type.Object({ ruleId: Type.String(), title: Text, tried: CountSchema, present: CountSchema }),
      ),
      alerts: TrialAlerts,
      alertsLeftOut: Type.Integer(),
      presentAlerts: TrialAlerts,
      presentAlertsLeftOut: Type.Integer(),
    }),
  ),
});

/** The set in force with some of its files replaced or added. */
export function withFiles(present: readonly RuleFile[], given: readonly RuleFile[]): readonly RuleFile[] {
  const byName = new Map([...present, ...given].map((file) => [file.name, file]));
  return [...byName.values()];
}

/** A name that comes twice: which of the two would count? */
export function twiceNamed(files: readonly RuleFile[]): string | null {
  const names = new Set<string>();
  for (const { name } of files) {
    if (names.has(name)) return name;
    names.add(name);
  }
  return null;
}
