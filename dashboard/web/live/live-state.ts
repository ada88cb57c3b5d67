import type { FloodMeter } from '../../../domain/incident.ts';
import type {
  AlertWithPlace,
  CaseWithPlace,
  Change,
  FleetCount,
  LiveIncident,
  LiveIncidentChange,
  LiveTelemetry,
  PlanRunWithPlace,
  ScreenView,
  ServerMessage,
} from '../../live-protocol.ts';

/** What the screen knows of the world. Mutable, outside of the components: they see it once a frame. */
export interface LiveState {
  epoch: string | null;
  seq: number;
  readonly alerts: Map<string, AlertWithPlace>;
  /** The open ones. */
  readonly incidents: Map<string, LiveIncident>;
  /** The open ones. */
  readonly cases: Map<string, CaseWithPlace>;
  /** Those in motion. */
  readonly plans: Map<string, PlanRunWithPlace>;
  floods: readonly FloodMeter[];
  readonly telemetry: Map<string, LiveTelemetry>;
  fleet: readonly FleetCount[];
  /** This screen among those of `views`; null before the first greeting. */
  screen: number | null;
  /** What others have open. */
  views: readonly ScreenView[];
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
  readonly plans: boolean;
  readonly floods: boolean;
  readonly fleet: boolean;
  readonly views: boolean;
  readonly readings: readonly LiveTelemetry[];
  /** Alerts that began to ring with this message. */
  readonly raised: readonly Raised[];
  readonly alertChanges: number;
  /** The alerts that changed, as they are now; closed ones as they were closed, or as they were last known. */
  readonly changed: readonly AlertWithPlace[];
  /** A change is missing: everything must be asked for again. */
  readonly broken: boolean;
}

const nothing: Applied = {
  alerts: false,
  incidents: false,
  cases: false,
  plans: false,
  floods: false,
  fleet: false,
  views: false,
  readings: [],
  raised: [],
  alertChanges: 0,
  changed: [],
  broken: false,
};

export function createLiveState(): LiveState {
  return {
    epoch: null,
    seq: 0,
    alerts: new Map(),
    incidents: new Map(),
    cases: new Map(),
    plans: new Map(),
    floods: [],
    telemetry: new Map(),
    fleet: [],
    screen: null,
    views: [],
  };
}

/** Folds a message of the server into the state. The same change twice does nothing the second time. */
export function applyMessage(state: LiveState, message: ServerMessage): Applied {
  if (message.type === 'change') return applyChange(state, message);
  if (message.type === 'hello') return greet(state, message.screen);
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
  state.plans.clear();
  for (const run of message.plans) state.plans.set(run.id, run);
  state.floods = message.floods;
  const changed = differences(before, state.alerts);
  return {
    ...nothing,
    alerts: true,
    incidents: true,
    cases: true,
    plans: true,
    floods: true,
    fleet: true,
    alertChanges: changed.length,
    changed,
  };
}

/** A new line: who has what open is told anew, and until then nobody knows. */
function greet(state: LiveState, screen: number): Applied {
  state.screen = screen;
  state.views = [];
  return { ...nothing, views: true };
}

function applyChange(state: LiveState, message: Change): Applied {
  if (message.seq <= state.seq) return nothing;
  if (message.seq !== state.seq + 1) return { ...nothing, broken: true };
  state.seq = message.seq;
  const readings: LiveTelemetry[] = [];
  const raised: Raised[] = [];
  const changed: AlertWithPlace[] = [];
  let [fleet, incidents, cases, plans, floods, moved, views] = [
    false,
    false,
    false,
    false,
    false,
    false,
    false,
  ];
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
    } else if (change.kind === 'presence') {
      state.views = change.views.filter(({ screen }) => screen !== state.screen);
      views = true;
    } else if (change.kind === 'incident') {
      moved = putIncident(state, change) || moved;
      incidents = true;
    } else if (change.kind === 'plan') {
      plans = putPlanRun(state, change.run) || plans;
    } else if (change.kind === 'case') {
      cases = putCase(state, change.case) || cases;
    } else if (change.kind === 'alert' && putAlert(state, change.alert)) {
      changed.push(change.alert);
      const { type, at } = change.event;
      if (type === 'raise' || type === 'reactivate') raised.push({ alert: change.alert, receivedAt: at });
    }
  }
  const alertChanges = changed.length;
  const alerts = alertChanges > 0 || moved;
  return {
    alerts,
    incidents,
    cases,
    plans,
    floods,
    fleet,
    views,
    readings,
    raised,
    alertChanges,
    changed,
    broken: false,
  };
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
export function putCase(state: LiveState, one: CaseWithPlace): boolean {
  const known = state.cases.get(one.id);
  if (known !== undefined && known.version >= one.version) return false;
  if (one.closedAt === null) state.cases.set(one.id, one);
  else state.cases.delete(one.id);
  return true;
}

/** Keeps the newest version of a plan in motion; an ended one leaves. False when it was known already. */
export function putPlanRun(state: LiveState, run: PlanRunWithPlace): boolean {
  const known = state.plans.get(run.id);
  if (known !== undefined && known.version >= run.version) return false;
  if (run.endedAt === null) state.plans.set(run.id, run);
  else state.plans.delete(run.id);
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

function differences(
  before: ReadonlyMap<string, AlertWithPlace>,
  after: ReadonlyMap<string, AlertWithPlace>,
): AlertWithPlace[] {
  const changed = [...after.values()].filter((alert) => before.get(alert.id)?.version !== alert.version);
  for (const [id, alert] of before) if (!after.has(id)) changed.push(alert);
  return changed;
}

/**
 * Whether what waits for a second person may have changed. What came while the line was away is not replayed, so a
 * new beginning counts as well.
 */
export function tellsOfConfirmations(message: ServerMessage): boolean {
  if (message.type === 'snapshot' || message.type === 'resumed') return true;
  return message.type === 'change' && message.changes.some(({ kind }) => kind === 'confirmations');
}
