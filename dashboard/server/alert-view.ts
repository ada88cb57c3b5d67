import type { Alert } from '../../domain/alert.ts';
import type { Case } from '../../domain/case.ts';
import type { Incident } from '../../domain/incident.ts';
import type { AlertWithPlace, CaseWithPlace, IncidentWithPlace, LiveIncident } from '../live-protocol.ts';
import type { DashboardIncidents } from './dependencies.ts';
import type { Places } from './place.ts';

/** Alerts and incidents as people are shown them: with what other rooms know of them. */
export interface AlertViews {
  alert(alert: Alert): AlertWithPlace;
  /** Of alerts however old: their incidents are looked up where memory has forgotten them. */
  pastAlerts(alerts: readonly Alert[]): Promise<readonly AlertWithPlace[]>;
  incident(incident: Incident): IncidentWithPlace;
  case(one: Case): CaseWithPlace;
  liveIncident(incident: Incident): LiveIncident;
}

export function createAlertViews(options: {
  readonly places: Places;
  readonly incidents: Pick<DashboardIncidents, 'of' | 'idsOf'>;
}): AlertViews {
  const { places, incidents } = options;

  function alert(alert: Alert): AlertWithPlace {
    return { ...alert, place: places.ofAlert(alert), incidentId: incidents.of(alert.id)?.id ?? null };
  }

  return {
    alert,
    async pastAlerts(alerts) {
      const views = alerts.map(alert);
      const unknown = views.filter(({ incidentId, retrospective }) => incidentId === null && !retrospective);
      if (unknown.length === 0) return views;
      const ids = await incidents.idsOf(unknown.map(({ id }) => id));
      return views.map((view) => ({ ...view, incidentId: view.incidentId ?? ids.get(view.id) ?? null }));
    },
    incident: (incident) => ({ ...incident, place: places.ofIncident(incident) }),
    case: (one) => ({ ...one, place: places.ofCase(one) }),
    liveIncident(incident) {
      const { members: _members, ...rest } = incident;
      return { ...rest, place: places.ofIncident(incident) };
    },
  };
}
