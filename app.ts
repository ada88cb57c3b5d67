import type { Logger } from 'pino';
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
import { createFleetDeadlines, watchFleet } from './fleet-watch.ts';
import { toOidcSettings } from './oidc-settings.ts';
import { createProving } from './proving.ts';
import { listenersOf, watchListeners } from './listeners.ts';
import { attachLive } from './live-reader.ts';
import { readRuleFiles } from './rule-files.ts';
import { openDataFolder } from './open-data-folder.ts';
import { createRuleDesk } from './rules/rule-desk.ts';
import type { RulesInForce } from './rules/rule-set.ts';
import { createRulesReader } from './rules/rules-reader.ts';
import { createTrials } from './rules/trials.ts';
import { startAlerts } from './start-alerts.ts';
import { startMaintenance } from './start-maintenance.ts';
import { createServiceClock } from './service-clock.ts';
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
    const clock = createServiceClock({ log });
    const { now } = clock;
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
      now,
    });
    await fleet.start();
    started.push(() => fleet.stop());

    const storeWriter = createStoreWriter({
      database,
      journal,
      log: room('ingest'),
      damaged: damages.report,
      measured: delays.stored,
      now,
    });
    storeWriter.start();
    started.push(() => storeWriter.stop());

    const desk = await startAlerts({
      config,
      journal,
      database,
      damages,
      fleet,
      clock,
      delays,
      log: room('alerts'),
      started,
    });
    const { alertRoom, alertStore, incidentStore, serviceAlerts, figureRoom } = desk;
    onSpace(serviceAlerts.spaceChanged);

    const ruleSets = createRuleSetStore({ database });
    const stopping = new AbortController();
    started.push(async () => stopping.abort());
    const rules = createRulesReader({
      journal,
      ...(await readRuleFiles(config.RULES_DIR ?? null, log)),
      log: room('rules'),
      placeOf: (deviceId) => alertRoom.topology.of(deviceId),
      changed: saveRuleSet,
      now,
      measured: delays.evaluated,
    });
    await rules.start();
    started.push(() => rules.stop());
    started.push(serviceAlerts.start());
    const deadlines = createFleetDeadlines({ fleet, journal, alertRoom, now, log: room('alerts') });
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
    const proving = createProving({ config, journal, alertRoom, parts, now, log: room('proof') });
    const { entrance } = proving;
    const notePresence = (presence: Presence) => journal.append({ type: 'presence', ...presence });
    const broker = createBroker({
      listeners: listenersOf(config),
      certificateSuffices: config.TLS_CLIENT_AUTH !== 'both',
      log: room('broker'),
      now,
      fleet: entrance?.fleet(fleet) ?? fleet,
      accept: entrance?.accept(delays.timed(accept)) ?? delays.timed(accept),
      presence: entrance?.presence(notePresence) ?? notePresence,
      answered: (deviceId, response) => telling.answered(deviceId, response),
    });
    const telling = createTelling({
      alertRoom,
      journal,
      fleet,
      broker,
      config,
      secret,
      now,
      log: room('alerts'),
    });

    const watched = { journal, broker, database, storeWriter, rules, alertRoom, alertStore, incidentStore };
    const watch = watchService({
      ...watched,
      acceptStats,
      delays,
      clock,
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
      now,
      trustedProxies: readProxies(config.TRUSTED_PROXIES ?? ''),
      directory,
      adminPassword: config.ADMIN_PASSWORD ?? null,
      oidc: toOidcSettings(config),
      log: room('dashboard'),
      twoPersonActs: readTwoPersonActs(config.TWO_PERSON_ACTS ?? '').acts,
      database,
      fleet,
      ...desk.forDashboard,
      rules: {
        ...ruleDesk,
        history: (limit) => ruleSets.history(limit),
        startTrial: (request) => trials.startTrial(request),
        trial: (id) => trials.trial(id),
      },
      ...telling.forDashboard,
      readSeries: (query) => readSeries(database, query),
      acceptTelemetry: accept,
      ...watch.forDashboard,
      ...proving.forDashboard,
      metricsToken: config.METRICS_TOKEN,
      measured: delays.told,
      version,
    });
    const live = attachLive(journal, alertRoom, dashboard);
    started.push(() => live.stop());

    started.push(
      startClocks({
        journal,
        clock,
        recorded: () => alertRoom.time(),
        folds: [desk.reader, rules],
        failed,
      }),
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
