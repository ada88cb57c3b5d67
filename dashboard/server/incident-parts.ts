import type { Incident } from '../../domain/incident.ts';
import { partOfIncident } from '../../domain/incident-part.ts';
import type { DashboardAlerts, DashboardIncidents } from './dependencies.ts';
import type { Scope } from './scope.ts';

/**
 * Incidents as somebody sees them: whole, or with their own alerts only; null where none is there. What is asked at
 * once looks through the open alerts once.
 */
export function incidentParts(
  { alerts, incidents }: { alerts: Pick<DashboardAlerts, 'open'>; incidents: Pick<DashboardIncidents, 'of'> },
  scope: Scope,
): (incident: Incident) => Incident | null {
  if (scope.isEverywhere) return (incident) => incident;
  const own = alerts.open().filter((alert) => scope.seesAlert(alert));
  const byIncident = Map.groupBy(own, ({ id }) => incidents.of(id)?.id ?? null);
  return (incident) => partOfIncident(incident, byIncident.get(incident.id) ?? [], scope);
}
