import type { Logger } from 'pino';
import { createAlertRoom, roomRecordTypes } from './alerts/alert-room.ts';
import { defaultDeskSettings } from './alerts/default-settings.ts';
import { startCases } from './alerts/cases/start-cases.ts';
import { createIncidentStore } from './alerts/incidents/incident-store.ts';
import { createFigureRoom } from './alerts/figures/figure-room.ts';
import { parseSettings } from './alerts/settings-parse.ts';
import { createAlertStore } from './alerts/store.ts';
import { createBroker } from './broker/broker.ts';
import type { Presence } from './broker/messages.ts';
import { startClocks } from './clocks.ts';
import type { Config } from './config.ts';
import { createDelays } from './delays.ts';
import { readProxies } from './dashboard/server/client-addresses.ts';
import { createDashboard } from './dashboard/server/dashboard.ts';
import { createHistory } from './database/history.ts';
import { readTwoPersonActs } from './domain/two-person-acts.ts';
import { createRuleSetStore } from './database/rule-sets.ts';
import { readSeries } from './database/series.ts';
import { devicePlaces } from './fleet/device-places.ts';
import { createFleet } from './fleet/fleet.ts';
import { createAccept } from './ingest/accept.ts';
import { createStoreWriter } from './ingest/store-writer.ts';
import { createFoldingReader } from './journal/folding-reader.ts';
import { startEmergencyPlans } from './emergency-plans.ts';
import { createFleetDeadlines, watchFleet } from './fleet-watch.ts';
import { toOidcSettings } from './oidc-settings.ts';
import { createProving } from './proving.ts';
import { startDeskRouting } from './desk-routing.ts';
import { listenersOf, watchListeners } from './listeners.ts';
import { attachLive } from './live-reader.ts';
import { readRuleFiles } from './rule-files.ts';
import { openDataFolder } from './open-data-folder.ts';
import { createRuleDesk } from './rules/rule-desk.ts';
import type { RulesInForce } from './rules/rule-set.ts';
import { createRulesReader } from './rules/rules-reader.ts';
import { createTrials } from './rules/trials.ts';
import { startMaintenance } from './start-maintenance.ts';
import { createServiceAlerts } from './service-alerts.ts';
import { createTelling } from './telling.ts';
import { watchService } from './watch-service.ts';

interface AppOptions {
  readonly config: Config;
  /** The value of an environment variable that the desk's settings name. */
  readonly secret: (name: string) => string | undefined;
  readonly log: Logger;
  readonly version: string;
  /** Something broke that the process cannot live with. */
  readonly failed: (error: unknown) => void;
}

/** Where the service can be reached, for the ready line. */
export interface Ready {
  readonly http: string;
  readonly mqtt: string;
  readonly mqtts: string | null;
  readonly mqttWebSocket: string | null;
  readonly database: 'community' | 'apache' | 'plain' | 'away';
}

export interface App {
  readonly start: () => Promise<Ready>;
  readonly stop: () => Promise<void>;
}

/**
 * The composition: sensor → broker → accept → journal; from the journal to the store writer, the rules, the
 * alert desk and the screens. Each room is made here and handed the functions that it needs.
 */
