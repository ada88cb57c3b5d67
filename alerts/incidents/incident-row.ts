import type { Insertable, Selectable } from 'kysely';
import type { IncidentMembersTable, IncidentsTable } from '../../database/schema.ts';
import type { Incident, IncidentCause } from '../../domain/incident.ts';
import type { Membership } from './incident-book.ts';

/** Incidents and memberships as rows of the database, and back. */
export function toIncidentRow(incident: Incident): Insertable<IncidentsTable> {
  return {
    id: incident.id,
    version: incident.version,
    cause_type: incident.cause.type,
    cause_id: incident.cause.id,
    title: JSON.stringify(incident.title),
    kinds: [...incident.kinds],
    path: [...incident.path],
    severity: incident.severity,
    members: JSON.stringify(incident.members),
    alert_count: incident.alertCount,
    open_count: incident.openCount,
    unacknowledged_count: incident.unacknowledgedCount,
    device_count: incident.deviceCount,
    site_count: incident.siteCount,
    opened_at: new Date(incident.openedAt),
    last_alert_at: new Date(incident.lastAlertAt),
    closed_at: incident.closedAt === null ? null : new Date(incident.closedAt),
    merged_into: incident.mergedInto,
  };
}

export function fromIncidentRow(row: Selectable<IncidentsTable>): Incident {
  return {
    id: row.id,
    version: row.version,
    cause: { type: row.cause_type, id: row.cause_id } as IncidentCause,
    title: row.title,
    kinds: row.kinds,
    path: row.path,
    severity: row.severity,
    members: row.members,
    alertCount: row.alert_count,
    openCount: row.open_count,
    unacknowledgedCount: row.unacknowledged_count,
    deviceCount: row.device_count,
    siteCount: row.site_count,
    openedAt: row.opened_at.getTime(),
    lastAlertAt: row.last_alert_at.getTime(),
    closedAt: row.closed_at?.getTime() ?? null,
    mergedInto: row.merged_into,
  };
}

export function toMemberRow(membership: Membership): Insertable<IncidentMembersTable> {
  return {
    alert_id: membership.alertId,
    incident_id: membership.incidentId,
    version: membership.version,
    up_order: membership.order,
    joined_at: new Date(membership.joinedAt),
    left_at: membership.leftAt === null ? null : new Date(membership.leftAt),
    moved_to: membership.movedTo,
  };
}
