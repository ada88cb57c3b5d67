import type { IncidentChange } from '../../../domain/incident.ts';

/** An alert's change on its way to the screens. */
interface WaitingAlert {
  readonly alertId: string;
  readonly json: string;
}

/** What waits to be put on the wire together. */
export interface WaitingChanges {
  /** An urgent one goes before all that are not; the changes of one alert keep their order. */
  addAlert(change: WaitingAlert & { readonly isUrgent: boolean }): void;
  /** Replaces what waits of the same incident. */
  addIncident(change: IncidentChange): void;
  /** Kept in order, after the alerts. */
  addCase(json: string): void;
  takeCases(): readonly string[];
  /** As JSON, the urgent ones first. */
  takeAlerts(): readonly string[];
  /** As JSON, only the urgent ones; the others stay. */
  takeUrgentAlerts(): readonly string[];
  /** The latest of each incident, with all alerts that moved into it, in the order of their latest change. */
  takeIncidents(): readonly Omit<IncidentChange, 'before'>[];
}

export function createWaitingChanges(): WaitingChanges {
  let urgent: WaitingAlert[] = [];
  let others: WaitingAlert[] = [];
  let cases: string[] = [];
  let idsOfOthers = new Set<string>();
  const incidents = new Map<string, Omit<IncidentChange, 'before'>>();

  function takeUrgentAlerts(): readonly string[] {
    const taken = urgent;
    urgent = [];
    return taken.map(({ json }) => json);
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
    addIncident({ incident, moved }) {
      const before = incidents.get(incident.id)?.moved ?? [];
      incidents.delete(incident.id);
      incidents.set(incident.id, { incident, moved: moved.length === 0 ? before : [...before, ...moved] });
    },
    addCase: (json) => void cases.push(json),
    takeCases() {
      const taken = cases;
      cases = [];
      return taken;
    },
    takeUrgentAlerts,
    takeAlerts() {
      const taken = [...takeUrgentAlerts(), ...others.map(({ json }) => json)];
      others = [];
      idsOfOthers = new Set();
      return taken;
    },
    takeIncidents() {
      const taken = [...incidents.values()];
      incidents.clear();
      return taken;
    },
  };
}