export function createApp({ config, secret, log, version, failed }: AppOptions): App {
  const directory = config.DATA_DIR;
  const room = (name: string): Logger => log.child({ room: name });
  /** What has been started, to be stopped in the reverse order. */
  const started: (() => Promise<void>)[] = [];

  async function start(): Promise<Ready> {
    const delays = createDelays();
    const { journal, database, damages, onSpace } = await openDataFolder({
      config,
      room,
      started,
      failed,
      measured: delays.committed,
    });

    const fleet = createFleet({
      database,
      directory,
      log: room('fleet'),
      enrolmentKey: config.ENROLMENT_KEY ?? null,
    });
    await fleet.start();
    started.push(() => fleet.stop());

    const storeWriter = createStoreWriter({
      database,
      journal,
      log: room('ingest'),
      damaged: damages.report,
      measured: delays.stored,
    });
    storeWriter.start();
    started.push(() => storeWriter.stop());

    const alertRoom = createAlertRoom({
      // Where somebody walked may be refused before an alarm is.
      append: (record) => journal.appendDurably(record, record.type === 'track' ? 'telemetry' : 'alarm'),
      initialSettings: defaultDeskSettings,
      parseSettings: (text) => parseSettings({ name: 'desk.yaml', text }).settings,
      log: room('alerts'),
    });
    const { desk } = alertRoom;
    const deskReader = createFoldingReader({
      journal,
      log: room('alerts'),
      name: 'desk',
      types: roomRecordTypes,
      apply: (entry) => alertRoom.apply(entry),
      snapshot: () => alertRoom.snapshot(),
      restore: (pieces) => alertRoom.restore(pieces),
      measured: delays.folded,
    });
    await deskReader.start();
    started.push(() => deskReader.stop());
    const serviceAlerts = createServiceAlerts({ damages, alertRoom, journal, log: room('alerts') });
    onSpace(serviceAlerts.spaceChanged);
    const deskRouting = await startDeskRouting({
      path: config.DESK_SETTINGS ?? null,
      alertRoom,
      journal,
      database,
      log: room('alerts'),
    });
    started.push(() => deskRouting.stop());
    const alertStore = createAlertStore({
      database,
      desk,
      placeOf: (deviceId) => alertRoom.topology.of(deviceId),
      log: room('alerts'),
    });
    await alertStore.start();
    started.push(() => alertStore.stop());
    const caseRoom = startCases({ database, cases: alertRoom.cases, log: room('alerts') });
    started.push(() => caseRoom.stop());
    const plans = await startEmergencyPlans({ alertRoom, database, fleet, config, log: room('alerts') });
    started.push(plans.stop);
    const { incidents, floods } = alertRoom;
    const incidentStore = createIncidentStore({
      database,
      incidents,
      findAlert: (id) => desk.find(id),
      log: room('alerts'),
    });
    incidentStore.start();
    started.push(() => incidentStore.stop());
    const figureRoom = createFigureRoom({ database, fleet, room: alertRoom, log: room('alerts') });
    started.push(figureRoom.start());

    const ruleSets = createRuleSetStore({ database });
    const stopping = new AbortController();
    started.push(async () => stopping.abort());
    const rules = createRulesReader({
      journal,
      ...(await readRuleFiles(config.RULES_DIR ?? null, log)),
      log: room('rules'),
      placeOf: (deviceId) => alertRoom.topology.of(deviceId),
      changed: saveRuleSet,
      measured: delays.evaluated,
    });
    await rules.start();
    started.push(() => rules.stop());
    started.push(serviceAlerts.start());
    const deadlines = createFleetDeadlines({ fleet, journal, alertRoom, log: room('alerts') });
    started.push(() => deadlines.stop());
    started.push(await watchFleet({ fleet, rules, deadlines }));
    const ruleDesk = createRuleDesk({
      pathOf: (deviceId) => alertRoom.topology.of(deviceId).path,
      inForce: rules.inForce,
      recordOf: rules.recordOf,
      putInForce: rules.switchOn,
    });

    const history = createHistory({ pool: database.pool });
    const trials = createTrials({
      readHistory: (query, signal) => history.readings(query, signal),
      confirmedEvents: (query) => history.realEvents(query),
      kindOf: (id) => fleet.device(id)?.kind ?? null,
      placements: () => devicePlaces(fleet),
      inForce: rules.inForce,
      log: room('rules'),
    });
    started.push(() => trials.stop());

    const { accept, stats: acceptStats } = createAccept({ append: (...record) => journal.append(...record) });
    const parts = () => watch.forDashboard.parts();
    const proving = createProving({ config, journal, alertRoom, parts, log: room('proof') });
    const { entrance } = proving;
    const notePresence = (presence: Presence) => journal.append({ type: 'presence', ...presence });
    const broker = createBroker({
      listeners: listenersOf(config),
      certificateSuffices: config.TLS_CLIENT_AUTH !== 'both',
      log: room('broker'),
      fleet: entrance?.fleet(fleet) ?? fleet,
      accept: entrance?.accept(delays.timed(accept)) ?? delays.timed(accept),
      presence: entrance?.presence(notePresence) ?? notePresence,
      answered: (deviceId, response) => telling.answered(deviceId, response),
    });
    const telling = createTelling({ alertRoom, journal, fleet, broker, config, secret, log: room('alerts') });

    const watched = { journal, broker, database, storeWriter, rules, alertRoom, alertStore, incidentStore };
    const watch = watchService({
      ...watched,
      acceptStats,
      delays,
      proving,
      telling,
      damages,
      dashboardStats: () => dashboard.stats(),
      config,
      version,
    });
    started.push(watch.start());
    const dashboard = createDashboard({
      host: config.HTTP_HOST,
      port: config.HTTP_PORT,
      publicUrl: config.PUBLIC_URL ?? null,
      trustedProxies: readProxies(config.TRUSTED_PROXIES ?? ''),
      directory,
      adminPassword: config.ADMIN_PASSWORD ?? null,
      oidc: toOidcSettings(config),
      log: room('dashboard'),
      twoPersonActs: readTwoPersonActs(config.TWO_PERSON_ACTS ?? '').acts,
      database,
      fleet,
      alerts: {
        open: () => desk.open(),
        find: (id) => alertStore.find(id),
        act: (action) => desk.act(action),
        serve: (action) => desk.serve(action),
        outOfService: () => desk.outOfService(),
        history: (id) => alertStore.history(id),
        search: (query) => alertStore.search(query),
        forecastScores: (query) => alertStore.forecastScores(query),
      },
      plans: plans.desk,
      incidents: {
        open: () => incidents.open(),
        of: (alertId) => incidents.of(alertId),
        idsOf: (alertIds) => incidentStore.idsOf(alertIds),
        find: (id) => incidentStore.find(id),
        search: (query) => incidentStore.search(query),
        alertsOf: (id) => incidentStore.alertsOf(id),
        floods: () => floods.meters(),
      },
      ...caseRoom.served,
      rules: {
        ...ruleDesk,
        history: (limit) => ruleSets.history(limit),
        startTrial: (request) => trials.startTrial(request),
        trial: (id) => trials.trial(id),
      },
      seats: () => alertRoom.settings.current().seats,
      ...telling.forDashboard,
      ...figureRoom.served,
      ...deskRouting.forDashboard,
      readSeries: (query) => readSeries(database, query),
      acceptTelemetry: accept,
      ...watch.forDashboard,
      ...proving.forDashboard,
      metricsToken: config.METRICS_TOKEN,
      measured: delays.told,
      version,
    });
    const live = attachLive(journal, alertRoom, dashboard);
    alertRoom.onChange(() => incidentStore.wake());
    started.push(() => live.stop());

    started.push(
      startClocks({ journal, folds: [deskReader, rules], failed }),
      startMaintenance({ database, alertRoom, figureRoom, deadlines, config, log: room('database') }),
    );
    const web = await dashboard.start();
    started.push(() => dashboard.stop());
    const ports = await broker.start();
    started.push(() => broker.stop());
    started.push(watchListeners({ config, broker, told: serviceAlerts.certificateIs, log: room('broker') }));
    await telling.start();
    started.push(() => telling.stop());
    proving.start({ ports, httpPort: web.port });
    started.push(() => proving.stop());

    /** In the background: the journal has them already, and the database may be away. */
    function saveRuleSet({ since, at, by, comment, files }: RulesInForce): void {
      const record = { type: 'rules', at, by, comment, files } as const;
      ruleSets
        .record({ journalId: journal.id(), offset: since, record }, stopping.signal)
        .catch((error: unknown) => {
          if (!stopping.signal.aborted) log.error({ err: error }, 'the history of rules is not saved');
        });
    }

    if (web.generatedAdminPassword !== null) {
      log.info(
        { event: 'first-administrator', username: 'admin', firstPassword: web.generatedAdminPassword },
        'first administrator: shown once',
      );
    }
    return {
      http: web.url,
      mqtt: `mqtt://${config.MQTT_HOST}:${ports.mqtt}`,
      mqtts: ports.mqtts === null ? null : `mqtts://${config.MQTT_HOST}:${ports.mqtts}`,
      mqttWebSocket: ports.webSocket === null ? null : `ws://${config.MQTT_HOST}:${ports.webSocket}`,
      database: database.edition() ?? 'away',
    };
  }

  return {
    start,
    async stop() {
      for (const stopPart of started.toReversed()) {
        await stopPart().catch((error: unknown) => log.error({ err: error }, 'a part did not stop cleanly'));
      }
    },
  };
}
