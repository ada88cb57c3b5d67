import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import type { ActionOutcome } from '../../../domain/alert-desk.ts';
import { staffActionTypes, type Alert, type StaffAction } from '../../../domain/alert.ts';
import type { AlertWithPlace } from '../../live-protocol.ts';
import type { Audit } from '../audit.ts';
import type { DashboardAlerts } from '../dependencies.ts';
import type { Http } from '../http.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import type { Places } from '../place.ts';
import { ProblemError } from '../problem.ts';
import { AlertSchema, Cursor, FindingName, IdParams, Limit, nullable, oneOf, problems } from '../schemas.ts';

export interface AlertRoutesOptions {
  readonly alerts: DashboardAlerts;
  readonly places: Places;
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
  const { alerts, places } = options;
  const withPlace = (alert: Alert): AlertWithPlace => ({ ...alert, place: places.ofAlert(alert) });

  app.get(
    '/api/alerts',
    {
      config: { access: 'read' },
      schema: {
        tags: ['alerts'],
        summary: 'Alerts, newest first',
        querystring: Type.Object({
          state: Type.Optional(oneOf(['open', 'all'])),
          limit: Limit,
          cursor: Type.Optional(Cursor),
        }),
        response: { 200: AlertPageSchema, ...problems(400, 401, 503) },
      },
    },
    async ({ query: { state = 'open', limit, cursor } }) => {
      const page =
        state === 'open'
          ? openPage(alerts.open(), limit, cursor)
          : await alerts.search({ state, limit, ...(cursor === undefined ? {} : { cursor }) });
      return { alerts: page.alerts.map(withPlace), nextCursor: page.nextCursor };
    },
  );

  app.get(
    '/api/alerts/:id',
    {
      config: { access: 'read' },
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
      return { alert: withPlace(alert), history: await alerts.history(id) };
    },
  );

  app.post(
    '/api/alerts/:id/:action',
    {
      config: { access: 'act' },
      schema: {
        tags: ['alerts'],
        summary: 'Acknowledge, confirm, silence, reset, assign, comment or close',
        description:
          'Takes effect once it is on disk. A repeat with the same Idempotency-Key acts once. 409 carries the ' +
          'present alert when it changed since the version that was seen.',
        params: Type.Object({
          id: Type.String({ minLength: 1, maxLength: 200 }),
          action: oneOf([...staffActionTypes]),
        }),
        headers: Type.Object({
          'idempotency-key': Type.String({ minLength: 1, maxLength: 128, pattern: '^[\\x21-\\x7e]+$' }),
        }),
        body: Type.Object({
          version: Type.Integer({ minimum: 1 }),
          comment: Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 2_000 }))),
          finding: Type.Optional(nullable(FindingName)),
          assignee: Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 64 }))),
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
      const { username: by, role } = request.session.account;
      const { version, comment = null, finding = null, assignee = null } = request.body;
      const asked: StaffAction = {
        action,
        alertId: id,
        version,
        by,
        role,
        seat: null,
        at: options.now(),
        // One person's key must not meet another's.
        idempotencyKey: `${by}:${request.headers['idempotency-key']}`,
        comment,
        finding,
        until: null,
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
        detail: { version, outcome: outcome.outcome, reason: outcome.reason },
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
    const present = alert === null ? null : withPlace(alert);
    const details = { ...(reason === null ? {} : { detail: reason }), extensions: { alert: present } };
    if (outcome === 'unknown') throw new ProblemError(404, 'no-such-alert', details);
    if (outcome === 'stale') throw new ProblemError(409, 'stale', details);
    if (outcome === 'refused') throw new ProblemError(422, 'refused', details);
    return await reply.send({ alert: present });
  }
}

function missingInput({ action, comment }: StaffAction): string | null {
  return action === 'comment' && comment === null ? 'A comment needs a text.' : null;
}

/** A page of the open alerts, newest first. */
function openPage(open: readonly Alert[], limit: number, cursor: string | undefined) {
  const sorted = open.toSorted((a, b) => b.raisedAt - a.raisedAt || (a.id < b.id ? 1 : -1));
  const after = cursor === undefined ? null : decodeCursor(cursor);
  if (cursor !== undefined && after === null) throw new ProblemError(400, 'bad-cursor');
  const rest =
    after === null
      ? sorted
      : sorted.filter(
          (alert) => alert.raisedAt < after.at || (alert.raisedAt === after.at && alert.id < after.id),
        );
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  const more = rest.length > page.length && last !== undefined;
  return { alerts: page, nextCursor: more ? encodeCursor({ at: last.raisedAt, id: last.id }) : null };
}
