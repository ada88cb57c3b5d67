import type { Insertable, Selectable } from 'kysely';
import type { CaseEventsTable, CasesTable, TracksTable } from '../../database/schema.ts';
import type { Case, CaseEvent, TrackPoint } from '../../domain/case.ts';
import { storable, toDate, toJson } from '../alert-row.ts';

/** Cases, their history and positions as rows of the database, and back. */
export function toCaseRow(current: Case): Insertable<CasesTable> {
  return {
    id: current.id,
    version: current.version,
    number: current.number,
    source: current.source,
    category: current.category,
    severity: current.severity,
    step: current.step,
    level: current.level,
    path: current.path.map(storable),
    alert_ids: current.alertIds.map(storable),
    incident_id: current.incidentId,
    assignee: current.assignee,
    handled_by: current.handledBy,
    finding: current.finding,
    report_count: current.reportCount,
    overdue_since: toDate(current.overdueSince),
    overdue_count: current.overdueCount,
    due_at: toDate(current.dueAt),
    reported_at: new Date(current.reportedAt),
    reported_by: current.reportedBy,
    closed_at: toDate(current.closedAt),
    content: toJson(current),
  };
}

export function fromCaseRow({ content }: Pick<Selectable<CasesTable>, 'content'>): Case {
  return content;
}

export function toCaseEventRow(event: CaseEvent): Insertable<CaseEventsTable> {
  return {
    case_id: event.caseId,
    version: event.version,
    at: new Date(event.at),
    type: event.type,
    by_whom: event.by,
    comment: event.comment === null ? null : storable(event.comment),
    detail: toJson(event.detail),
  };
}

export function fromCaseEventRow(row: Selectable<CaseEventsTable>): CaseEvent {
  return {
    caseId: row.case_id,
    version: row.version,
    at: row.at.getTime(),
    type: row.type as CaseEvent['type'],
    by: row.by_whom,
    comment: row.comment,
    detail: row.detail,
  };
}

export function toTrackRow({ username, at, position, accuracy_m }: TrackPoint): Insertable<TracksTable> {
  return { username, at: new Date(at), ...position, accuracy_m };
}

export function fromTrackRow(row: Selectable<TracksTable>): TrackPoint {
  return {
    username: row.username,
    at: row.at.getTime(),
    position: { longitude_deg: row.longitude_deg, latitude_deg: row.latitude_deg },
    accuracy_m: row.accuracy_m,
  };
}
