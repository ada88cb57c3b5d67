import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { isWanted, type ActionOutcome } from '../../domain/alert-desk.ts';
import type { Alert, AlertEvent, ServiceAction, ServiceMark, StaffAction } from '../../domain/alert.ts';
import type { ForecastScore } from '../../domain/rule-set.ts';
import type { Text } from '../../domain/text.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { createDashboard, type Dashboard } from './dashboard.ts';
import type { DashboardAlerts, DashboardDatabase, DashboardOptions } from './dependencies.ts';
import { memoryFleet, type MemoryFleet } from './test-fleet.ts';
import { noPlans } from './test-plans.ts';
import { memoryIncidents, type MemoryIncidents } from './test-incidents.ts';
import { sampleSystem } from './test-system.ts';
import { silentTelling } from './test-telling.ts';
import { noCases } from './test-no-cases.ts';
import { memoryRouting } from './test-routing.ts';
import {
  memoryFigures,
  memoryHandovers,
  memoryReports,
  type MemoryFigures,
  type MemoryHandovers,
  type MemoryReports,
} from './test-figures.ts';
import { memoryRules, type MemoryRules } from './test-rules.ts';

/** Stand-ins for the rooms that the dashboard is handed, for its own tests. */

export const adminPassword = 'a long enough password';

/** A database that is away: what does not need one must work. */
export function awayDatabase(): DashboardDatabase {
  return {
    get kysely(): never {
      throw new Error('the database is away');
    },
    isAvailable: () => false,
    whenReady: () => new Promise(() => {}),
    onAvailable: () => {},
    persist: () => new Promise(() => {}),
  };
}

export function sampleAlert(changes: Partial<Alert> = {}): Alert {
  const id = changes.id ?? 'alert-1';
  const at = Date.now();
  return {
    id,
    version: 1,
    ruleId: 'smoke-alarm',
    ruleVersion: '1',
    scope: { type: 'device', id: 'smoke-1' },
    deviceId: 'smoke-1',
    kind: 'smoke',
    title: { zh: '火警', en: 'Fire alarm' },
    advice: { zh: '立即电话核实，派人到场。', en: 'Call the premises now and send someone.' },
    severity: 1,
    displayedSeverity: 1,
    condition: 'active',
    operator: 'unacknowledged',
    latch: 'latched',
    suppression: 'none',
    suppressed: null,
    silencedAt: null,
    silencedBy: null,
    rangAt: at,
    activations: 1,
    isChattering: false,
    assignee: null,
    retrospective: false,
    raisedAt: at,
    eventTime: at - 120,
    receivedAt: at - 20,
    returnedAt: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    closedAt: null,
    closedBy: null,
    finding: null,
    evidence: {
      metric: 'obscuration_pct_m',
      quantity: 'value',
      value: 7.4,
      threshold: 5,
      comparison: '>=',
      since: at - 120,
      time: at - 120,
      readings: [{ metric: 'obscuration_pct_m', value: 7.4, time: at - 120 }],
      onDelay_s: 0,
      facts: {},
    },
    forecast: null,
    outcome: null,
    counterpartId: null,
    ...changes,
  };
}

export interface MemoryAlerts extends DashboardAlerts {
  /** Called with every change, as the desk's listener would be. */
  listener: (alert: Alert, event: AlertEvent) => void;
  put(alert: Alert, type?: AlertEvent['type'], by?: string): void;
  readonly actions: StaffAction[];
  readonly services: ServiceAction[];
  /** How forecasts turned out, in any period; null while the database is away. */
  scores: readonly ForecastScore[] | null;
}

