import { sql, type Kysely, type Transaction } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { Alert, AlertEvent } from '../domain/alert.ts';
import { toAlertRow, toEventRow } from './alert-row.ts';
import { toOutcomeRows } from './outcome-row.ts';
import type { OutboxBatch } from './outbox.ts';

/**
 * Writes alerts and their events in one transaction. Repeating it, also in part or out of order, changes
 * nothing: an older version of an alert never replaces a newer one.
 */
export async function saveAlerts(kysely: Kysely<Schema>, { alerts, events }: OutboxBatch): Promise<void> {
  const closed = alerts.filter((alert) => alert.closedAt !== null);
  const open = alerts.filter((alert) => alert.closedAt === null);
  const paths = pathsOf(events);
  await kysely.transaction().execute(async (transaction) => {
    // At most one alert of a rule and scope is open: what has ended makes way first.
    await upsert(transaction, closed, paths);
    await closeForgotten(transaction, open);
    await upsert(transaction, open, paths);
    if (events.length === 0) return;
    await transaction
      .insertInto('alert_events')
      .values(events.map(toEventRow))
      .onConflict((conflict) => conflict.columns(['alert_id', 'version']).doNothing())
      .execute();
    await insertOutcomes(transaction, { alerts, events });
  });
}

async function insertOutcomes(transaction: Transaction<Schema>, batch: OutboxBatch): Promise<void> {
  const rows = toOutcomeRows(batch);
  if (rows.length === 0) return;
  await transaction
    .insertInto('forecast_outcomes')
    .values([...rows])
    .onConflict((conflict) => conflict.column('activation_id').doNothing())
    .execute();
}

const updated = [
  'version',
  'rule_version',
  'title',
  'advice',
  'severity',
  'displayed_severity',
  'condition',
  'operator_state',
  'latch',
  'suppression',
  'suppressed',
  'silenced_at',
  'silenced_by',
  'rang_at',
  'activations',
  'is_chattering',
  'assignee',
  'retrospective',
  'evidence',
  'received_at',
  'returned_at',
  'acknowledged_at',
  'acknowledged_by',
  'closed_at',
  'closed_by',
  'finding',
  'forecast',
  'outcome',
  'counterpart_id',
] as const;

/** Where alerts began: their first line of history says it, and is saved with them the first time. */
function pathsOf(events: readonly AlertEvent[]): ReadonlyMap<string, readonly string[]> {
  const first = events.filter(({ version, detail }) => version === 1 && Array.isArray(detail['path']));
  return new Map(first.map(({ alertId, detail }) => [alertId, detail['path'] as readonly string[]]));
}

async function upsert(
  transaction: Transaction<Schema>,
  alerts: readonly Alert[],
  paths: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  if (alerts.length === 0) return;
  await transaction
    .insertInto('alerts')
    .values(alerts.map((alert) => toAlertRow(alert, paths.get(alert.id))))
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet((eb) => Object.fromEntries(updated.map((name) => [name, eb.ref(`excluded.${name}`)])))
        .whereRef('alerts.version', '<', 'excluded.version'),
    )
    .execute();
}

/**
 * An alert that the database has open and the desk does not know, as after the journal's folder was lost:
 * the desk's own is the one that is open now.
 */
async function closeForgotten(transaction: Transaction<Schema>, open: readonly Alert[]): Promise<void> {
  if (open.length === 0) return;
  const rules = open.map((alert) => alert.ruleId);
  const types = open.map((alert) => alert.scope.type);
  const scopes = open.map((alert) => alert.scope.id);
  const ids = open.map((alert) => alert.id);
  const times = open.map((alert) => new Date(alert.raisedAt));
  await sql`
    update alerts
    set closed_at = present.raised_at, closed_by = 'rules'
    from unnest(${rules}::text[], ${types}::text[], ${scopes}::text[], ${ids}::text[], ${times}::timestamptz[])
      as present (rule_id, scope_type, scope_id, id, raised_at)
    where alerts.rule_id = present.rule_id
      and alerts.scope_type = present.scope_type
      and alerts.scope_id = present.scope_id
      and alerts.id <> present.id
      and alerts.closed_at is null
  `.execute(transaction);
}
