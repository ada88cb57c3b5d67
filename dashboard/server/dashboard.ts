import { mkdir } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Alert, AlertEvent } from '../../domain/alert.ts';
import type { CaseChange } from '../../domain/case-desk.ts';
import type { IncidentChange } from '../../domain/incident.ts';
import type { Reading } from '../../domain/reading.ts';
import { createAccounts } from './accounts.ts';
import { createAlertViews } from './alert-view.ts';
import { createAudit } from './audit.ts';
import type { DashboardOptions } from './dependencies.ts';
import { createCaseRequests } from './case-requests.ts';
import { createDeviceViews } from './device-view.ts';
import { createEventSources } from './event-sources.ts';
import { ensureAdministrator } from './first-administrator.ts';
import { createHttp, type Http } from './http.ts';
import { dashboardLimits, type DashboardLimits } from './limits.ts';
import { createLatestReadings } from './live/latest-readings.ts';
import { createLiveFeed } from './live/live-feed.ts';
import { createLiveSockets } from './live/live-sockets.ts';
import { createOriginCheck } from './own-origin.ts';
import { createPasswords } from './passwords.ts';
import { createPlaces } from './place.ts';
import { alertRoutes } from './routes/alert-routes.ts';
import { capRoutes } from './routes/cap-routes.ts';
import { confirmRoutes } from './routes/confirm-routes.ts';
import { caseRoutes } from './routes/case-routes.ts';
import { deviceRoutes } from './routes/device-routes.ts';
import { figureRoutes } from './routes/figure-routes.ts';
import { eventRoutes } from './routes/event-routes.ts';
import { eventSourceRoutes } from './routes/event-source-routes.ts';
import { forecastRoutes } from './routes/forecast-routes.ts';
import { handoverRoutes } from './routes/handover-routes.ts';
import { healthRoutes } from './routes/health-routes.ts';
import { incidentRoutes } from './routes/incident-routes.ts';
import { pageRoutes } from './routes/page-routes.ts';
import { placeRoutes } from './routes/place-routes.ts';
import { planRoutes } from './routes/plan-routes.ts';
import { planRunRoutes } from './routes/plan-run-routes.ts';
import { quarantineRoutes } from './routes/quarantine-routes.ts';
import { routingRoutes } from './routes/routing-routes.ts';
import { reportRoutes } from './routes/report-routes.ts';
import { ruleRoutes } from './routes/rule-routes.ts';
import { serviceRoutes } from './routes/service-routes.ts';
import { settingsRoutes } from './routes/settings-routes.ts';
import { sessionRoutes } from './routes/session-routes.ts';
import { staffRoutes } from './routes/staff-routes.ts';
import { taskRoutes } from './routes/task-routes.ts';
import { telemetryRoutes } from './routes/telemetry-routes.ts';
import { trialRoutes } from './routes/trial-routes.ts';
import { createSessions, sessionCookie } from './sessions.ts';

export interface Dashboard {
  /** Listens. The password is there when the first administrator was made here: tell it once. */
  start(): Promise<{ url: string; port: number; generatedAdminPassword: string | null }>;
  stop(): Promise<void>;
  /** For every reading there is: near free. */
  readings(readings: readonly Reading[]): void;
  presence(deviceId: string, online: boolean, at: number): void;
  /** When whoever is asked about the alert's incident knows it. */
  alertChanged(alert: Alert, event: AlertEvent): void;
  incidentChanged(change: IncidentChange): void;
  caseChanged(change: CaseChange): void;
  /** For the metrics of the service. */
  stats(): DashboardStats;
}

export interface DashboardStats {
  readonly sockets: number;
  readonly seq: number;
  readonly heldChanges: number;
  readonly closedForSlowness: number;
  readonly auditWaiting: number;
  readonly auditDropped: number;
  readonly readings: number;
}

const builtWeb = fileURLToPath(new URL('../web/dist', import.meta.url));

/**
 * The dashboard: staff accounts, the HTTP interface and the live feed to the screens. It decides nothing
 * about alerts and keeps nothing of the fleet: both are asked through functions. Log-in, open alerts and
 * actions work without the database.
 */
