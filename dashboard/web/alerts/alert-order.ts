import { rowsOf, type DeskRow } from '../../../domain/desk-rows.ts';
import type { AlertWithPlace, LiveIncident } from '../../live-protocol.ts';
import type { Severity } from '../../../domain/severity.ts';

export type ListRow = DeskRow<AlertWithPlace, LiveIncident>;

/** What a row is known by: an incident that is one alert is that alert's row. */
export function rowKey(row: ListRow): string {
  if (row.type === 'alert') return alertKey(row.alert.id);
  const [only] = row.alerts;
  return row.alerts.length === 1 && only !== undefined ? alertKey(only.id) : `incident:${row.incident.id}`;
}

export function alertKey(id: string): string {
  return `alert:${id}`;
}

/** The rows of these alerts, the worst first. Incidents none of whose alerts are among them have none. */
export function orderRows(
  alerts: readonly AlertWithPlace[],
  incidents: readonly LiveIncident[],
): readonly ListRow[] {
  return rowsOf(alerts, incidents).filter((row) => row.type === 'alert' || row.alerts.length > 0);
}

export interface WaitingRows {
  readonly count: number;
  /** The worst of the alerts in them that nobody acknowledged. */
  readonly worst: Severity | null;
}

export interface ListedRows {
  readonly rows: readonly ListRow[];
  /** Rows held back so that the list does not move under the hand. */
  readonly waiting: WaitingRows;
}

const noneWaiting: WaitingRows = { count: 0, worst: null };

/**
 * The rows to show. With `held`, the rows that someone has a hand on: they stay where they are, with the present
 * state of their alerts, and what is new waits. An alert that closed meanwhile stays as it last was.
 */
export function listRows(
  rows: readonly ListRow[],
  held: readonly ListRow[] | null,
  present: (id: string) => AlertWithPlace | undefined,
): ListedRows {
  if (held === null) return { rows, waiting: noneWaiting };
  const covered = new Set<string>();
  for (const row of held) for (const { id } of alertsOfRow(row)) covered.add(id);
  const incidents = new Map(
    rows.flatMap((row) => (row.incident === null ? [] : [[row.incident.id, row.incident]])),
  );
  const shown = held.map((row) => presentRow(row, incidents, (alert) => present(alert.id) ?? gone(alert)));
  let count = 0;
  let worst: Severity | null = null;
  for (const row of rows) {
    const fresh = alertsOfRow(row).filter(({ id }) => !covered.has(id));
    if (fresh.length === 0) continue;
    count += 1;
    for (const { displayedSeverity, operator } of fresh) {
      if (operator !== 'unacknowledged') continue;
      if (worst === null || displayedSeverity < worst) worst = displayedSeverity;
    }
  }
  return { rows: shown, waiting: { count, worst } };
}

export function alertsOfRow(row: ListRow): readonly AlertWithPlace[] {
  return row.type === 'alert' ? [row.alert] : row.alerts;
}

/** The same row where nothing about it changed, so that it is not drawn again. */
function presentRow(
  row: ListRow,
  incidents: ReadonlyMap<string, LiveIncident>,
  now: (alert: AlertWithPlace) => AlertWithPlace,
): ListRow {
  const incident = (row.incident === null ? undefined : incidents.get(row.incident.id)) ?? row.incident;
  if (row.type === 'alert') {
    const alert = now(row.alert);
    return alert === row.alert && incident === row.incident ? row : { type: 'alert', alert, incident };
  }
  const alerts = row.alerts.map(now);
  const isSame = incident === row.incident && alerts.every((alert, index) => alert === row.alerts[index]);
  return isSame || incident === null ? row : { type: 'incident', incident, alerts };
}

function gone(alert: AlertWithPlace): AlertWithPlace {
  return alert.closedAt === null ? { ...alert, closedAt: alert.returnedAt ?? alert.raisedAt } : alert;
}

/** One line of the list: a row, or an alert of an incident that was opened in place. */
export type ListItem =
  | {
      readonly type: 'alert';
      readonly key: string;
      readonly alert: AlertWithPlace;
      readonly incident: LiveIncident | null;
      /** 2: an alert below its incident. */
      readonly level: 1 | 2;
    }
  | {
      readonly type: 'incident';
      readonly key: string;
      readonly incident: LiveIncident;
      readonly alerts: readonly AlertWithPlace[];
      readonly isExpanded: boolean;
    };

/** The lines to draw: incidents with their alerts below them where they are opened. */
export function toItems(rows: readonly ListRow[], expanded: ReadonlySet<string>): readonly ListItem[] {
  const items: ListItem[] = [];
  for (const row of rows) {
    const key = rowKey(row);
    if (row.type === 'alert') {
      items.push({ type: 'alert', key, alert: row.alert, incident: row.incident, level: 1 });
      continue;
    }
    const { incident, alerts } = row;
    const [only] = alerts;
    if (alerts.length === 1 && only !== undefined) {
      items.push({ type: 'alert', key, alert: only, incident, level: 1 });
      continue;
    }
    const isExpanded = expanded.has(incident.id);
    items.push({ type: 'incident', key, incident, alerts, isExpanded });
    if (!isExpanded) continue;
    for (const alert of alerts) {
      items.push({ type: 'alert', key: `${key}/${alert.id}`, alert, incident, level: 2 });
    }
  }
  return items;
}

export interface SeverityCount {
  readonly unacknowledged: number;
  readonly open: number;
}

export interface AlertCounts {
  readonly bySeverity: Readonly<Record<Severity, SeverityCount>>;
  /** The one that waits longest for an acknowledgement. */
  readonly oldest: AlertWithPlace | null;
}

/** For the strip that is always in view. */
export function countAlerts(alerts: readonly AlertWithPlace[]): AlertCounts {
  const bySeverity: Record<Severity, { unacknowledged: number; open: number }> = {
    1: { unacknowledged: 0, open: 0 },
    2: { unacknowledged: 0, open: 0 },
    3: { unacknowledged: 0, open: 0 },
    4: { unacknowledged: 0, open: 0 },
  };
  let oldest: AlertWithPlace | null = null;
  for (const alert of alerts) {
    const count = bySeverity[alert.displayedSeverity];
    count.open += 1;
    if (alert.operator !== 'unacknowledged') continue;
    count.unacknowledged += 1;
    if (oldest === null || alert.raisedAt < oldest.raisedAt) oldest = alert;
  }
  return { bySeverity, oldest };
}

/** Alerts apart from the list's rows: unacknowledged before others, then by severity, then the longest waiting. */
export function compareAlerts(a: AlertWithPlace, b: AlertWithPlace): number {
  return (
    Number(a.operator !== 'unacknowledged') - Number(b.operator !== 'unacknowledged') ||
    a.displayedSeverity - b.displayedSeverity ||
    a.raisedAt - b.raisedAt ||
    (a.id < b.id ? -1 : 1)
  );
}
