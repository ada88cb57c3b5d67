import { sql, type Kysely } from 'kysely';
import type { Schema } from '../../database/schema.ts';
import type { Document } from '../document-outbox.ts';
import type { ActivityDocument } from './activity.ts';
import { toActivationRow } from './activation-row.ts';

/** What an older version never replaces, and all else of a row. */
const updated = [
  'version',
  'severity',
  'announced_at',
  'muted_by',
  'ended_at',
  'left_at',
  'acknowledged_at',
  'acknowledged_seat',
  'is_chatter_start',
  'finding',
  'forecast_result',
  'lead_s',
] as const;

/** Writes activations and late findings in one transaction; repeating it changes nothing. */
export async function saveActivity(
  kysely: Kysely<Schema>,
  documents: readonly Document<ActivityDocument>[],
): Promise<void> {
  const contents = documents.map(({ content }) => content);
  const rows = contents.flatMap((content) =>
    content.type === 'activation' ? [toActivationRow(content.activation)] : [],
  );
  const found = contents.filter((content) => content.type === 'finding');
  await kysely.transaction().execute(async (transaction) => {
    if (rows.length > 0) {
      await transaction
        .insertInto('alert_activations')
        .values(rows)
        .onConflict((conflict) =>
          conflict
            .columns(['alert_id', 'number'])
            .doUpdateSet((eb) =>
              Object.fromEntries(updated.map((name) => [name, eb.ref(`excluded.${name}`)])),
            )
            .whereRef('alert_activations.version', '<', 'excluded.version'),
        )
        .execute();
    }
    if (found.length === 0) return;
    const ids = found.map(({ alertId }) => alertId);
    const findings = found.map(({ finding }) => finding);
    await sql`
      update alert_activations as latest
      set finding = found.finding
      from unnest(${ids}::text[], ${findings}::text[]) as found (alert_id, finding)
      where latest.alert_id = found.alert_id
        and latest.number = (select max(number) from alert_activations where alert_id = found.alert_id)
    `.execute(transaction);
  });
}