export function createDashboard(options: DashboardOptions): Dashboard {
  const { log, database, fleet, alerts, incidents, cases, directory } = options;
  const limits: DashboardLimits = { ...dashboardLimits, ...options.limits };
  const now = Date.now;
  const accounts = createAccounts({ directory, database, log, firstWaitMs: limits.firstAccountsWaitMs });
  const passwords = createPasswords({
    atOnceMax: limits.passwordChecksAtOnceMax,
    waitingMax: limits.passwordChecksWaitingMax,
  });
  const { sessionMs, endedSessionsMax, auditEntriesMax, auditBatchMax } = limits;
  const sessions = createSessions({ directory, accounts, sessionMs, endedMax: endedSessionsMax });
  const audit = createAudit({ database, log, entriesMax: auditEntriesMax, batchMax: auditBatchMax });
  const places = createPlaces(fleet);
  const sources = createEventSources({ directory, database, log });
  const latest = createLatestReadings({ devicesMax: limits.latestDevicesMax });
  const views = createAlertViews({ places, incidents });
  const feed = createLiveFeed({ alerts, incidents, cases, fleet, latest, views, limits, now });
  const deviceViews = createDeviceViews({ latest, places, openAlerts: () => alerts.open(), now });
  const isOwnOrigin = createOriginCheck(options.publicUrl);
  const sockets = createLiveSockets({ feed, limits, log, now, isOwnOrigin, session: readSession });
  let app: Http | null = null;

  function readSession(request: IncomingMessage) {
    const cookies = app?.parseCookie(request.headers.cookie ?? '') ?? {};
    return sessions.read(cookies[sessionCookie], now());
  }

  async function createApp(): Promise<Http> {
    const http = await createHttp({ options, limits, sessions, audit, isOwnOrigin, now });
    const secureCookie = options.publicUrl?.startsWith('https:') === true;
    // In a plugin of its own, for only what is registered after the documentation is part of it.
    await http.register(async (routes: Http) => {
      healthRoutes(routes, options);
      const { seats } = options;
      sessionRoutes(routes, { accounts, passwords, sessions, seats, audit, limits, secureCookie, now });
      alertRoutes(routes, { alerts, views, audit, now });
      serviceRoutes(routes, { alerts, fleet, audit, now });
      incidentRoutes(routes, { incidents, views });
      const planOptions = { plans: options.plans, places, audit, limits, now };
      planRoutes(routes, planOptions);
      planRunRoutes(routes, planOptions);
      forecastRoutes(routes, { alerts, views, limits, now });
      const { rules, figures, handovers, reports, confirmations, warnings } = options;
      figureRoutes(routes, { figures, limits, now });
      capRoutes(routes, { warnings, publicUrl: options.publicUrl, limits, now });
      const requests = createCaseRequests({ cases, views, audit, log: routes.log, now });
      caseRoutes(routes, { cases, requests, alerts, accounts, fleet, views });
      taskRoutes(routes, { cases, views, audit, limits, now });
      eventRoutes(routes, { requests, sources, fleet, limits, now });
      eventSourceRoutes(routes, { sources, audit, now });
      handoverRoutes(routes, { handovers, audit, now });
      reportRoutes(routes, { reports, audit, now });
      ruleRoutes(routes, { rules, audit, limits, now });
      const { settings, deliveries } = options;
      settingsRoutes(routes, { settings, fleet, audit, limits, now });
      routingRoutes(routes, deliveries);
      trialRoutes(routes, { rules, fleet, audit, limits, now });
      const { readSeries, acceptTelemetry } = options;
      deviceRoutes(routes, {
        fleet,
        alerts,
        database,
        views: deviceViews,
        alertViews: views,
        places,
        readSeries,
        audit,
        limits,
        now,
      });
      placeRoutes(routes, { fleet, audit, limits, now });
      telemetryRoutes(routes, { fleet, acceptTelemetry, limits, now });
      quarantineRoutes(routes, database);
      staffRoutes(routes, { accounts, passwords, audit, now });
      await confirmRoutes(routes, { confirmations, audit, limits, now });
    });
    await pageRoutes(http, options.webDirectory ?? builtWeb);
    return http;
  }

  return {
    async start() {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      await accounts.start();
      await sources.start();
      await sessions.start();
      audit.start();
      const { adminPassword } = options;
      const generatedAdminPassword = await ensureAdministrator(accounts, passwords, {
        adminPassword,
        now: now(),
      });
      fleet.onChange(() => {
        places.forget();
        feed.fleetChanged();
      });
      app = await createApp();
      await app.listen({ host: options.host, port: options.port });
      feed.start();
      sockets.start(app.server);
      const { port } = app.server.address() as AddressInfo;
      const host = options.host.includes(':') ? `[${options.host}]` : options.host;
      return { url: options.publicUrl ?? `http://${host}:${port}`, port, generatedAdminPassword };
    },
    async stop() {
      feed.stop();
      await sockets.stop();
      await app?.close();
      await audit.stop();
      await sources.stop();
      await accounts.stop();
    },
    readings: (readings) => latest.take(readings),
    presence: (deviceId, online, at) => latest.presence(deviceId, online, at),
    alertChanged: (alert, event) => feed.alertChanged(alert, event),
    incidentChanged: (change) => feed.incidentChanged(change),
    caseChanged: (change) => feed.caseChanged(change),
    stats() {
      const { seq, held, closedForSlowness } = feed.stats();
      return {
        sockets: sockets.count(),
        seq,
        heldChanges: held,
        closedForSlowness,
        auditWaiting: audit.waiting(),
        auditDropped: audit.dropped(),
        readings: latest.count(),
      };
    },
  };
}
