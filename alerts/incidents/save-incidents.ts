import type { Kysely } from 'kysely';
import type { Schema } from '../../database/schema.ts';
import type { Document } from '../document-outbox.ts';
import type { IncidentDocument } from './incident-book.ts';
import { toIncidentRow, toMemberRow } from './incident-row.ts';

const updated = [
  'version',
  'cause_type',
  'cause_id',
  'title',
  'kinds',
  'path',
  'severity',
  'members',
  'alert_count',
  'open_count',
  'unacknowledged_count',
  'device_count',
  'site_count',
  'last_alert_at',
  'closed_at',
  'merged_into',
] as const;

/**
 * Writes incidents and who is part of them in one transaction. Repeating it, also in part or out of order,
 * changes nothing: an older version never replaces a newer one.
 */
export async function saveIncidents(
  kysely: Kysely<Schema>,
  documents: readonly Document<IncidentDocument>[],
): Promise<void> {
  const contents = documents.map(({ content }) => content);
  const incidents = contents.flatMap((content) => (content.type === 'incident' ? [content.incident] : []));
  const memberships = contents.flatMap((content) =>
    content.type === 'membership' ? [content.membership] : [],
  );
  await kysely.transaction().execute(async (transaction) => {
    if (incidents.length > 0) {
      await transaction
        .insertInto('incidents')
        .values(incidents.map(toIncidentRow))
        .onConflict((conflict) =>
          conflict
            .column('id')
            .doUpdateSet((eb) =>
              Object.fromEntries(updated.map((name) => [name, eb.ref(`excluded.${name}`)])),
            )
            .whereRef('incidents.version', '<', 'excluded.version'),
        )
        .execute();
    }
    if (memberships.length > 0) {
      await transaction
        .insertInto('incident_members')
        .values(memberships.map(toMemberRow))
        .onConflict((conflict) =>
          conflict
            .columns(['alert_id', 'incident_id'])
            .doUpdateSet((eb) => ({
              version: eb.ref('excluded.version'),
              left_at: eb.ref('excluded.left_at'),
              moved_to: eb.ref('excluded.moved_to'),
            }))
            .whereRef('incident_members.version', '<', 'excluded.version'),
        )
        .execute();
    }
  });
}
