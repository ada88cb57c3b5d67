import { Type } from 'typebox';
import { deliveryReasons, deliveryStates, type Delivery } from '../../../domain/delivery.ts';
import { areaLevels } from '../../../domain/area.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import type { DashboardDeliveries } from '../routing-dependencies.ts';
import { fillPage } from '../fill-page.ts';
import type { Http } from '../http.ts';
import { seesDelivery } from '../seen.ts';
import { ProblemError } from '../problem.ts';
import {
  Cursor,
  IdParams,
  Language,
  Limit,
  nullable,
  NullableTime,
  oneOf,
  problems,
  Text,
  Time,
} from '../schemas.ts';

const DeliverySchema = Type.Object({
  id: Type.String({ description: 'also the idempotency key that every channel hands on' }),
  version: Type.Integer(),
  recipientId: Type.String(),
  recipientName: Text,
  language: Language,
  channels: Type.Array(Type.String(), { description: 'in the order in which they are tried' }),
  channelId: nullable(Type.String({ description: 'that is tried now, or took it' })),
  isUrgent: Type.Boolean({ description: 'never put together with others, never held back' }),
  subject: Type.Object({ type: oneOf(['alert', 'incident', 'case', 'notice']), id: Type.String() }),
  reason: oneOf(deliveryReasons),
  severity: Type.Integer(),
  title: Text,
  comment: nullable(Type.String()),
  state: oneOf(deliveryStates),
  attempts: Type.Integer({ description: 'on the present channel' }),
  nextAttemptAt: Time,
  createdAt: Time,
  sentAt: NullableTime,
  confirmedAt: NullableTime,
  confirmedBy: nullable(Type.String()),
  lastError: nullable(Type.String()),
});

const EscalationSchema = Type.Object({
  alertId: Type.String(),
  since: Time,
  isRunning: Type.Boolean({ description: 'nobody has acknowledged it, and there are steps to come' }),
  step: Type.Integer({ description: 'steps taken' }),
  louder: Type.Integer({ description: 'how often those told were told again' }),
  level: oneOf(areaLevels),
  isWhistled: Type.Boolean(),
  toldRecipients: Type.Array(Type.String()),
  nextAt: NullableTime,
});

const ChannelSchema = Type.Object({
  channelId: Type.String(),
  state: oneOf(['unused', 'working', 'broken']),
  failures: Type.Integer({ description: 'in a row' }),
  brokenSince: NullableTime,
  lastSentAt: NullableTime,
  lastFailedAt: NullableTime,
  lastError: nullable(Type.String()),
});

/** Who was told of what, by what, and what came of it. Addresses are nobody's business here. */
export function routingRoutes(app: Http, deliveries: DashboardDeliveries): void {
  app.get(
    '/api/alerts/:id/deliveries',
    {
      config: { access: 'read', scope: 'alert' },
      schema: {
        tags: ['routing'],
        summary: 'Who was told of an alert, and how far its escalation is',
        params: IdParams,
        response: {
          200: Type.Object({
            deliveries: Type.Array(DeliverySchema),
            escalation: nullable(EscalationSchema),
          }),
          ...problems(401),
        },
      },
    },
    async ({ params: { id } }) => ({
      deliveries: (await deliveries.ofSubject(id)).map(toView),
      escalation: deliveries.escalationOf(id),
    }),
  );

  app.get(
    '/api/deliveries',
    {
      config: { access: 'read', scope: 'seen' },
      schema: {
        tags: ['routing'],
        summary: 'Who was told of what, newest first',
        querystring: Type.Object({
          state: Type.Optional(oneOf(deliveryStates)),
          limit: Limit,
          cursor: Type.Optional(Cursor),
        }),
        response: {
          200: Type.Object({ deliveries: Type.Array(DeliverySchema), nextCursor: nullable(Type.String()) }),
          ...problems(400, 401),
        },
      },
    },
    async ({ query: { state = null, limit, cursor }, scope }) => {
      const { items, nextCursor } = await fillPage(
        { limit, cursor },
        async (page) => {
          const place = page.cursor === undefined ? null : decodeCursor(page.cursor);
          if (page.cursor !== undefined && place === null) throw new ProblemError(400, 'bad-cursor');
          const before = place === null ? null : { createdAt: place.at, id: place.id };
          const items = await deliveries.search({ state, limit: page.limit, before });
          const last = items.at(-1);
          const isFull = items.length === page.limit && last !== undefined;
          return { items, nextCursor: isFull ? encodeCursor({ at: last.createdAt, id: last.id }) : null };
        },
        { scope, pick: (delivery) => (seesDelivery(delivery, scope) ? toView(delivery) : null) },
      );
      return { deliveries: items, nextCursor };
    },
  );

  app.get(
    '/api/channels',
    {
      config: { access: 'read', scope: 'none' },
      schema: {
        tags: ['routing'],
        summary: 'The channels, and whether they work',
        response: { 200: Type.Object({ channels: Type.Array(ChannelSchema) }), ...problems(401) },
      },
    },
    () => ({ channels: deliveries.channelStates() }),
  );
}

function toView({ routes, routeIndex, content, ...delivery }: Delivery) {
  const { subject, reason, severity, title, comment } = content;
  return {
    ...delivery,
    channels: routes.map(({ channelId }) => channelId),
    channelId: routes[routeIndex]?.channelId ?? null,
    subject,
    reason,
    severity,
    title,
    comment,
  };
}
