import type { Kysely, Transaction } from 'kysely';
import type { Schema } from '../../database/schema.ts';
import type { Case, CaseEvent, TrackPoint } from '../../domain/case.ts';
import type { Document } from '../document-outbox.ts';
import { toCaseEventRow, toCaseRow, toTrackRow } from './case-row.ts';

/** What the database is to have of cases. */
export interface CaseBatch {
  readonly cases: readonly Document<Case>[];
  readonly events: readonly Document<CaseEvent>[];
  readonly tracks: readonly Document<TrackPoint>[];
}

/**
 * Writes cases, their history and positions in one transaction. Repeating it, also in part or out of order,
 * changes nothing: an older version of a case never replaces a newer one.
 */
export async function saveCases(kysely: Kysely<Schema>, { cases, events, tracks }: CaseBatch): Promise<void> {
  await kysely.transaction().execute(async (transaction) => {
    if (cases.length > 0) await upsert(transaction, cases);
    if (events.length > 0) {
      await transaction
        .insertInto('case_events')
        .values(events.map(({ content }) => toCaseEventRow(content)))
        .onConflict((conflict) => conflict.columns(['case_id', 'version']).doNothing())
        .execute();
    }
    if (tracks.length > 0) {
      await transaction
        .insertInto('tracks')
        .values(tracks.map(({ content }) => toTrackRow(content)))
        .onConflict((conflict) => conflict.columns(['username', 'at']).doNothing())
        .execute();
    }
  });
}

const updated = [
  'version',
  'category',
  'severity',
  'step',
  'level',
  'path',
  'alert_ids',
  'incident_id',
  'assignee',
  'handled_by',
  'finding',
  'report_count',
  'overdue_since',
  'overdue_count',
  'due_at',
  'closed_at',
  'content',
] as const;

async function upsert(transaction: Transaction<Schema>, cases: readonly Document<Case>[]): Promise<void> {
  await transaction
    .insertInto('cases')
    .values(cases.map(({ content }) => toCaseRow(content)))
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet((eb) => Object.fromEntries(updated.map((name) => [name, eb.ref(`excluded.${name}`)])))
        .whereRef('cases.version', '<', 'excluded.version'),
    )
    .execute();
}
