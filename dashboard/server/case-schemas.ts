import { Type } from 'typebox';
import { caseCategories, caseSources, caseSteps } from '../../domain/case.ts';
import { FindingName, Id, Level, NullableTime, Text, Time, nullable, oneOf } from './schemas.ts';

/** Pieces of the schemas of cases, events and tasks. */

export const CaseStepName = oneOf(caseSteps);
export const CategoryName = oneOf(caseCategories);
export const SourceName = oneOf(caseSources);
export const SeverityLevel = Type.Unsafe<1 | 2 | 3 | 4>(
  Type.Integer({ minimum: 1, maximum: 4, description: '1 is the worst' }),
);

export const PositionSchema = Type.Object(
  {
    longitude_deg: Type.Number({ minimum: -180, maximum: 180 }),
    latitude_deg: Type.Number({ minimum: -90, maximum: 90 }),
  },
  { description: 'WGS 84', additionalProperties: false },
);

export const Title = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' });
export const Description = Type.String({ maxLength: 4_000 });
export const Comment = Type.String({ minLength: 1, maxLength: 2_000 });
/** Looked at again by `isPictureUrl`. */
export const PictureUrl = Type.String({
  minLength: 8,
  maxLength: 2_000,
  pattern: '^(https?://|/api/pictures/)',
  description:
    'where the picture lies; only its address is kept. `/api/pictures/…` is one that was sent here',
});
const ownPicture = /^\/api\/pictures\/[0-9a-f]{64}$/;
export const IdempotencyKey = Type.String({ minLength: 1, maxLength: 128, pattern: '^[\\x21-\\x7e]+$' });

/** Where something is, as whoever reports it knows; all of it may be missing. */
export const placeFields = {
  position: Type.Optional(nullable(PositionSchema)),
  siteId: Type.Optional(nullable(Id)),
  areaCode: Type.Optional(nullable(Id)),
  deviceId: Type.Optional(nullable(Id)),
};

export const CaseSchema = Type.Object({
  id: Type.String(),
  number: Type.String({ description: 'for people: the day and the number of the day, 20261122-0007' }),
  version: Type.Integer({ description: 'grows with every change; an action names the one that was seen' }),
  decidedVersion: Type.Integer({
    description: 'the last decision: what is done in the street has to have seen it',
  }),
  source: SourceName,
  category: nullable(CategoryName),
  title: Type.String(),
  description: Type.String(),
  place: Text,
  severity: SeverityLevel,
  step: CaseStepName,
  alertIds: Type.Array(Type.String()),
  incidentId: nullable(Type.String()),
  deviceId: nullable(Type.String()),
  path: Type.Array(Type.String(), { description: 'the nearest place first: site:shop-1, grid:g1, …' }),
  position: nullable(PositionSchema),
  pictureUrl: nullable(Type.String()),
  confidence: nullable(Type.Number({ description: 'of an outside recogniser, 0 to 1' })),
  reportCount: Type.Integer({ description: 'how often it was reported' }),
  lastReportedAt: Time,
  occurredAt: NullableTime,
  level: nullable(Level),
  whistledAt: NullableTime,
  whistleAt: nullable(Type.Integer({ description: 'when it will be called up by the clock, ms' })),
  assignee: nullable(Type.String()),
  handledBy: nullable(Type.String()),
  handlers: Type.Array(Type.String(), { description: 'none of them checks or closes it' }),
  checkedBy: nullable(Type.String()),
  finding: nullable(FindingName),
  result: nullable(Type.String({ description: 'what was done' })),
  hold: nullable(
    Type.Object({
      reason: Type.String(),
      since: Time,
      until: Time,
      by: Type.String(),
      dueIn_ms: nullable(Type.Integer()),
      whistleIn_ms: nullable(Type.Integer()),
    }),
  ),
  extensionAsked: nullable(Type.Object({ until: Time, reason: Type.String(), by: Type.String() })),
  dueAt: nullable(Type.Integer({ description: 'by when the present step has to be done, ms' })),
  overdueSince: NullableTime,
  overdueCount: Type.Integer(),
  reportedAt: Time,
  reportedBy: Type.String({ description: 'a member of staff, or source:<id>' }),
  reachedAt: Type.Record(Type.String(), Time, { description: 'when each step was reached the last time' }),
  closedAt: NullableTime,
  closedBy: nullable(Type.String()),
});

export const CaseEventSchema = Type.Object({
  caseId: Type.String(),
  version: Type.Integer(),
  at: Time,
  type: Type.String(),
  by: Type.String(),
  comment: nullable(Type.String()),
  detail: Type.Record(Type.String(), Type.Unknown()),
});

export const DeadlineSchema = Type.Object({
  step: CaseStepName,
  within_s: nullable(
    Type.Number({ description: 'how long it may take until the next step; null: no deadline' }),
  ),
  reachedAt: NullableTime,
  dueAt: nullable(Type.Integer({ description: 'of the present step, with its extensions, ms' })),
});

/** An address that a browser may show: one of our own pictures, or http(s) without a user's name in it. */
export function isPictureUrl(address: string): boolean {
  if (address.startsWith('/')) return ownPicture.test(address);
  if (!URL.canParse(address)) return false;
  const { protocol, username, password, hostname } = new URL(address);
  return (
    (protocol === 'https:' || protocol === 'http:') && username === '' && password === '' && hostname !== ''
  );
}
