import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { categoryOfKind } from '../../../domain/case-category.ts';
import { caseActionTypes, type CaseActionType, type CaseReport } from '../../../domain/case.ts';
import type { Alert } from '../../../domain/alert.ts';
import { isAllowed } from '../../../domain/roles.ts';
import type { Accounts } from '../accounts.ts';
import type { AlertViews } from '../alert-view.ts';
import type { CaseAsker, CaseRequests } from '../case-requests.ts';
import { worstOf } from '../case-requests.ts';
import * as schemas from '../case-schemas.ts';
import type { DashboardAlerts, DashboardCases, DashboardFleet } from '../dependencies.ts';
import type { Http } from '../http.ts';
import { findPlace } from '../place-path.ts';
import { ProblemError } from '../problem.ts';
import {
  AlertSchema,
  Cursor,
  FindingName,
  IdParams,
  Level,
  Limit,
  nullable,
  oneOf,
  problems,
  Time,
} from '../schemas.ts';

export interface CaseRoutesOptions {
  readonly cases: DashboardCases;
  readonly requests: CaseRequests;
  readonly alerts: DashboardAlerts;
  readonly accounts: Pick<Accounts, 'find'>;
  readonly fleet: DashboardFleet;
  readonly views: AlertViews;
}

const { CaseSchema, Comment, IdempotencyKey } = schemas;
const KeyHeader = Type.Object({ 'idempotency-key': IdempotencyKey });
const reportable = caseActionTypes.filter((type) => type !== 'report');

/** Cases: reading them, opening them, and what is done to them. Open ones need no database. */
export function caseRoutes(app: Http, options: CaseRoutesOptions): void {
  readingRoutes(app, options);
  reportRoute(app, options);
  actionRoute(app, options);
}

function readingRoutes(app: Http, { cases, alerts, views }: CaseRoutesOptions): void {
  app.get(
    '/api/cases',
    {
      config: { access: 'read' },
      schema: {
        tags: ['cases'],
        summary: 'Cases, newest first',
        description:
          '`level=district` shows what was called up there (吹哨). Everything that is given has to be true.',
        querystring: Type.Object({
          state: Type.Optional(oneOf(['open', 'all'])),
          step: Type.Optional(schemas.CaseStepName),
          area: Type.Optional(
            Type.String({ maxLength: 64, description: "an area's code, with all below it" }),
          ),
          assignee: Type.Optional(Type.String({ maxLength: 64 })),
          overdue: Type.Optional(Type.Boolean()),
          level: Type.Optional(Level),
          alert: Type.Optional(Type.String({ maxLength: 200, description: 'the case of this alert' })),
          limit: Limit,
          cursor: Type.Optional(Cursor),
        }),
        response: {
          200: Type.Object({ cases: Type.Array(CaseSchema), nextCursor: nullable(Type.String()) }),
          ...problems(400, 401),
        },
      },
    },
    async ({ query: { state = 'open', alert, ...query } }) => {
      const page = await cases.search({
        state,
        ...query,
        ...(alert === undefined ? {} : { alertId: alert }),
      });
      return { cases: page.cases.map((one) => views.case(one)), nextCursor: page.nextCursor };
    },
  );

  app.get(
    '/api/cases/:id',
    {
      config: { access: 'read' },
      schema: {
        tags: ['cases'],
        summary: 'A case with its history, its alerts and its deadlines',
        params: IdParams,
        response: {
          200: Type.Object({
            case: CaseSchema,
            history: Type.Array(schemas.CaseEventSchema),
            alerts: Type.Array(AlertSchema),
            deadlines: Type.Array(schemas.DeadlineSchema),
          }),
          ...problems(401, 404),
        },
      },
    },
    async ({ params: { id } }) => {
      const found = await cases.find(id);
      if (found === null) throw new ProblemError(404, 'no-such-case');
      const about = await Promise.all(found.alertIds.map((alertId) => alerts.find(alertId)));
      return {
        case: views.case(found),
        history: await cases.history(id),
        alerts: await views.pastAlerts(about.filter((alert) => alert !== null)),
        deadlines: cases.deadlines(found),
      };
    },
  );
}

