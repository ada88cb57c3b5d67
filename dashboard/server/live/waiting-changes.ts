import type { IncidentChange } from '../../../domain/incident.ts';

/** An alert's change on its way to the screens. */
interface WaitingAlert {
  readonly alertId: string;
  readonly json: string;
}

type WaitingIncident = Omit<IncidentChange, 'before'>;

/** What waits to be put on the wire together. */
export interface WaitingChanges {
  /** An urgent one goes before all that are not; the changes of one alert keep their order. */
  addAlert(change: WaitingAlert & { readonly isUrgent: boolean }): void;
  /** Replaces what waits of the same incident. */
  addIncident(change: IncidentChange): void;
  /** Kept in order, after the alerts. */
  addCase(json: string): void;
  takeCases(): readonly string[];
  /** Replaces what waits of the same run. */
  addPlan(runId: string, json: string): void;
  /** The latest of each run, as JSON, in the order of their latest change. */
  takePlans(): readonly string[];
  /** As JSON, the urgent ones first. */
  takeAlerts(): readonly string[];
  /** As JSON, only the urgent ones; the others stay. */
  takeUrgentAlerts(): readonly string[];
  /** Those that nobody was told of yet. */
  takeNewIncidents(): readonly WaitingIncident[];
  /** The latest of each incident, with all alerts that moved into it, in the order of their latest change. */
  takeIncidents(): readonly WaitingIncident[];
}

export function createWaitingChanges(): WaitingChanges {
  let urgent: WaitingAlert[] = [];
  let others: WaitingAlert[] = [];
  let cases: string[] = [];
  const plans = new Map<string, string>();
  let idsOfOthers = new Set<string>();
  const incidents = new Map<string, WaitingIncident>();
  let newIncidents: WaitingIncident[] = [];

  function takeUrgentAlerts(): readonly string[] {
    const taken = urgent;
    urgent = [];
    return taken.map(({ json }) => json);
  }

  function addChange(incident: WaitingIncident['incident'], moved: readonly string[]): void {
    const before = incidents.get(incident.id)?.moved ?? [];
    incidents.delete(incident.id);
    incidents.set(incident.id, { incident, moved: moved.length === 0 ? before : [...before, ...moved] });
  }

  return {
    addAlert({ isUrgent, ...change }) {
      if (!isUrgent) {
        others.push(change);
        idsOfOthers.add(change.alertId);
        return;
      }
      if (idsOfOthers.delete(change.alertId)) {
        urgent.push(...others.filter(({ alertId }) => alertId === change.alertId));
        others = others.filter(({ alertId }) => alertId !== change.alertId);
      }
      urgent.push(change);
    },
    addIncident({ incident, before, moved }) {
      if (before === null) {
        newIncidents.push({ incident, moved });
        return;
      }
      addChange(incident, moved);
    },
    addCase: (json) => void cases.push(json),
    takeCases() {
      const taken = cases;
      cases = [];
      return taken;
    },
    addPlan(runId, json) {
      plans.delete(runId);
      plans.set(runId, json);
    },
    takePlans() {
      const taken = [...plans.values()];
      plans.clear();
      return taken;
    },
    takeUrgentAlerts,
    takeAlerts() {
      const taken = [...takeUrgentAlerts(), ...others.map(({ json }) => json)];
      others = [];
      idsOfOthers = new Set();
      return taken;
    },
    takeNewIncidents() {
      const taken = newIncidents;
      newIncidents = [];
      return taken;
    },
    takeIncidents() {
      const taken = [...newIncidents, ...incidents.values()];
      newIncidents = [];
      incidents.clear();
      return taken;
    },
  };
}
