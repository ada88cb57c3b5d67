import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import type { ActionOutcome, AlertFilter } from '../../../domain/alert-desk.ts';
import {
  staffActionPermissions,
  staffActionTypes,
  type Alert,
  type StaffAction,
} from '../../../domain/alert.ts';
import type { Severity } from '../../../domain/severity.ts';
import type { AlertViews } from '../alert-view.ts';
import type { Audit } from '../audit/audit.ts';
import { decodeCursor } from '../cursor.ts';
import type { DashboardAlerts } from '../dependencies.ts';
import { fillPage } from '../fill-page.ts';
import type { Http } from '../http.ts';
import { hidingActs } from '../two-persons/hiding-acts.ts';
import { may } from '../may.ts';
import { ProblemError } from '../problem.ts';
import {
  AlertSchema,
  Cursor,
  FindingName,
  Id,
  IdempotencyHeaders,
  IdParams,
  Kind,
  Limit,
  nullable,
  oneOf,
  OperatorStateName,
  problems,
  SuppressionName,
  Time,
} from '../schemas.ts';

export interface AlertRoutesOptions {
  readonly alerts: DashboardAlerts;
  readonly views: AlertViews;
  readonly audit: Audit;
  readonly now: () => number;
}

const EventSchema = Type.Object({
  alertId: Type.String(),
  version: Type.Integer(),
  at: Type.Integer(),
  type: Type.String(),
  by: Type.String(),
  comment: nullable(Type.String()),
  detail: Type.Record(Type.String(), Type.Unknown()),
});

const AlertPageSchema = Type.Object({
  alerts: Type.Array(AlertSchema),
  nextCursor: nullable(Type.String()),
});

