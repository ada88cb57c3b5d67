import { mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Alert, AlertEvent } from '../../domain/alert.ts';
import type { CaseChange } from '../../domain/case-desk.ts';
import type { IncidentChange } from '../../domain/incident.ts';
import type { PlanRun } from '../../domain/plan.ts';
import type { Reading } from '../../domain/reading.ts';
import { isAllowed } from '../../domain/roles.ts';
import type { Account } from './accounts.ts';
import { createAlertViews } from './alert-view.ts';
import type { DashboardOptions } from './dependencies.ts';
import { readStats, type DashboardStats } from './dashboard-stats.ts';
import { createClientAddresses } from './client-addresses.ts';
import { createDeviceViews } from './device-view.ts';
import { createEventSources } from './event-sources.ts';
import { createFrontDoor } from './front-door.ts';
import { createHttp, type Http, type RouteRule } from './http.ts';
import { dashboardLimits, type DashboardLimits } from './limits.ts';
import { createLatestReadings } from './live/latest-readings.ts';
import { createLiveFeeds } from './live/live-feeds.ts';
import { createLiveSockets } from './live/live-sockets.ts';
import { createOriginCheck } from './own-origin.ts';
import { createMapBackdrop } from './map-backdrop.ts';
import { createMapBodies } from './map-places.ts';
import { createPictures } from './pictures.ts';
import { createPlaces } from './place.ts';
import { allRoutes } from './routes/all-routes.ts';
import { pageRoutes } from './routes/page-routes.ts';
import { createScopes } from './scope.ts';
import { createResponseCounts } from './response-counts.ts';
import { createSubjects } from './subjects.ts';
import { createHeldActs } from './two-persons/held-acts.ts';
import { createTwoPersons } from './two-persons/two-persons.ts';

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
  planChanged(run: PlanRun): void;
  /** The alert of the service's own device came through rules and desk. */
  canaryRaised(seq: number): void;
  /** What there is to ask, and who may, once it was started. */
  rules(): readonly RouteRule[];
  /** For the metrics of the service. */
  stats(): DashboardStats;
}

const builtWeb = fileURLToPath(new URL('../web/dist', import.meta.url));

/**
 * The dashboard: staff accounts, the HTTP interface and the live feed to the screens. It decides nothing
 * about alerts and keeps nothing of the fleet: both are asked through functions. Log-in, open alerts and
 * actions work without the database.
 */
export function createDashboard(options: DashboardOptions): Dashboard {
  const { log, database, fleet, alerts, incidents, cases, plans, directory } = options;
  const limits: DashboardLimits = { ...dashboardLimits, ...options.limits };
  const { now = Date.now } = options;
  const addresses = createClientAddresses(options.trustedProxies ?? []);
  const door = createFrontDoor({
    options,
    limits,
    now,
    addressOf: (request) => addresses.of(request),
    parseCookie: (header) => app?.parseCookie(header) ?? {},
    onEnded: () => sockets.checkSessions(),
  });
  const { accounts, audit, passwords } = door;
  const scopes = createScopes({ fleet, isSomebodyEverywhere: () => accounts.all().some(isWatchingAll) });
  const places = createPlaces(fleet);
  const sources = createEventSources({ directory, database, log });
  const pictures = createPictures({ directory: join(directory, 'pictures'), limits });
  const latest = createLatestReadings({ devicesMax: limits.latestDevicesMax });
  const views = createAlertViews({ places, incidents });
  const { canary, measured = () => {} } = options;
  const canaryBeat = () => canary?.beat() ?? null;
  const feed = createLiveFeeds({
    seats: () => options.seats(),
    alerts,
    incidents,
    cases,
    plans,
    fleet,
    latest,
    views,
    measured,
    canaryBeat,
    limits,
    now,
  });
  const deviceViews = createDeviceViews({ latest, places, openAlerts: () => alerts.open(), now });
  const mapBodies = createMapBodies({ fleet, latest, statesAgeMs: limits.mapStatesMs, now });
  const backdrop = createMapBackdrop({ directory, log });
  const isOwnOrigin = createOriginCheck(options.publicUrl);
  const sockets = createLiveSockets({
    feed,
    scopes,
    limits,
    log,
    now,
    isOwnOrigin,
    session: (request) => door.sessionOf(request),
    onRefused(request, { status, who }) {
      const address = addresses.of(request);
      audit.refuse({ at: now(), who, action: 'refused', target: 'WebSocket', detail: { status }, address });
    },
    isCanary: ({ headers }) => canary?.isOwn(headers.authorization) === true,
  });
  const subjects = createSubjects({ ...options, accounts, pictures, scopes });
  const twoPersons = createTwoPersons({
    configured: options.twoPersonActs ?? [],
    acts: createHeldActs({
      directory,
      log,
      waitMs: limits.heldActMs,
      waitingMax: limits.heldActsMax,
      perPersonMax: limits.heldActsPerPersonMax,
      bytesMax: limits.heldActsBytesMax,
      settledMax: limits.settledActsMax,
      now,
    }),
    accounts: () => accounts.all(),
    scopes,
    subjects,
    personOf: (session) => door.personOf(session),
    present: (session) => door.present(session),
    async inject(request) {
      if (app === null) throw new Error('the dashboard is not there');
      return await app.inject(request);
    },
    audit,
    changed: () => feed.confirmationsChanged(),
    now,
  });
  const rules: RouteRule[] = [];
  const responses = createResponseCounts();
  let app: Http | null = null;

  async function createApp(): Promise<Http> {
    const http = await createHttp({
      options,
      limits,
      identify(request) {
        const asker = twoPersons.askerOf(request);
        return asker === undefined ? door.sessionOf(request.raw) : asker;
      },
      scopes,
      subjects,
      onRule: (rule) => void rules.push(rule),
      audit,
      hold: (request) => twoPersons.hold(request),
      isOwnOrigin,
      addresses,
      now,
    });
    responses.watch(http);
    // In a plugin of its own, for only what is registered after the documentation is part of it.
    await http.register(async (routes: Http) => {
      await door.routes(routes, { scopes });
      await allRoutes(routes, {
        ...options,
        limits,
        accounts,
        scopes,
        audit,
        sources,
        pictures,
        latest,
        places,
        alertViews: views,
        deviceViews,
        bodies: mapBodies,
        backdrop,
        twoPersons,
        now,
      });
    });
    await pageRoutes(http, options.webDirectory ?? builtWeb);
    return http;
  }

  return {
    async start() {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const generatedAdminPassword = await door.start();
      await sources.start();
      await pictures.start();
      await backdrop.start();
      await twoPersons.start();
      fleet.onChange(() => {
        scopes.forget();
        places.forget();
        mapBodies.forget();
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
      await sources.stop();
      await twoPersons.stop();
      await door.stop();
    },
    readings: (readings) => latest.take(readings),
    presence: (deviceId, online, at) => latest.presence(deviceId, online, at),
    alertChanged: (alert, event) => feed.alertChanged(alert, event),
    incidentChanged: (change) => feed.incidentChanged(change),
    caseChanged: (change) => feed.caseChanged(change),
    planChanged: (run) => feed.planChanged(run),
    canaryRaised: (seq) => feed.canaryRaised(seq),
    rules: () => rules,
    stats: () => readStats({ feed, sockets, audit, latest, passwords, responses, twoPersons }),
  };
}

/** Somebody who sees what rings wherever it is, and may do something about it. */
function isWatchingAll({ role, areas, disabled }: Account): boolean {
  return areas.length === 0 && !disabled && isAllowed(role, 'act');
}
