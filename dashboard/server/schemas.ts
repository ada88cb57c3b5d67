import { Type } from 'typebox';
import { evidenceQuantities, findings, type EvidenceQuantity } from '../../domain/alert.ts';
import { areaLevels } from '../../domain/area.ts';
import { kindNames } from '../../domain/kinds.ts';
import { languages } from '../../domain/text.ts';
import { roles } from '../../domain/roles.ts';
import { dashboardLimits } from './limits.ts';

/** Pieces that several routes' schemas are made of. */

export function oneOf<const T extends readonly string[]>(words: T) {
  return Type.Unsafe<T[number]>(Type.String({ enum: [...words] }));
}

/** Or null. A number is one type with null: tried as a number first, a null would be coerced to 0 and be lost. */
export function nullable<T extends Type.TSchema>(schema: T): Type.TUnion<[T, Type.TNull]> {
  const either = Type.Union([schema, Type.Null()]);
  const { type } = schema as { readonly type?: string };
  if (type !== 'number' && type !== 'integer' && type !== 'boolean') return either;
  return { ...schema, type: [type, 'null'] } as unknown as typeof either;
}

/** The contract's device id; areas and sites follow it. */
export const idPattern = '^[A-Za-z0-9_.:-]{1,64}$';
export const Id = Type.String({ pattern: idPattern });
export const Kind = oneOf(kindNames);
export const Name = Type.String({ minLength: 1, maxLength: 100 });
export const Language = oneOf(languages);
export const RoleName = oneOf(roles);
export const FindingName = oneOf(findings);
export const Level = oneOf(areaLevels);
export const Time = Type.Integer({ description: 'ms since 1970, UTC' });
export const NullableTime = nullable(Time);
export const Text = Type.Object({ zh: Type.String(), en: Type.String() });
export const Limit = Type.Integer({ minimum: 1, maximum: dashboardLimits.pageRowsMax, default: 100 });
export const Cursor = Type.String({ minLength: 1, maxLength: 300 });
/** What may be repeated safely: the same key of the same person acts once. */
export const IdempotencyHeaders = Type.Object({
  'idempotency-key': Type.String({ minLength: 1, maxLength: 128, pattern: '^[\\x21-\\x7e]+$' }),
});
export const IdParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: 200 }) });
export const Password = Type.String({
  minLength: dashboardLimits.passwordLengthMin,
  maxLength: dashboardLimits.passwordLengthMax,
});

export const ProblemSchema = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String({ description: 'a stable word for programs' }),
    detail: Type.Optional(Type.String()),
  },
  { description: 'RFC 9457 problem details', additionalProperties: true },
);

/** Problem answers by status, for the documents. */
export function problems(...statuses: number[]): Record<number, typeof ProblemSchema> {
  return Object.fromEntries(statuses.map((status) => [status, ProblemSchema]));
}

const Probability = Type.Number({ minimum: 0, maximum: 1 });

export const ForecastRecordSchema = Type.Object(
  {
    count: Type.Integer({ description: 'forecasts with a known outcome, of 30 days at most' }),
    cameTrue: Type.Integer(),
    medianLead_s: nullable(Type.Number()),
  },
  { description: "how this rule's forecasts have turned out" },
);

const ForecastSchema = Type.Object(
  {
    metric: Type.String(),
    threshold: Type.Number(),
    breachRuleId: Type.String({ description: 'the rule whose breach is expected' }),
    expectedAt: Time,
    earliestAt: Time,
    latestAt: Time,
    probability: Probability,
    record: ForecastRecordSchema,
  },
  { description: "what has not happened yet; times on the device's clock" },
);

const OutcomeSchema = Type.Object(
  {
    result: oneOf(['breached', 'withdrawn', 'lost']),
    reason: oneOf(['breached', 'ebbed', 'overdue', 'silent']),
    madeAt: Time,
    expectedAt: Time,
    probability: Probability,
    breachedAt: NullableTime,
    promisedLead_s: Type.Number(),
    lead_s: nullable(Type.Number()),
  },
  { description: 'how a forecast ended, beside what it promised when it was made' },
);

const EvidenceQuantityName = Type.Unsafe<EvidenceQuantity>(
  Type.String({
    enum: [...evidenceQuantities],
    description:
      "what value and threshold are: the metric in its unit (value), its rise in units per minute, a ratio, a difference in the unit, robust standard deviations, a jump's size in the unit, a count, seconds (names ending in _s), 1 or 0 (state, schedule), or how many devices",
  }),
);

