import type { Alert } from '../../domain/alert.ts';
import type { FloodMeter, Incident } from '../../domain/incident.ts';
import type { DashboardIncidents } from './dependencies.ts';

/** For tests: an incident of one alert in a kitchen. */
export function sampleIncident(changes: Partial<Incident> = {}): Incident {
  return {
    id: 'incident-1',
    version: 1,
    cause: { type: 'place', id: 'site:kitchen-1' },
    title: { zh: '火警', en: 'Fire alarm' },
    kinds: ['smoke'],
    path: ['site:kitchen-1', 'grid:g1'],
    severity: 1,
    members: [],
    alertCount: 1,
    openCount: 1,
    unacknowledgedCount: 1,
    deviceCount: 1,
    siteCount: 1,
    openedAt: 1_800_000_000_000,
    lastAlertAt: 1_800_000_000_000,
    closedAt: null,
    mergedInto: null,
    ...changes,
  };
}

export interface MemoryIncidents extends DashboardIncidents {
  /** Puts an incident in, with the alerts that are part of it from now on. */
  put(incident: Incident, alerts?: readonly Alert[]): void;
  meters: readonly FloodMeter[];
}

export function memoryIncidents(): MemoryIncidents {
  const incidents = new Map<string, Incident>();
  const members = new Map<string, { incidentId: string; alert: Alert }>();
  const self: MemoryIncidents = {
    meters: [],
    put(incident, alerts = []) {
      incidents.set(incident.id, incident);
      for (const alert of alerts) members.set(alert.id, { incidentId: incident.id, alert });
    },
    open: () => [...incidents.values()].filter(({ closedAt }) => closedAt === null),
    of: (alertId) => incidents.get(members.get(alertId)?.incidentId ?? '') ?? null,
    idsOf: async () => new Map(),
    find: async (id) => incidents.get(id) ?? null,
    search: async ({ limit }) => ({
      incidents: [...incidents.values()].slice(0, limit),
      nextCursor: null,
    }),
    alertsOf: async (id) => ({
      alerts: [...members.values()].filter(({ incidentId }) => incidentId === id).map(({ alert }) => alert),
      moved: [],
    }),
    floods: () => self.meters,
  };
  return self;
}