/** Alerts: reading them, and what staff do with them. Open ones need no database. */
export function alertRoutes(app: Http, options: AlertRoutesOptions): void {
  const { alerts, views } = options;

  app.get(
    '/api/alerts',
    {
      config: { access: 'read', scope: 'seen' },
      schema: {
        tags: ['alerts'],
        summary: 'Alerts, newest first',
        description:
          'Open ones need no database. While it is away, `all` finds what memory has: open ones and those closed lately.',
        querystring: Type.Object({
          state: Type.Optional(oneOf(['open', 'all'])),
          severity: Type.Optional(
            Type.Integer({ minimum: 1, maximum: 4, description: 'the displayed one; 1 is the worst' }),
          ),
          kind: Type.Optional(Kind),
          area: Type.Optional(
            Type.String({
              minLength: 1,
              maxLength: 64,
              description: "an area's code: with all that lies below it",
            }),
          ),
          site: Type.Optional(Id),
          device: Type.Optional(Id),
          rule: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
          operator: Type.Optional(OperatorStateName),
          suppression: Type.Optional(SuppressionName),
          limit: Limit,
          cursor: Type.Optional(Cursor),
        }),
        response: { 200: AlertPageSchema, ...problems(400, 401, 503) },
      },
    },
    async ({ query, scope }) => {
      const { state = 'open', limit, cursor } = query;
      if (cursor !== undefined && decodeCursor(cursor) === null) throw new ProblemError(400, 'bad-cursor');
      // Whoever has one area only is spared the rest of the past.
      const [only] = state === 'all' && scope.areas.length === 1 ? scope.areas : [];
      const filter = filterOf({ ...query, ...asked({ area: query.area ?? only }) });
      const { items, nextCursor } = await fillPage(
        { limit, cursor },
        async (page) => {
          const { alerts: items, nextCursor } = await alerts.search({ state, ...page, ...filter });
          return { items, nextCursor };
        },
        { scope, pick: (alert) => (scope.seesAlert(alert) ? alert : null) },
      );
      return { alerts: await views.pastAlerts(items), nextCursor };
    },
  );

  app.get(
    '/api/alerts/:id',
    {
      config: { access: 'read', scope: 'alert' },
      schema: {
        tags: ['alerts'],
        summary: 'An alert with its evidence and history',
        params: IdParams,
        response: {
          200: Type.Object({ alert: AlertSchema, history: Type.Array(EventSchema) }),
          ...problems(401, 404, 503),
        },
      },
    },
    async ({ params: { id } }) => {
      const alert = await alerts.find(id);
      if (alert === null) throw new ProblemError(404, 'no-such-alert');
      const [view] = await views.pastAlerts([alert]);
      return { alert: view, history: await alerts.history(id) };
    },
  );

  app.post(
    '/api/alerts/:id/:action',
    {
      config: { access: 'act', scope: 'alert', twoPersons: hidingActs(options) },
      schema: {
        tags: ['alerts'],
        summary: 'Acknowledge, confirm, silence, shelve, unshelve, reset, assign, comment or close',
        description:
          'Takes effect once it is on disk. A repeat with the same Idempotency-Key acts once. 409 carries the ' +
          'present alert when it changed since the version that was seen; 422 says in `reason` why it may not be done. ' +
          'To shelve takes `until` and a comment as its reason; to assign takes the assignee. Resetting is for shift ' +
          'leaders and above, and so is shelving for long, or fire and entrapment at all.',
        params: Type.Object({
          id: Type.String({ minLength: 1, maxLength: 200 }),
          action: oneOf([...staffActionTypes]),
        }),
        headers: IdempotencyHeaders,
        body: Type.Object({
          version: Type.Integer({ minimum: 1 }),
          comment: Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 2_000 }))),
          finding: Type.Optional(nullable(FindingName)),
          assignee: Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 64 }))),
          until: Type.Optional(nullable(Time)),
        }),
        response: {
          200: Type.Object({ alert: nullable(AlertSchema) }),
          ...problems(400, 401, 403, 404, 409, 422, 503),
        },
      },
    },
    async (request, reply) => {
      const { id, action } = request.params;
      if (request.session === undefined || request.session === null)
        throw new ProblemError(401, 'not-logged-in');
      const { account, seat } = request.session;
      const { username: by, role } = account;
      if (!may(request.session, staffActionPermissions[action])) {
        throw new ProblemError(403, 'not-allowed', { detail: `Your role may not ${action} alerts.` });
      }
      const { version, comment = null, finding = null, assignee = null, until = null } = request.body;
      const asked: StaffAction = {
        action,
        alertId: id,
        version,
        by,
        role,
        seat,
        at: options.now(),
        // One person's key must not meet another's.
        idempotencyKey: `${by}:${request.headers['idempotency-key']}`,
        comment,
        finding,
        until,
        assignee,
      };
      const missing = missingInput(asked);
      if (missing !== null) throw new ProblemError(422, 'incomplete', { detail: missing });
      const outcome = await act(asked);
      options.audit.write({
        at: asked.at,
        who: by,
        action: `alert ${action}`,
        target: id,
        detail: { version, seat, outcome: outcome.outcome, reason: outcome.reason?.en ?? null },
        address: request.ip,
      });
      return await answer(reply, outcome);
    },
  );

  async function act(asked: StaffAction): Promise<ActionOutcome> {
    try {
      return await alerts.act(asked);
    } catch (error) {
      app.log.error({ err: error, alertId: asked.alertId }, 'staff action not journalled');
      throw new ProblemError(503, 'not-journalled', {
        detail: 'The action could not be written to disk and did not take effect.',
      });
    }
  }

  async function answer(reply: FastifyReply, { outcome, reason, alert }: ActionOutcome): Promise<unknown> {
    const present = alert === null ? null : views.alert(alert);
    const extensions = { alert: present, ...(reason === null ? {} : { reason }) };
    const details = { ...(reason === null ? {} : { detail: reason.en }), extensions };
    if (outcome === 'unknown') throw new ProblemError(404, 'no-such-alert', details);
    if (outcome === 'stale') throw new ProblemError(409, 'stale', details);
    if (outcome === 'refused') throw new ProblemError(422, 'refused', details);
    return await reply.send({ alert: present });
  }
}

function missingInput({ action, comment, until, assignee }: StaffAction): string | null {
  if (action === 'comment' && comment === null) return 'A comment needs a text.';
  if (action === 'shelve' && comment === null) return 'Shelving needs a comment as its reason.';
  if (action === 'shelve' && until === null) return 'Shelving needs the time when it ends.';
  return action === 'assign' && assignee === null ? 'Say to whom.' : null;
}

interface FilterQuery {
  readonly severity?: number;
  readonly kind?: Alert['kind'];
  readonly area?: string;
  readonly site?: string;
  readonly device?: string;
  readonly rule?: string;
  readonly operator?: Alert['operator'];
  readonly suppression?: Alert['suppression'];
}

function filterOf(query: FilterQuery): AlertFilter {
  const { severity, kind, area, site, device, rule, operator, suppression } = query;
  return asked({
    // The schema has held it to 1 to 4.
    severity: severity as Severity | undefined,
    kind,
    area,
    siteId: site,
    deviceId: device,
    ruleId: rule,
    operator,
    suppression,
  });
}

/** Without what was not asked for. */
function asked<T extends object>(wishes: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(wishes).filter(([, wish]) => wish !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