function reportRoute(app: Http, { requests, alerts, fleet }: CaseRoutesOptions): void {
  app.post(
    '/api/cases',
    {
      config: { access: 'act' },
      schema: {
        tags: ['cases'],
        summary: 'Open a case: of alerts, of an incident, or by hand',
        description:
          'An alert or an incident has one open case: 200 tells it where somebody was first, 201 the new one. ' +
          'Title, severity and place come from the alerts where they are not given.',
        headers: KeyHeader,
        body: Type.Object({
          alertIds: Type.Optional(
            Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 200, uniqueItems: true }),
          ),
          incidentId: Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 200 }))),
          title: Type.Optional(schemas.Title),
          description: Type.Optional(schemas.Description),
          severity: Type.Optional(schemas.SeverityLevel),
          category: Type.Optional(nullable(schemas.CategoryName)),
          pictureUrl: Type.Optional(nullable(schemas.PictureUrl)),
          occurredAt: Type.Optional(nullable(Time)),
          comment: Type.Optional(nullable(Comment)),
          ...schemas.placeFields,
        }),
        response: {
          200: Type.Object({ case: CaseSchema, isNew: Type.Boolean() }),
          201: Type.Object({ case: CaseSchema, isNew: Type.Boolean() }),
          ...problems(400, 401, 403, 404, 422, 503),
        },
      },
    },
    async (request, reply) => {
      const asker = askerOf(request);
      const { alertIds = [], incidentId = null, comment = null, pictureUrl = null, ...body } = request.body;
      if (pictureUrl !== null && !schemas.isPictureUrl(pictureUrl))
        throw new ProblemError(400, 'bad-picture-url');
      const about = await Promise.all(alertIds.map((id) => findAlert(id)));
      const [first] = about;
      const place = findPlace(fleet, {
        position: body.position ?? null,
        siteId: body.siteId ?? (first?.scope.type === 'site' ? first.scope.id : null),
        areaCode: body.areaCode ?? (first?.scope.type === 'building' ? first.scope.id : null),
        // Whoever is no longer among the devices still has an alert.
        deviceId: body.deviceId ?? knownDevice(first),
      });
      if (typeof place === 'string') throw new ProblemError(422, 'no-such-place', { detail: place });
      const title = body.title ?? first?.title[asker.language];
      if (title === undefined)
        throw new ProblemError(400, 'no-title', { detail: 'A title or alerts are needed.' });
      const report: CaseReport = {
        source: alertIds.length > 0 || incidentId !== null ? 'sensor' : 'staff',
        category: body.category ?? (first === undefined ? null : categoryOfKind[first.kind]),
        title,
        description: body.description ?? '',
        severity: body.severity ?? (about.length === 0 ? 2 : worstOf(about)),
        alertIds,
        incidentId,
        deviceId: body.deviceId ?? (first?.scope.type === 'device' ? first.deviceId : null),
        ...place,
        pictureUrl,
        confidence: null,
        externalId: null,
        occurredAt: body.occurredAt ?? first?.eventTime ?? null,
      };
      const idempotencyKey = request.headers['idempotency-key'];
      const { reason: _, ...answer } = await requests.ask(asker, {
        action: 'report',
        idempotencyKey,
        comment,
        report,
      });
      return await reply.code(answer.isNew ? 201 : 200).send(answer);
    },
  );

  async function findAlert(id: string): Promise<Alert> {
    const alert = await alerts.find(id);
    if (alert === null)
      throw new ProblemError(404, 'no-such-alert', { detail: `There is no alert "${id}".` });
    return alert;
  }

  function knownDevice(alert: Alert | undefined): string | null {
    if (alert?.scope.type !== 'device') return null;
    return fleet.device(alert.deviceId) === undefined ? null : alert.deviceId;
  }
}

function actionRoute(app: Http, { requests, accounts }: CaseRoutesOptions): void {
  app.post(
    '/api/cases/:id/:action',
    {
      config: { access: 'task' },
      schema: {
        tags: ['cases'],
        summary: 'Accept, dispatch, take, arrive, handle, check, close, and what may happen on the way',
        description:
          'Takes effect once it is on disk. A repeat with the same Idempotency-Key acts once. 409 carries the ' +
          'present case when it changed since the version that was seen; 422 says in words why not. Grid workers ' +
          'and maintenance act on their own tasks only.',
        params: Type.Object({
          id: Type.String({ minLength: 1, maxLength: 200 }),
          action: oneOf(reportable),
        }),
        headers: KeyHeader,
        body: Type.Object({
          version: Type.Integer({ minimum: 1 }),
          comment: Type.Optional(nullable(Comment)),
          assignee: Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 64 }))),
          finding: Type.Optional(nullable(FindingName)),
          position: Type.Optional(nullable(schemas.PositionSchema)),
          until: Type.Optional(nullable(Time)),
        }),
        response: {
          200: Type.Object({ case: CaseSchema }),
          ...problems(400, 401, 403, 404, 409, 422, 503),
        },
      },
    },
    async (request) => {
      const { id: caseId, action } = request.params;
      const { assignee = null } = request.body;
      if (assignee !== null) refuseStranger(action, assignee);
      const idempotencyKey = request.headers['idempotency-key'];
      const answer = await requests.ask(askerOf(request), {
        ...request.body,
        action,
        caseId,
        idempotencyKey,
      });
      return { case: answer.case };
    },
  );

  /** A task that nobody can take would wait for ever. */
  function refuseStranger(action: CaseActionType, assignee: string): void {
    const account = accounts.find(assignee);
    if (account !== undefined && !account.disabled && isAllowed(account.role, 'task')) return;
    throw new ProblemError(422, 'no-such-person', {
      detail: `"${assignee}" has no account that can do tasks, so "${action}" is not possible.`,
    });
  }
}

export function askerOf({ session, ip }: Pick<FastifyRequest, 'session' | 'ip'>): CaseAsker {
  if (session === null) throw new ProblemError(401, 'not-logged-in');
  const { username: by, role, language } = session.account;
  return { by, role, language, address: ip };
}
