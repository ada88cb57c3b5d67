import type { FloodMeter } from '../../domain/incident.ts';
import type {
  AlertWithPlace,
  CaseWithPlace,
  Change,
  FleetCount,
  LiveIncident,
  LiveIncidentChange,
  LiveTelemetry,
  ServerMessage,
} from '../live-protocol.ts';

/** What the screen knows of the world. Mutable, outside of the components: they see it once a frame. */
export interface LiveState {
  epoch: string | null;
  seq: number;
  readonly alerts: Map<string, AlertWithPlace>;
  /** The open ones. */
  readonly incidents: Map<string, LiveIncident>;
  /** The open ones. */
  readonly cases: Map<string, CaseWithPlace>;
  floods: readonly FloodMeter[];
  readonly telemetry: Map<string, LiveTelemetry>;
  fleet: readonly FleetCount[];
}

/** An alert that began to ring, with when what made it ring reached the server. */
export interface Raised {
  readonly alert: AlertWithPlace;
  readonly receivedAt: number;
}

/** What a message changed, for those who draw, measure and announce. */
export interface Applied {
  /** Alerts, or which incident they are part of. */
  readonly alerts: boolean;
  readonly incidents: boolean;
  readonly cases: boolean;
  readonly floods: boolean;
  readonly fleet: boolean;
  readonly readings: readonly LiveTelemetry[];
  /** Alerts that began to ring with this message. */
  readonly raised: readonly Raised[];
  readonly alertChanges: number;
  /** A change is missing: everything must be asked for again. */
  readonly broken: boolean;
}

const nothing: Applied = {
  alerts: false,
  incidents: false,
  cases: false,
  floods: false,
  fleet: false,
  readings: [],
  raised: [],
  alertChanges: 0,
  broken: false,
};

export function createLiveState(): LiveState {
  return {
    epoch: null,
    seq: 0,
    alerts: new Map(),
    incidents: new Map(),
    cases: new Map(),
    floods: [],
    telemetry: new Map(),
    fleet: [],
  };
}

/** Folds a message of the server into the state. The same change twice does nothing the second time. */
export function applyMessage(state: LiveState, message: ServerMessage): Applied {
  if (message.type === 'change') return applyChange(state, message);
  if (message.type !== 'snapshot') return nothing;
  const before = new Map(state.alerts);
  state.epoch = message.epoch;
  state.seq = message.seq;
  state.fleet = message.fleet;
  state.alerts.clear();
  for (const alert of message.alerts) state.alerts.set(alert.id, alert);
  state.incidents.clear();
  for (const incident of message.incidents) state.incidents.set(incident.id, incident);
  state.cases.clear();
  for (const one of message.cases) state.cases.set(one.id, one);
  state.floods = message.floods;
  const alertChanges = countDifferences(before, state.alerts);
  return { ...nothing, alerts: true, incidents: true, cases: true, floods: true, fleet: true, alertChanges };
}

function applyChange(state: LiveState, message: Change): Applied {
  if (message.seq <= state.seq) return nothing;
  if (message.seq !== state.seq + 1) return { ...nothing, broken: true };
  state.seq = message.seq;
  const readings: LiveTelemetry[] = [];
  const raised: Raised[] = [];
  let alertChanges = 0;
  let [fleet, incidents, cases, floods, moved] = [false, false, false, false, false];
  for (const change of message.changes) {
    if (change.kind === 'telemetry') {
      state.telemetry.set(change.deviceId, change);
      readings.push(change);
    } else if (change.kind === 'fleet') {
      state.fleet = change.counts;
      fleet = true;
    } else if (change.kind === 'floods') {
      state.floods = change.meters;
      floods = true;
    } else if (change.kind === 'incident') {
      moved = putIncident(state, change) || moved;
      incidents = true;
    } else if (change.kind === 'case') {
      cases = putCase(state, change.case) || cases;
    } else if (putAlert(state, change.alert)) {
      alertChanges += 1;
      const { type, at } = change.event;
      if (type === 'raise' || type === 'reactivate') raised.push({ alert: change.alert, receivedAt: at });
    }
  }
  const alerts = alertChanges > 0 || moved;
  return { alerts, incidents, cases, floods, fleet, readings, raised, alertChanges, broken: false };
}

/** Keeps the newest state of an incident; an ended one leaves. True when alerts turned out to be part of it. */
function putIncident(state: LiveState, { incident, moved }: LiveIncidentChange): boolean {
  if (incident.closedAt === null) state.incidents.set(incident.id, incident);
  else state.incidents.delete(incident.id);
  let hasMoved = false;
  for (const id of moved) {
    const alert = state.alerts.get(id);
    if (alert === undefined || alert.incidentId === incident.id) continue;
    state.alerts.set(id, { ...alert, incidentId: incident.id });
    hasMoved = true;
  }
  return hasMoved;
}

/** Keeps the newest version of a case; an ended one leaves. False when it was known already. */
function putCase(state: LiveState, one: CaseWithPlace): boolean {
  const known = state.cases.get(one.id);
  if (known !== undefined && known.version >= one.version) return false;
  if (one.closedAt === null) state.cases.set(one.id, one);
  else state.cases.delete(one.id);
  return true;
}

/** Keeps the newest version of an alert; a closed one leaves. False when it was known already. */
export function putAlert(state: LiveState, alert: AlertWithPlace): boolean {
  const known = state.alerts.get(alert.id);
  if (known !== undefined && known.version >= alert.version) return false;
  if (alert.closedAt === null) state.alerts.set(alert.id, alert);
  else state.alerts.delete(alert.id);
  return true;
}

function countDifferences(
  before: ReadonlyMap<string, AlertWithPlace>,
  after: ReadonlyMap<string, AlertWithPlace>,
): number {
  let count = 0;
  for (const [id, alert] of after) if (before.get(id)?.version !== alert.version) count += 1;
  for (const id of before.keys()) if (!after.has(id)) count += 1;
  return count;
}
