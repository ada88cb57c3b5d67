import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { askerOf } from '../asker-of.ts';
import type { CaseCategory, CaseReport, CaseSource } from '../../../domain/case.ts';
import { sourcePrefix } from '../../../domain/case.ts';
import type { Severity } from '../../../domain/severity.ts';
import { createAttemptLimiter } from '../attempt-limiter.ts';
import type { CaseAsker, CaseRequests } from '../case-requests.ts';
import * as schemas from '../case-schemas.ts';
import type { DashboardFleet } from '../dependencies.ts';
import type { EventSources } from '../event-sources.ts';
import type { Http } from '../http.ts';
import type { DashboardLimits } from '../limits.ts';
import { may } from '../may.ts';
import type { Pictures } from '../pictures.ts';
import { findPlace, pathIn } from '../place-path.ts';
import { ProblemError } from '../problem.ts';
import { nullable, problems, Text, Time } from '../schemas.ts';
import { everywhere } from '../scope.ts';
import { fleetOf } from '../scoped-fleet.ts';

export interface EventRoutesOptions {
  readonly requests: CaseRequests;
  readonly sources: Pick<EventSources, 'authenticate'>;
  readonly fleet: DashboardFleet;
  readonly pictures: Pick<Pictures, 'join'>;
  readonly limits: DashboardLimits;
  readonly now: () => number;
}

const EventBody = Type.Object(
  {
    source: Type.Optional(schemas.SourceName),
    category: Type.Optional(nullable(schemas.CategoryName)),
    title: schemas.Title,
    description: Type.Optional(schemas.Description),
    severity: Type.Optional(schemas.SeverityLevel),
    ...schemas.placeFields,
    pictureUrl: Type.Optional(nullable(schemas.PictureUrl)),
    confidence: Type.Optional(nullable(Type.Number({ minimum: 0, maximum: 1 }))),
    externalId: Type.Optional(
      nullable(
        Type.String({ minLength: 1, maxLength: 200, description: 'the same once more changes nothing' }),
      ),
    ),
    time: Type.Optional(nullable(Time)),
  },
  { additionalProperties: false },
);

/** Events from residents, grid workers, cameras and other platforms. 202 means: on disk, and somebody is asked. */
export function eventRoutes(app: Http, options: EventRoutesOptions): void {
  const { requests, sources, pictures, limits, now } = options;
  // As with log-ins: guessing tokens must be slow.
  const failures = createAttemptLimiter({
    failuresMax: limits.wrongTokensPerAddressMax,
    windowMs: limits.wrongTokenWindowMs,
    entriesMax: limits.failedLogInEntriesMax,
  });

  /** A machine by its token, or a member of staff by their session; and what their reports count as. */
  function identify(
    request: FastifyRequest,
    asked: CaseSource | undefined,
  ): { asker: CaseAsker; source: CaseSource } {
    const { authorization } = request.headers;
    if (authorization === undefined) {
      const asker = askerOf(request);
      if (!may(request.session, 'task')) throw new ProblemError(403, 'not-allowed');
      // Whoever takes calls says whose report it is; a grid worker's is their own.
      const isOwn = !may(request.session, 'act');
      return { asker, source: isOwn ? 'gridWorker' : (asked ?? 'resident') };
    }
    const address = request.ip;
    if (failures.isBlocked(address, now())) throw new ProblemError(429, 'too-many-attempts');
    const [scheme, token = ''] = authorization.split(' ');
    const source = scheme?.toLowerCase() === 'bearer' ? sources.authenticate(token) : null;
    if (source === null) {
      failures.fail(address, now());
      throw new ProblemError(401, 'wrong-credentials', {
        detail: 'This token belongs to no source of events.',
      });
    }
    const asker = { by: `${sourcePrefix}${source.id}`, role: 'viewer', language: 'zh', address } as const;
    return { asker, source: source.source };
  }

  app.post(
    '/api/events',
    {
      config: { access: 'anyone', scope: 'seen' },
      schema: {
        tags: ['events'],
        summary: 'Report an event from outside: 202 once it is on disk',
        description:
          'By a machine with its bearer token (what its reports count as goes with the token), or by a member of ' +
          'staff who is logged in. It becomes a case, or joins the open one that is about the same: by ' +
          '`externalId`, or by kind, place and time. Whatever its confidence, a person accepts it.',
        security: [{ eventSource: [] }, { session: [] }],
        headers: Type.Object({ 'idempotency-key': Type.Optional(schemas.IdempotencyKey) }),
        body: EventBody,
        response: {
          202: Type.Object({
            caseId: Type.String(),
            number: Type.String(),
            isNew: Type.Boolean({ description: 'false: it joined a case that was open, or was told before' }),
            reason: nullable(Text),
          }),
          ...problems(400, 401, 403, 413, 422, 429, 503),
        },
      },
    },
    async (request, reply) => {
      const { asker, source } = identify(request, request.body.source);
      const report = toReport(source, request);
      const idempotencyKey = request.headers['idempotency-key'] ?? randomUUID();
      const answer = await requests.ask(asker, { action: 'report', idempotencyKey, report });
      const { isNew, reason } = answer;
      const { id: caseId, number } = answer.case;
      if (report.pictureUrl !== null) await pictures.join(report.pictureUrl, caseId);
      return await reply.code(202).send({ caseId, number, isNew, reason });
    },
  );

  function toReport(
    source: CaseSource,
    request: FastifyRequest & { readonly body: Type.Static<typeof EventBody> },
  ): CaseReport {
    const { body } = request;
    // A machine's token is for everywhere; a person reports where they may.
    const isMachine = request.headers.authorization !== undefined;
    const fleet = isMachine ? options.fleet : fleetOf(request, options.fleet);
    const scope = isMachine ? everywhere : request.scope;
    const { category = null, pictureUrl = null, deviceId = null, time = null } = body;
    if (pictureUrl !== null && !schemas.isPictureUrl(pictureUrl))
      throw new ProblemError(400, 'bad-picture-url');
    const isInTime =
      time === null || (time <= now() + limits.eventAheadMs && time >= now() - limits.eventAgeMs);
    if (!isInTime) throw new ProblemError(422, 'bad-time', { detail: 'The time is too far from now.' });
    const { position = null, siteId = null, areaCode = null } = body;
    const place = findPlace(fleet, { position, siteId, areaCode, deviceId });
    if (typeof place === 'string') throw new ProblemError(422, 'no-such-place', { detail: place });
    return {
      source,
      category,
      title: body.title,
      description: body.description ?? '',
      severity: body.severity ?? usualSeverity(source, category),
      alertIds: [],
      incidentId: null,
      deviceId,
      ...place,
      path: pathIn(place.path, { scope, fleet }),
      pictureUrl,
      confidence: body.confidence ?? null,
      externalId: body.externalId ?? null,
      occurredAt: time,
    };
  }
}

/** Where nobody says: what people see with their own eyes is worse than what a machine believes. */
function usualSeverity(source: CaseSource, category: CaseCategory | null): Severity {
  const isSeen = source === 'resident' || source === 'gridWorker' || source === 'staff';
  if (category === 'fire') return isSeen ? 1 : 2;
  return isSeen ? 2 : 3;
}
