import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Database } from '../../database/connection.ts';
import type { Schema } from '../../database/schema.ts';
import type { Handover } from '../../domain/handover.ts';
import type { Document } from '../document-outbox.ts';
import { createProjection } from '../projection.ts';
import type { Handovers } from './handovers.ts';
import { handoverLimits } from './limits.ts';

/** Carries signed handovers to the database, and finds those of the past. */
export interface HandoverStore {
  start(): void;
  stop(): Promise<void>;
  /** Null where there is none, or the database is away and memory has forgotten it. */
  find(id: string): Promise<Handover | null>;
  /** Newest first; those of memory while the database is away. */
  list(limit: number): Promise<readonly Handover[]>;
}

export function createHandoverStore(options: {
  readonly database: Pick<Database, 'kysely' | 'isAvailable' | 'persist'>;
  readonly handovers: Handovers;
  readonly log: Logger;
}): HandoverStore {
  const { database, handovers, log } = options;
  const { outbox } = handovers;
  const projection = createProjection<readonly Document<Handover>[]>({
    name: 'handovers',
    database,
    unsaved: {
      next: () => (outbox.size() === 0 ? null : outbox.next(handoverLimits.rowsPerSave_max)),
      saved: (documents) => outbox.saved(documents),
      size: () => outbox.size(),
    },
    save: (documents) => saveHandovers(database.kysely, documents),
    log,
  });

  async function find(id: string): Promise<Handover | null> {
    const known = handovers.find(id);
    if (known !== undefined || !database.isAvailable()) return known ?? null;
    const row = await database.kysely
      .selectFrom('handovers')
      .select('content')
      .where('id', '=', id)
      .executeTakeFirst();
    return row?.content ?? null;
  }

  async function list(limit: number): Promise<readonly Handover[]> {
    const max = Math.min(limit, handoverLimits.page_max);
    const rows = database.isAvailable()
      ? await database.kysely
          .selectFrom('handovers')
          .select('content')
          .orderBy('given_at', 'desc')
          .orderBy('id', 'desc')
          .limit(max)
          .execute()
      : [];
    const all = new Map(
      [...rows.map((row) => row.content), ...handovers.recent()].map((one) => [one.id, one]),
    );
    return [...all.values()].toSorted((a, b) => b.givenAt - a.givenAt).slice(0, max);
  }

  return {
    start() {
      handovers.onChange(() => projection.wake());
      projection.start();
    },
    stop: () => projection.stop(),
    find,
    list,
  };
}

/** An older version never replaces a newer one. */
async function saveHandovers(
  kysely: Kysely<Schema>,
  documents: readonly Document<Handover>[],
): Promise<void> {
  await kysely
    .insertInto('handovers')
    .values(
      documents.map(({ content }) => ({
        id: content.id,
        version: content.version,
        shift_id: content.sheet.shift.id,
        shift_from: new Date(content.sheet.shift.from),
        shift_to: new Date(content.sheet.shift.to),
        given_by: content.givenBy,
        given_to: content.givenTo,
        given_at: new Date(content.givenAt),
        taken_by: content.takenBy,
        taken_at: content.takenAt === null ? null : new Date(content.takenAt),
        // PostgreSQL takes no NUL in a text.
        content: JSON.stringify(content).replaceAll('\\u0000', '\uFFFD'),
      })),
    )
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet((eb) =>
          Object.fromEntries(
            (['version', 'given_to', 'given_at', 'taken_by', 'taken_at', 'content'] as const).map((name) => [
              name,
              eb.ref(`excluded.${name}`),
            ]),
          ),
        )
        .whereRef('handovers.version', '<', 'excluded.version'),
    )
    .execute();
}
