import { sql, type Kysely } from 'kysely';
import type { Schema } from '../../database/schema.ts';
import type { Delivery } from '../../domain/delivery.ts';
import type { DeliveryFact } from './facts.ts';
import type { Span } from './spans.ts';

/** What figures need of a notification. */
export function toDeliveryFact(delivery: Delivery): DeliveryFact {
  const { state, createdAt, sentAt, confirmedAt, content, routes, routeIndex } = delivery;
  const { deviceId } = content;
  return {
    state,
    createdAt,
    sentAt,
    confirmedAt,
    deviceId,
    channelId: routes[routeIndex]?.channelId ?? null,
  };
}

interface Row {
  readonly id: string;
  readonly state: Delivery['state'];
  readonly created_at: number;
  readonly sent_at: number | null;
  readonly confirmed_at: number | null;
  readonly device_id: string | null;
  readonly channel_id: string | null;
}

/** The notifications that were decided in a period, from the database, by their ids. */
export async function readDeliveryFacts(
  kysely: Kysely<Schema>,
  { from, to }: Span,
): Promise<ReadonlyMap<string, DeliveryFact>> {
  const { rows } = await sql<Row>`
    select id, state, channel_id, content->'content'->>'deviceId' as device_id,
      round(date_part('epoch', created_at) * 1000) as created_at,
      round(date_part('epoch', sent_at) * 1000) as sent_at,
      round(date_part('epoch', confirmed_at) * 1000) as confirmed_at
    from deliveries where created_at >= ${new Date(from)} and created_at < ${new Date(to)}`.execute(kysely);
  return new Map(
    rows.map((row) => [
      row.id,
      {
        state: row.state,
        createdAt: row.created_at,
        sentAt: row.sent_at,
        confirmedAt: row.confirmed_at,
        deviceId: row.device_id,
        channelId: row.channel_id,
      },
    ]),
  );
}
