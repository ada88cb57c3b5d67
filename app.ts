import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { schedule, type ScheduledTask } from 'node-cron';
import type { Logger } from 'pino';
import { createAlertRoom, roomRecordTypes } from './alerts/alert-room.ts';
import { defaultDeskSettings } from './alerts/default-settings.ts';
import { startCases } from './alerts/cases/start-cases.ts';
import { createIncidentStore } from './alerts/incidents/incident-store.ts';
import { createFigureRoom } from './alerts/figures/figure-room.ts';
import { parseSettings } from './alerts/settings-parse.ts';
import { createAlertStore } from './alerts/store.ts';
import { createBroker } from './broker/broker.ts';
import { startClocks } from './clocks.ts';
import type { Config } from './config.ts';
import { lockDataDirectory } from './data-lock.ts';
import { createDashboard } from './dashboard/server/dashboard.ts';
import { createHistory } from './database/history.ts';
import { maintenanceJobs } from './database/maintenance.ts';
import { createRuleSetStore } from './database/rule-sets.ts';
import { readSeries } from './database/series.ts';
import { devicePlaces } from './fleet/device-places.ts';
import { createFleet } from './fleet/fleet.ts';
import { createAccept } from './ingest/accept.ts';
import { decodeJson } from './ingest/json-codec.ts';
import { createStoreWriter } from './ingest/store-writer.ts';
import { createFoldingReader } from './journal/folding-reader.ts';
import { startEmergencyPlans } from './emergency-plans.ts';
import { createFleetDeadlines, watchFleet } from './fleet-watch.ts';
import { createJournal } from './journal/journal.ts';
import { startDeskRouting } from './desk-routing.ts';
import { listenersOf } from './listeners.ts';
import { attachLive } from './live-reader.ts';
import { createMetrics } from './metrics.ts';
import { createReadiness } from './readiness.ts';
import { readRuleFiles } from './rule-files.ts';
import { createRuleDesk } from './rules/rule-desk.ts';
import type { RulesInForce } from './rules/rule-set.ts';
import { createRulesReader } from './rules/rules-reader.ts';
import { createTrials } from './rules/trials.ts';
import { startDatabase } from './start-database.ts';
import { createTelling } from './telling.ts';

/** When the dates of inspections and ends of life are looked at: after the morning's change of shifts. */
const deadlinesAt = '30 8 * * *';

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
    await mkdir(directory, { recursive: true });
    started.push(await lockDataDirectory(directory));
    const journal = createJournal({
      directory: join(directory, 'journal'),
      log: room('journal'),
      limits: { bytesMax: config.JOURNAL_MAX_MB * 1024 * 1024 },
      decodeTelemetry: decodeJson,
      failed,
    });
    const url = config.DATABASE_URL ?? null;
    const opening = startDatabase({ url, directory, log: room('database'), started });
    const [database] = await Promise.all([opening, journal.start()]);
    started.push(() => journal.stop());

    const fleet = createFleet({
      database,
      directory,
      log: room('fleet'),
      enrolmentKey: config.ENROLMENT_KEY ?? null,
    });
    await fleet.start();
    started.push(() => fleet.stop());

    const storeWriter = createStoreWriter({ database, journal, log: room('ingest'), failed });
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
    });
    await deskReader.start();
    started.push(() => deskReader.stop());
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
    });
    await rules.start();
    started.push(() => rules.stop());
    const deadlines = createFleetDeadlines({ fleet, journal, alertRoom, log: room('alerts') });
    started.push(() => deadlines.stop());
    started.push(await watchFleet({ fleet, rules, deadlines }));
    const ruleDesk = createRuleDesk({
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
    const broker = createBroker({
      listeners: listenersOf(config),
      log: room('broker'),
      fleet,
      accept,
      presence: (presence) => journal.append({ type: 'presence', ...presence }),
      answered: (deviceId, response) => telling.answered(deviceId, response),
    });
    const telling = createTelling({ alertRoom, journal, fleet, broker, config, secret, log: room('alerts') });

    const metrics = createMetrics({
      journal,
      broker,
      storeWriter,
      rules,
      desk,
      cases: alertRoom.cases,
      alertStore,
      acceptStats,
      telling,
      dashboardStats: () => dashboard.stats(),
    });
    const dashboard = createDashboard({
      host: config.HTTP_HOST,
      port: config.HTTP_PORT,
      publicUrl: config.PUBLIC_URL ?? null,
      directory,
      adminPassword: config.ADMIN_PASSWORD ?? null,
      log: room('dashboard'),
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
      parts: createReadiness({ database, journal, storeWriter, alertStore, rules, broker, telling }),
      metrics: () => metrics.metrics(),
      version,
    });
    alertRoom.onChange(({ steps, incidents: changes }) => {
      for (const { alert, event } of steps) dashboard.alertChanged(alert, event);
      for (const change of changes) dashboard.incidentChanged(change);
      if (changes.length > 0) incidentStore.wake();
    });
    alertRoom.cases.onChange((change) => dashboard.caseChanged(change));
    const live = attachLive(journal, dashboard);
    started.push(() => live.stop());

    started.push(startClocks({ journal, folds: [deskReader, rules], failed }), startMaintenance());
    const web = await dashboard.start();
    started.push(() => dashboard.stop());
    const ports = await broker.start();
    started.push(() => broker.stop());
    await telling.start();
    started.push(() => telling.stop());

    /** In the background: the journal has them already, and the database may be away. */
    function saveRuleSet({ since, at, by, comment, files }: RulesInForce): void {
      const record = { type: 'rules', at, by, comment, files } as const;
      ruleSets
        .record({ journalId: journal.id(), offset: since, record }, stopping.signal)
        .catch((error: unknown) => {
          if (!stopping.signal.aborted) log.error({ err: error }, 'the history of rules is not saved');
        });
    }

    function startMaintenance(): () => Promise<void> {
      const jobs = maintenanceJobs(database, {
        log: room('database'),
        retentionRaw_days: config.RETENTION_DAYS,
        trackRetention_days: () => alertRoom.settings.current().cases.trackRetention_days,
      });
      const tasks: ScheduledTask[] = jobs.map((job) =>
        schedule(job.schedule, () => job.run(Date.now()), { name: job.name, noOverlap: true }),
      );
      const { timeZone: timezone } = alertRoom.settings.current();
      tasks.push(schedule('*/10 * * * *', () => figureRoom.makeDueReports(Date.now()), { noOverlap: true }));
      tasks.push(schedule(deadlinesAt, () => deadlines.run(), { name: 'deadlines', timezone }));
      return async () => {
        await Promise.all(tasks.map(async (task) => task.destroy()));
      };
    }

    if (web.generatedAdminPassword !== null) {
      log.info(
        { username: 'admin', password: web.generatedAdminPassword },
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
