import type { Alert } from './alert.ts';
import type { Incident } from './incident.ts';

/** An alert as rows are made of: with the incident that it is part of, if that is known. */
export interface AlertInIncident extends Alert {
  readonly incidentId: string | null;
}

/** What rows need to know of an incident. */
type AnyIncident = Omit<Incident, 'members'>;

/** One row of the list that staff look at. */
export type DeskRow<A extends AlertInIncident = AlertInIncident, I extends AnyIncident = AnyIncident> =
  /** An alert that must be seen by itself, with its incident if it is part of one. */
  | { readonly type: 'alert'; readonly alert: A; readonly incident: I | null }
  /** An incident with all of its open alerts, first up first. */
  | { readonly type: 'incident'; readonly incident: I; readonly alerts: readonly A[] };

/** Fire, electrical fire, entrapment, and whatever is critical: never folded out of sight. */
export function isNeverFolded({ displayedSeverity, latch }: Alert): boolean {
  return displayedSeverity === 1 || latch !== 'free';
}

/**
 * What staff have to look at: a row for each incident, a row for each life-safety alert that nobody has
 * acknowledged, and a row for what is part of no incident (the past told late). An incident that is nothing but
 * one such alert has that alert's row alone. Every open alert is in at least one row. The worst first, the
 * unacknowledged before the others, then the newest.
 */
export function rowsOf<A extends AlertInIncident, I extends AnyIncident>(
  alerts: readonly A[],
  incidents: readonly I[],
): readonly DeskRow<A, I>[] {
  const byId = new Map(incidents.filter(({ closedAt }) => closedAt === null).map((each) => [each.id, each]));
  const inIncident = new Map<string, A[]>();
  const rows: DeskRow<A, I>[] = [];
  for (const alert of alerts) {
    const incident = alert.incidentId === null ? undefined : byId.get(alert.incidentId);
    if (incident !== undefined) {
      const together = inIncident.get(incident.id);
      if (together === undefined) inIncident.set(incident.id, [alert]);
      else together.push(alert);
    }
    if (incident === undefined || needsOwnRow(alert)) {
      rows.push({ type: 'alert', alert, incident: incident ?? null });
    }
  }
  for (const incident of byId.values()) {
    const together = inIncident.get(incident.id) ?? [];
    const [only] = together;
    if (only !== undefined && together.length === 1 && needsOwnRow(only)) continue;
    rows.push({ type: 'incident', incident, alerts: together.toSorted(firstUp) });
  }
  return rows
    .map((row) => ({ row, rank: toRank(row) }))
    .toSorted(byRank)
    .map(({ row }) => row);
}

function needsOwnRow(alert: Alert): boolean {
  return alert.operator === 'unacknowledged' && isNeverFolded(alert);
}

function firstUp(a: Alert, b: Alert): number {
  return a.raisedAt - b.raisedAt || (a.id < b.id ? -1 : 1);
}

interface Rank {
  readonly severity: number;
  readonly isSeen: boolean;
  readonly at: number;
  readonly id: string;
}

function toRank(row: DeskRow): Rank {
  if (row.type === 'alert') {
    const { displayedSeverity, operator, raisedAt, id } = row.alert;
    return { severity: displayedSeverity, isSeen: operator !== 'unacknowledged', at: raisedAt, id };
  }
  const { incident } = row;
  // By the alerts at hand: an incident's own figures may be a moment older or newer.
  const severity = row.alerts.reduce(
    (worst, { displayedSeverity }) => Math.min(worst, displayedSeverity),
    incident.severity as number,
  );
  const isSeen = row.alerts.every(({ operator }) => operator !== 'unacknowledged');
  return { severity, isSeen, at: incident.lastAlertAt, id: incident.id };
}

function byRank({ rank: a }: { rank: Rank }, { rank: b }: { rank: Rank }): number {
  if (a.severity !== b.severity) return a.severity - b.severity;
  if (a.isSeen !== b.isSeen) return a.isSeen ? 1 : -1;
  return b.at - a.at || (a.id < b.id ? -1 : 1);
}
