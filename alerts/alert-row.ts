import type { Insertable, Selectable } from 'kysely';
import type { AlertEventsTable, AlertsTable } from '../database/schema.ts';
import type { Alert, AlertEvent } from '../domain/alert.ts';
import { completeEvidence } from './old-records.ts';

/** Alerts and events as rows of the database, and back. `path`: where the device stood when it was raised. */
export function toAlertRow(alert: Alert, path: readonly string[] = []): Insertable<AlertsTable> {
  return {
    path: [...path],
    id: alert.id,
    version: alert.version,
    rule_id: alert.ruleId,
    rule_version: alert.ruleVersion,
    scope_type: alert.scope.type,
    scope_id: alert.scope.id,
    device_id: alert.deviceId,
    kind: alert.kind,
    severity: alert.severity,
    displayed_severity: alert.displayedSeverity,
    condition: alert.condition,
    operator_state: alert.operator,
    latch: alert.latch,
    suppression: alert.suppression,
    suppressed: alert.suppressed === null ? null : toJson(alert.suppressed),
    silenced_at: toDate(alert.silencedAt),
    silenced_by: alert.silencedBy,
    rang_at: new Date(alert.rangAt),
    activations: alert.activations,
    is_chattering: alert.isChattering,
    assignee: alert.assignee,
    retrospective: alert.retrospective,
    title: toJson(alert.title),
    advice: toJson(alert.advice),
    evidence: alert.evidence === null ? null : toJson(alert.evidence),
    raised_at: new Date(alert.raisedAt),
    event_time: new Date(alert.eventTime),
    received_at: new Date(alert.receivedAt),
    returned_at: toDate(alert.returnedAt),
    acknowledged_at: toDate(alert.acknowledgedAt),
    acknowledged_by: alert.acknowledgedBy,
    closed_at: toDate(alert.closedAt),
    closed_by: alert.closedBy,
    finding: alert.finding,
    forecast: alert.forecast === null ? null : toJson(alert.forecast),
    outcome: alert.outcome === null ? null : toJson(alert.outcome),
    counterpart_id: alert.counterpartId,
  };
}

export function fromAlertRow(row: Selectable<AlertsTable>): Alert {
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
    suppressed: row.suppressed,
    silencedAt: row.silenced_at?.getTime() ?? null,
    silencedBy: row.silenced_by,
    rangAt: row.rang_at?.getTime() ?? row.raised_at.getTime(),
    activations: row.activations,
    isChattering: row.is_chattering,
    assignee: row.assignee,
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
    evidence: completeEvidence(row.evidence),
    forecast: row.forecast,
    outcome: row.outcome,
    counterpartId: row.counterpart_id,
  };
}

export function toEventRow(event: AlertEvent): Insertable<AlertEventsTable> {
  return {
    alert_id: event.alertId,
    version: event.version,
    at: new Date(event.at),
    type: event.type,
    by_whom: event.by,
    comment: event.comment === null ? null : storable(event.comment),
    detail: toJson(event.detail),
  };
}

export function fromEventRow(row: Selectable<AlertEventsTable>): AlertEvent {
  return {
    alertId: row.alert_id,
    version: row.version,
    at: row.at.getTime(),
    type: row.type as AlertEvent['type'],
    by: row.by_whom,
    comment: row.comment,
    detail: row.detail,
  };
}

export function toDate(time: number | null): Date | null {
  return time === null ? null : new Date(time);
}

/** JSON text: pg would write arrays inside as PostgreSQL's own. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'string' ? storable(part) : part));
}

/** PostgreSQL takes no NUL in a text: one in a comment must not hold up every alert behind it. */
export function storable(text: string): string {
  return text.replaceAll('\u0000', '\uFFFD');
}
