import type { Alert } from '../../domain/alert.ts';
import type { Case } from '../../domain/case.ts';
import type { Incident } from '../../domain/incident.ts';
import type { PlanRun } from '../../domain/plan.ts';
import type { Text } from '../../domain/text.ts';
import type {
  AlertWithPlace,
  CaseWithPlace,
  IncidentWithPlace,
  LiveIncident,
  PlanRunWithPlace,
} from '../live-protocol.ts';
import type { DashboardIncidents } from './dependencies.ts';
import type { Places } from './place.ts';
import { everywhere, type Scope } from './scope.ts';

/** Alerts and incidents as people are shown them: with what other rooms know of them. */
export interface AlertViews {
  alert(alert: Alert): AlertWithPlace;
  /** Of alerts however old: their incidents are looked up where memory has forgotten them. */
  pastAlerts(alerts: readonly Alert[]): Promise<readonly AlertWithPlace[]>;
  /** `scope`: of whoever sees that part of it. */
  incident(incident: Incident, scope?: Scope): IncidentWithPlace;
  case(one: Case): CaseWithPlace;
  planRun(run: PlanRun): PlanRunWithPlace;
  liveIncident(incident: Incident, scope?: Scope): LiveIncident;
}

export function createAlertViews(options: {
  readonly places: Places;
  readonly incidents: Pick<DashboardIncidents, 'of' | 'idsOf'>;
}): AlertViews {
  const { places, incidents } = options;

  function alert(alert: Alert): AlertWithPlace {
    return {
      ...alert,
      place: places.ofAlert(alert),
      areaCode: places.areaOfAlert(alert),
      incidentId: incidents.of(alert.id)?.id ?? null,
    };
  }

  /** What it is about may lie elsewhere: then its own first place says where. */
  function placeOf(incident: Incident, scope: Scope = everywhere): Text {
    const { cause, path } = incident;
    const isShown = cause.type === 'place' || cause.type === 'rule' || scope.seesDevice(cause.id);
    return isShown ? places.ofIncident(incident) : places.ofCase({ deviceId: null, path });
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
    incident: (incident, scope) => ({ ...incident, place: placeOf(incident, scope) }),
    case: (one) => ({ ...one, place: places.ofCase(one) }),
    planRun: (run) => ({ ...run, place: places.ofRun(run) }),
    liveIncident(incident, scope) {
      const { members: _members, ...rest } = incident;
      return { ...rest, place: placeOf(incident, scope) };
    },
  };
}
