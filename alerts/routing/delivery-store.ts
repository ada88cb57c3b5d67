import { createAskDatabase } from '../ask-database.ts';
import type { Kysely, Selectable } from 'kysely';
import type { Logger } from 'pino';
import type { Database } from '../../database/connection.ts';
import type { DeliveriesTable } from '../../database/routing-tables.ts';
import type { Schema } from '../../database/schema.ts';
import type { Delivery, DeliveryQuery } from '../../domain/delivery.ts';
import { storable, toJson } from '../alert-row.ts';
import type { Document } from '../document-outbox.ts';
import { createProjection } from '../projection.ts';
import { routingLimits } from './limits.ts';
import type { Routing } from './routing.ts';

/**
 * Carries deliveries to the database, and answers what needs the past. While it is away they wait in the fold
 * (and its snapshots), and searches show what memory has.
 */
export interface DeliveryStore {
  start(): void;
  stop(): Promise<void>;
  /** Of an alert, a case, or a notice; oldest first. */
  ofSubject(subjectId: string): Promise<readonly Delivery[]>;
  search(query: DeliveryQuery): Promise<readonly Delivery[]>;
  /** What the database has not got yet. */
  unsaved(): number;
}

export function createDeliveryStore(options: {
  readonly database: Database;
  readonly routing: Pick<Routing, 'deliveries' | 'onDeliveries'>;
  readonly log: Logger;
}): DeliveryStore {
  const { database, routing, log } = options;
  const { deliveries } = routing;
  const { outbox } = deliveries;
  const projection = createProjection<readonly Document<Delivery>[]>({
    name: 'deliveries',
    database,
    unsaved: {
      next() {
        const batch = outbox.next(routingLimits.perSave_max);
        return batch.length === 0 ? null : batch;
      },
      saved: (batch) => outbox.saved(batch),
      size: () => outbox.size(),
    },
    save: (batch) =>
      saveDeliveries(
        database.kysely,
        batch.map(({ content }) => content),
      ),
    log,
  });

  /** What the database says; nothing while it is away. */
  const ask = createAskDatabase({ database, log });

  async function saved(question: () => Promise<Selectable<DeliveriesTable>[]>): Promise<readonly Delivery[]> {
    return ((await ask(question)) ?? []).map(({ content }) => content);
  }

  async function search({ state, limit, before }: DeliveryQuery): Promise<readonly Delivery[]> {
    const found = await saved(() => searchSaved(database.kysely, { state, limit, before }));
    const waiting = outbox.content().map(({ content }) => content);
    return merge(found, [...waiting, ...deliveries.recent()])
      .filter((delivery) => state === null || delivery.state === state)
      .filter((delivery) => before === null || byNewest(before, delivery) < 0)
      .toSorted(byNewest)
      .slice(0, limit);
  }

  return {
    start() {
      routing.onDeliveries(() => projection.wake());
      projection.start();
    },
    stop: () => projection.stop(),
    async ofSubject(subjectId) {
      const found = await saved(() =>
        database.kysely.selectFrom('deliveries').selectAll().where('subject_id', '=', subjectId).execute(),
      );
      return merge(found, deliveries.ofSubject(subjectId)).toSorted((a, b) => byNewest(b, a));
    },
    search,
    unsaved: () => outbox.size(),
  };
}

/** The newer of what the database and what memory says. */
function merge(saved: readonly Delivery[], known: Iterable<Delivery>): readonly Delivery[] {
  const newest = new Map(saved.map((delivery) => [delivery.id, delivery]));
  for (const delivery of known) {
    if ((newest.get(delivery.id)?.version ?? 0) < delivery.version) newest.set(delivery.id, delivery);
  }
  return [...newest.values()];
}

/** Newest first; of one instant, the greater id first. */
function byNewest(a: Pick<Delivery, 'createdAt' | 'id'>, b: Pick<Delivery, 'createdAt' | 'id'>): number {
  return b.createdAt - a.createdAt || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
}

function searchSaved(
  kysely: Kysely<Schema>,
  { state, limit, before }: DeliveryQuery,
): Promise<Selectable<DeliveriesTable>[]> {
  let select = kysely.selectFrom('deliveries').selectAll();
  if (state !== null) select = select.where('state', '=', state);
  if (before !== null) {
    const createdAt = new Date(before.createdAt);
    select = select.where((eb) =>
      eb.or([
        eb('created_at', '<', createdAt),
        eb.and([eb('created_at', '=', createdAt), eb('id', '<', before.id)]),
      ]),
    );
  }
  return select.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
}

const updated = [
  'version',
  'channel_id',
  'state',
  'attempts',
  'sent_at',
  'confirmed_at',
  'last_error',
  'content',
] as const;

/** Repeating it, also in part or out of order, changes nothing: an older version never replaces a newer one. */
async function saveDeliveries(kysely: Kysely<Schema>, deliveries: readonly Delivery[]): Promise<void> {
  await kysely
    .insertInto('deliveries')
    .values(
      deliveries.map((delivery) => ({
        id: delivery.id,
        version: delivery.version,
        subject_type: delivery.content.subject.type,
        subject_id: delivery.content.subject.id,
        reason: delivery.content.reason,
        severity: delivery.content.severity,
        recipient_id: delivery.recipientId,
        channel_id: delivery.routes[delivery.routeIndex]?.channelId ?? null,
        is_urgent: delivery.isUrgent,
        state: delivery.state,
        attempts: delivery.attempts,
        created_at: new Date(delivery.createdAt),
        sent_at: delivery.sentAt === null ? null : new Date(delivery.sentAt),
        confirmed_at: delivery.confirmedAt === null ? null : new Date(delivery.confirmedAt),
        last_error: delivery.lastError === null ? null : storable(delivery.lastError),
        content: toJson(delivery),
      })),
    )
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet((eb) => Object.fromEntries(updated.map((name) => [name, eb.ref(`excluded.${name}`)])))
        .whereRef('deliveries.version', '<', 'excluded.version'),
    )
    .execute();
}
