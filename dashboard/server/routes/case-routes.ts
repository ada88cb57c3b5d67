import { Type } from 'typebox';
import { caseReportRoute } from './case-report-route.ts';
import { askerOf } from '../asker-of.ts';
import { caseActionTypes, type CaseActionType } from '../../../domain/case.ts';
import { isAllowed } from '../../../domain/roles.ts';
import type { Accounts } from '../accounts.ts';
import type { AlertViews } from '../alert-view.ts';
import type { CaseRequests } from '../case-requests.ts';
import * as schemas from '../case-schemas.ts';
import type { DashboardAlerts, DashboardCases, DashboardFleet, DashboardIncidents } from '../dependencies.ts';
import { fillPage } from '../fill-page.ts';
import type { Http } from '../http.ts';
import type { Pictures } from '../pictures.ts';
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
import type { Scopes } from '../scope.ts';

export interface CaseRoutesOptions {
  readonly cases: DashboardCases;
  readonly requests: CaseRequests;
  readonly alerts: DashboardAlerts;
  readonly accounts: Pick<Accounts, 'find'>;
  readonly fleet: DashboardFleet;
  readonly views: AlertViews;
  readonly incidents: Pick<DashboardIncidents, 'find' | 'alertsOf'>;
  readonly pictures: Pick<Pictures, 'join'>;
  readonly scopes: Pick<Scopes, 'of'>;
  readonly now: () => number;
}

const { CaseSchema, Comment, IdempotencyKey } = schemas;
const KeyHeader = Type.Object({ 'idempotency-key': IdempotencyKey });
const reportable = caseActionTypes.filter((type) => type !== 'report');

/** Cases: reading them, opening them, and what is done to them. Open ones need no database. */
export function caseRoutes(app: Http, options: CaseRoutesOptions): void {
  readingRoutes(app, options);
  caseReportRoute(app, options);
  actionRoute(app, options);
}

function readingRoutes(app: Http, { cases, alerts, views }: CaseRoutesOptions): void {
  app.get(
    '/api/cases',
    {
      config: { access: 'read', scope: 'seen' },
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
          category: Type.Optional(schemas.CategoryName),
          source: Type.Optional(schemas.SourceName),
          text: Type.Optional(
            Type.String({
              minLength: 1,
              maxLength: 100,
              description: 'part of number, title or description',
            }),
          ),
          from: Type.Optional(Time),
          to: Type.Optional(Time),
          closedFrom: Type.Optional(Time),
          limit: Limit,
          cursor: Type.Optional(Cursor),
        }),
        response: {
          200: Type.Object({ cases: Type.Array(CaseSchema), nextCursor: nullable(Type.String()) }),
          ...problems(400, 401),
        },
      },
    },
    async ({ query: { state = 'open', alert, limit, cursor, ...query }, scope }) => {
      const filter = { state, ...query, ...(alert === undefined ? {} : { alertId: alert }) };
      const { items, nextCursor } = await fillPage(
        { limit, cursor },
        async (page) => {
          const { cases: items, nextCursor } = await cases.search({ ...filter, ...page });
          return { items, nextCursor };
        },
        { scope, pick: (one) => (scope.seesPath(one.path) ? views.case(one) : null) },
      );
      return { cases: items, nextCursor };
    },
  );

  app.get(
    '/api/cases/:id',
    {
      config: { access: 'read', scope: 'case' },
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
    async ({ params: { id }, scope }) => {
      const found = await cases.find(id);
      if (found === null) throw new ProblemError(404, 'no-such-case');
      const about = await Promise.all(found.alertIds.map((alertId) => alerts.find(alertId)));
      return {
        case: views.case(found),
        history: await cases.history(id),
        alerts: await views.pastAlerts(
          about.filter((alert) => alert !== null).filter((alert) => scope.seesAlert(alert)),
        ),
        deadlines: cases.deadlines(found),
      };
    },
  );
}

function actionRoute(
  app: Http,
  { requests, accounts, cases, scopes, pictures, now }: CaseRoutesOptions,
): void {
  app.post(
    '/api/cases/:id/:action',
    {
      config: { access: 'task', scope: 'case' },
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
          pictureUrl: Type.Optional(nullable(schemas.PictureUrl)),
          doneAt: Type.Optional(
            nullable(
              Type.Integer({
                description: "when it was done, by the person's own device, where it is told later",
              }),
            ),
          ),
        }),
        response: {
          200: Type.Object({
            case: CaseSchema,
            madeVersion: nullable(
              Type.Integer({
                description: 'what this action made, though the case may have changed again since',
              }),
            ),
          }),
          ...problems(400, 401, 403, 404, 409, 422, 503),
        },
      },
    },
    async (request) => {
      const { id: caseId, action } = request.params;
      const { assignee = null, pictureUrl = null, doneAt = null } = request.body;
      if (pictureUrl !== null && !schemas.isPictureUrl(pictureUrl))
        throw new ProblemError(400, 'bad-picture-url');
      if (assignee !== null) await refuseStranger({ action, caseId, assignee });
      const idempotencyKey = request.headers['idempotency-key'];
      const answer = await requests.ask(askerOf(request), {
        ...request.body,
        // A clock that runs ahead says nothing about when it was done.
        doneAt: doneAt !== null && doneAt <= now() ? doneAt : null,
        action,
        caseId,
        idempotencyKey,
      });
      if (pictureUrl !== null) await pictures.join(pictureUrl, caseId);
      return { case: answer.case, madeVersion: answer.version };
    },
  );

  /** A task that nobody can take would wait for ever. */
  async function refuseStranger({
    action,
    caseId,
    assignee,
  }: {
    readonly action: CaseActionType;
    readonly caseId: string;
    readonly assignee: string;
  }): Promise<void> {
    const account = accounts.find(assignee);
    if (account !== undefined && !account.disabled && isAllowed(account.role, 'task')) {
      const path = (await cases.find(caseId))?.path ?? [];
      if (scopes.of(account.areas).seesPath(path)) return;
    }
    throw new ProblemError(422, 'no-such-person', {
      detail: `"${assignee}" has no account that can do tasks there, so "${action}" is not possible.`,
    });
  }
}
