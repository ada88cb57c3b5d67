import type { Alert } from './alert.ts';
import type { Incident, IncidentMember } from './incident.ts';
import type { Part } from './part.ts';
import type { Severity } from './severity.ts';

/**
 * An incident as somebody sees it who is limited to some areas: with its own alerts there only, and counts of those;
 * null where none is. `alerts`: what is known of it, open ones at least. Of a large one that is over, alerts beyond
 * its first members are counted only where they are among these.
 */
export function partOfIncident(incident: Incident, alerts: readonly Alert[], part: Part): Incident | null {
  const own = alerts.filter((alert) => part.seesAlert(alert));
  const known = new Set(own.map(({ id }) => id));
  const members = incident.members.filter(
    ({ alertId, deviceId }) => known.has(alertId) || part.seesDevice(deviceId),
  );
  if (own.length === 0 && members.length === 0) {
    // All of its alerts moved on to another one.
    return incident.alertCount === 0 && part.seesPath(incident.path) ? incident : null;
  }
  const all = new Map<string, Omit<IncidentMember, 'alertId' | 'ruleId'>>(
    members.map((member) => [member.alertId, member]),
  );
  for (const alert of own) all.set(alert.id, { ...alert, severity: alert.displayedSeverity });
  const open = own.filter(({ closedAt }) => closedAt === null);
  const worst = open.toSorted(
    (a, b) => a.displayedSeverity - b.displayedSeverity || a.raisedAt - b.raisedAt,
  )[0];
  const devices = new Set([...all.values()].map(({ deviceId }) => deviceId));
  const lastAlertAt = [...all.values()].reduce((latest, { raisedAt }) => Math.max(latest, raisedAt), 0);
  const paths = [...devices].map((id) => part.pathOf(id));
  return {
    ...incident,
    title: worst?.title ?? incident.title,
    kinds: own.length === 0 ? incident.kinds : [...new Set(own.map(({ kind }) => kind))],
    path: part.seesPath(incident.path) ? incident.path : (paths[0] ?? []),
    severity: worst?.displayedSeverity ?? worstOf([...all.values()]),
    members,
    alertCount: all.size,
    openCount: open.length,
    unacknowledgedCount: open.filter(({ operator }) => operator === 'unacknowledged').length,
    deviceCount: devices.size,
    siteCount: new Set(paths.flatMap(([nearest]) => (nearest === undefined ? [] : [nearest]))).size,
    lastAlertAt,
    // It is open while one of its alerts is.
    closedAt: open.length > 0 ? null : (incident.closedAt ?? lastAlertAt),
  };
}

function worstOf(members: readonly Pick<IncidentMember, 'severity'>[]): Severity {
  return members.reduce<Severity>((worst, { severity }) => (severity < worst ? severity : worst), 4);
}