/** A desk that does what it is told, with the checks that the contract has. */
export function memoryAlerts(): MemoryAlerts {
  const alerts = new Map<string, Alert>();
  const events = new Map<string, AlertEvent[]>();
  const outcomes = new Map<string, ActionOutcome>();
  const actions: StaffAction[] = [];
  const services: ServiceAction[] = [];
  const marks = new Map<string, ServiceMark>();
  const self: MemoryAlerts = {
    actions,
    services,
    async serve(action) {
      services.push(action);
      const { deviceId, workOrder, reason, by, at, until } = action;
      marks.delete(deviceId);
      if (action.action === 'putBack') return { outcome: 'done', reason: null, mark: null };
      if (workOrder === null)
        return { outcome: 'refused', reason: { zh: '缺工单', en: 'no order' }, mark: null };
      const mark = { deviceId, workOrder, reason, by, since: at, until };
      marks.set(deviceId, mark);
      return { outcome: 'done', reason: null, mark };
    },
    outOfService: () => [...marks.values()],
    scores: null,
    listener: () => {},
    put(alert, type = 'raise', by = 'rules') {
      alerts.set(alert.id, alert);
      const { id: alertId, version } = alert;
      const event: AlertEvent = { alertId, version, at: Date.now(), type, by, comment: null, detail: {} };
      events.set(alert.id, [...(events.get(alert.id) ?? []), event]);
      self.listener(alert, event);
    },
    open: () => [...alerts.values()].filter((alert) => alert.closedAt === null),
    find: async (id) => alerts.get(id) ?? null,
    async act(action) {
      const before = outcomes.get(action.idempotencyKey);
      if (before !== undefined) return before;
      const outcome = judge(action);
      outcomes.set(action.idempotencyKey, outcome);
      return outcome;
    },
    history: async (id) => events.get(id) ?? [],
    async search({ state, limit, cursor, ...filter }) {
      const after = cursor === undefined ? null : decodeCursor(cursor);
      const found = [...alerts.values()]
        .filter((alert) => (state === 'all' || alert.closedAt === null) && isWanted(alert, filter, []))
        .toSorted((a, b) => b.raisedAt - a.raisedAt || (a.id < b.id ? 1 : -1))
        .filter(
          ({ raisedAt, id }) =>
            after === null || raisedAt < after.at || (raisedAt === after.at && id < after.id),
        );
      const page = found.slice(0, limit);
      const last = page.at(-1);
      const isMore = found.length > limit && last !== undefined;
      return { alerts: page, nextCursor: isMore ? encodeCursor({ at: last.raisedAt, id: last.id }) : null };
    },
    forecastScores: async ({ ruleId }) =>
      self.scores?.filter((score) => ruleId === undefined || score.ruleId === ruleId) ?? null,
  };

  function judge(action: StaffAction): ActionOutcome {
    actions.push(action);
    const alert = alerts.get(action.alertId);
    if (alert === undefined) return { outcome: 'unknown', reason: null, alert: null };
    if (alert.version !== action.version)
      return { outcome: 'stale', reason: sentence('changed meanwhile'), alert };
    if (action.action === 'close' && alert.condition === 'active') {
      return { outcome: 'refused', reason: sentence('still active'), alert };
    }
    const { at, by } = action;
    const next: Alert = {
      ...alert,
      version: alert.version + 1,
      ...(action.action === 'acknowledge'
        ? { operator: 'acknowledged', acknowledgedAt: at, acknowledgedBy: by }
        : {}),
      ...(action.action === 'reset' ? { latch: 'reset' } : {}),
      ...(action.action === 'close' ? { closedAt: at, closedBy: by, finding: action.finding } : {}),
    };
    self.put(next, action.action, by);
    return { outcome: 'done', reason: null, alert: next };
  }

  return self;
}

function sentence(words: string): Text {
  return { zh: words, en: words };
}

export interface TestDashboard {
  readonly dashboard: Dashboard;
  readonly url: string;
  readonly port: number;
  readonly fleet: MemoryFleet;
  readonly alerts: MemoryAlerts;
  readonly incidents: MemoryIncidents;
  readonly rules: MemoryRules;
  readonly figures: MemoryFigures;
  readonly handovers: MemoryHandovers;
  readonly reports: MemoryReports;
  readonly directory: string;
  readonly generatedAdminPassword: string | null;
  /** Logs in and returns the cookie to send. */
  logIn(username?: string, password?: string): Promise<string>;
  stop(): Promise<void>;
}

/** A listening dashboard on stand-ins. */
export async function startTestDashboard(changes: Partial<DashboardOptions> = {}): Promise<TestDashboard> {
  const directory = changes.directory ?? (await mkdtemp(join(tmpdir(), 'dashboard-')));
  const fleet = memoryFleet();
  const alerts = memoryAlerts();
  const incidents = memoryIncidents();
  const rules = memoryRules();
  const figures = memoryFigures();
  const handovers = memoryHandovers();
  const reports = memoryReports();
  const dashboard = createDashboard({
    host: '127.0.0.1',
    port: 0,
    publicUrl: null,
    directory,
    adminPassword,
    log: pino({ level: 'silent' }),
    database: awayDatabase(),
    fleet,
    alerts,
    incidents,
    cases: noCases(),
    plans: noPlans(),
    rules,
    seats: () => [{ id: 'seat-1', name: { zh: '一号坐席', en: 'Seat 1' }, areas: [], kinds: [] }],
    figures,
    ...silentTelling,
    handovers,
    ...memoryRouting(),
    reports,
    readSeries: async () => ({ resolution: 'raw', points: [] }),
    acceptTelemetry: (_message, settled) => settled(null),
    parts: () => ({ journal: { state: 'ok', detail: {} } }),
    system: async () => sampleSystem(),
    metrics: async () => 'up 1\n',
    canary: null,
    version: '0.0.0',
    ...changes,
    limits: { firstAccountsWaitMs: 1, mergeMs: 20, fleetCountMs: 20, incidentMergeMs: 40, ...changes.limits },
  });
  alerts.listener = (alert, event) => dashboard.alertChanged(alert, event);
  const { port, generatedAdminPassword } = await dashboard.start();
  // Where it listens, whatever it is called outside.
  const url = `http://127.0.0.1:${port}`;
  return {
    dashboard,
    url,
    port,
    fleet,
    alerts,
    incidents,
    rules,
    figures,
    handovers,
    reports,
    directory,
    generatedAdminPassword,
    async logIn(username = 'admin', password = adminPassword) {
      const response = await fetch(`${url}/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username, password }),
      });
      if (response.status !== 200) throw new Error(`log-in answered ${response.status}`);
      return response.headers.getSetCookie()[0]!.split(';')[0]!;
    },
    async stop() {
      await dashboard.stop();
      if (changes.directory === undefined) await rm(directory, { recursive: true });
    },
  };
}