export const OperatorStateName = oneOf(['unacknowledged', 'acknowledged', 'confirmed']);
export const SuppressionName = oneOf(['none', 'shelved', 'suppressed', 'outOfService']);

export const AlertSchema = Type.Object({
  id: Type.String(),
  version: Type.Integer({ description: 'grows with every change; an action names the one that was seen' }),
  ruleId: Type.String(),
  ruleVersion: Type.String(),
  scope: Type.Object({ type: oneOf(['device', 'site', 'building', 'rule']), id: Type.String() }),
  deviceId: Type.String(),
  kind: Kind,
  title: Text,
  advice: Text,
  place: Text,
  areaCode: nullable(Type.String({ description: 'the nearest area that it lies in' })),
  incidentId: nullable(Type.String({ description: 'the incident that it is part of' })),
  severity: Type.Integer({ minimum: 1, maximum: 4, description: '1 is the worst' }),
  displayedSeverity: Type.Integer({ description: 'the worst since the last acknowledgement' }),
  condition: oneOf(['normal', 'active', 'unknown']),
  operator: OperatorStateName,
  latch: oneOf(['free', 'latched', 'reset']),
  suppression: SuppressionName,
  suppressed: nullable(
    Type.Object({
      since: Time,
      until: NullableTime,
      by: Type.String(),
      reason: Type.String(),
      workOrder: nullable(Type.String()),
      causeId: nullable(Type.String({ description: 'the alert that mutes this one' })),
    }),
  ),
  silencedAt: NullableTime,
  silencedBy: nullable(Type.String()),
  rangAt: Time,
  activations: Type.Integer({ description: 'how often its condition has become active' }),
  isChattering: Type.Boolean({ description: 'comes and goes so often that it is held as one' }),
  assignee: nullable(Type.String()),
  retrospective: Type.Boolean({ description: 'about the past: it rings nothing' }),
  raisedAt: Time,
  eventTime: Time,
  receivedAt: Time,
  returnedAt: NullableTime,
  acknowledgedAt: NullableTime,
  acknowledgedBy: nullable(Type.String()),
  closedAt: NullableTime,
  closedBy: nullable(Type.String()),
  finding: nullable(FindingName),
  evidence: nullable(
    Type.Object({
      metric: Type.String({ description: 'empty where it is about none' }),
      quantity: EvidenceQuantityName,
      value: Type.Number(),
      threshold: Type.Number(),
      comparison: oneOf(['>=', '<=', '==', '!=']),
      since: Time,
      time: Time,
      readings: Type.Array(Type.Object({ metric: Type.String(), value: Type.Number(), time: Time })),
      onDelay_s: Type.Number({ description: 'how long it had to hold, s' }),
      facts: Type.Record(Type.String(), Type.Number(), {
        description: 'what was worked out, by name with the unit last',
      }),
    }),
  ),
  forecast: nullable(ForecastSchema),
  outcome: nullable(OutcomeSchema),
  counterpartId: nullable(
    Type.String({ description: "between a forecast and the breach that it became: the other one's id" }),
  ),
});

export const IncidentSchema = Type.Object({
  id: Type.String(),
  version: Type.Integer({ description: 'grows with every change' }),
  cause: Type.Object({
    type: oneOf(['place', 'gateway', 'feeder', 'device', 'rule']),
    id: Type.String({ description: 'of a place with its level, such as building:b1' }),
  }),
  title: Text,
  place: Text,
  kinds: Type.Array(Kind),
  path: Type.Array(Type.String(), { description: 'where it is, the nearest place first' }),
  severity: Type.Integer({
    minimum: 1,
    maximum: 4,
    description: 'the worst displayed one of its open alerts; once it is closed, the worst that it had',
  }),
  members: Type.Array(
    Type.Object({
      alertId: Type.String(),
      deviceId: Type.String(),
      ruleId: Type.String(),
      severity: Type.Integer({ description: 'when it was raised' }),
      raisedAt: Time,
    }),
    { description: 'the first of its alerts, first up first' },
  ),
  alertCount: Type.Integer(),
  openCount: Type.Integer(),
  unacknowledgedCount: Type.Integer(),
  deviceCount: Type.Integer(),
  siteCount: Type.Integer(),
  openedAt: Time,
  lastAlertAt: Time,
  closedAt: NullableTime,
  mergedInto: nullable(Type.String({ description: 'the incident that it turned out to be part of' })),
});
