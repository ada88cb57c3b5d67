import type { AlertWithPlace } from '../live-protocol.ts';
import type { Severity } from '../../domain/severity.ts';

/** Worst first: unacknowledged before others, then by severity, then the longest waiting. */
export function compareAlerts(a: AlertWithPlace, b: AlertWithPlace): number {
  return (
    Number(a.operator !== 'unacknowledged') - Number(b.operator !== 'unacknowledged') ||
    a.displayedSeverity - b.displayedSeverity ||
    a.raisedAt - b.raisedAt ||
    (a.id < b.id ? -1 : 1)
  );
}

export interface ListedAlerts {
  readonly rows: readonly AlertWithPlace[];
  /** Alerts held back so that the list does not move under the hand. */
  readonly waiting: number;
}

/**
 * The rows to show. With `held`, the order of the rows that someone has a hand on: they stay where they are
 * with their present state, and what is new waits. A row that closed meanwhile stays as it last was.
 */
export function listAlerts(
  alerts: readonly AlertWithPlace[],
  held: readonly AlertWithPlace[] | null,
): ListedAlerts {
  if (held === null) return { rows: alerts.toSorted(compareAlerts), waiting: 0 };
  const present = new Map(alerts.map((alert) => [alert.id, alert]));
  const rows = held.map((alert) => present.get(alert.id) ?? gone(alert));
  const shown = new Set(held.map((alert) => alert.id));
  return { rows, waiting: alerts.filter((alert) => !shown.has(alert.id)).length };
}

function gone(alert: AlertWithPlace): AlertWithPlace {
  return alert.closedAt === null ? { ...alert, closedAt: alert.returnedAt ?? alert.raisedAt } : alert;
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
