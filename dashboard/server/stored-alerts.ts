import type { Selectable } from 'kysely';
import type { AlertsTable } from '../../database/schema.ts';
import type { Alert } from '../../domain/alert.ts';
import type { DashboardDatabase } from './dependencies.ts';

/** An alert that the desk no longer holds, from the database; null when there is none. */
export async function findStoredAlert(database: DashboardDatabase, id: string): Promise<Alert | null> {
  const row = await database.kysely.selectFrom('alerts').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toAlert(row);
}

/** A device's alerts as the database has them, newest first. */
export async function findDeviceAlerts(
  database: DashboardDatabase,
  deviceId: string,
  limit: number,
): Promise<readonly Alert[]> {
  const rows = await database.kysely
    .selectFrom('alerts')
    .selectAll()
    .where('device_id', '=', deviceId)
    .orderBy('raised_at', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toAlert);
}

function toAlert(row: Selectable<AlertsTable>): Alert {
  return {
    id: row.id,
    version: row.version,
    ruleId: row.rule_id,
    ruleVersion: row.rule_version,
    scope: { type: row.scope_type, id: row.scope_id },
    deviceId: row.device_id,
    kind: row.kind,
    title: row.title,
    advice: row.advice,
    severity: row.severity,
    displayedSeverity: row.displayed_severity,
    condition: row.condition,
    operator: row.operator_state,
    latch: row.latch,
    suppression: row.suppression,
    retrospective: row.retrospective,
    raisedAt: row.raised_at.getTime(),
    eventTime: row.event_time.getTime(),
    receivedAt: row.received_at.getTime(),
    returnedAt: row.returned_at?.getTime() ?? null,
    acknowledgedAt: row.acknowledged_at?.getTime() ?? null,
    acknowledgedBy: row.acknowledged_by,
    closedAt: row.closed_at?.getTime() ?? null,
    closedBy: row.closed_by,
    finding: row.finding,
    evidence: row.evidence,
  };
}
