import type { Logger } from 'pino';
import { createAlertRoom, roomRecordTypes, type AlertRoom } from './alerts/alert-room.ts';
import { startCases } from './alerts/cases/start-cases.ts';
import { defaultDeskSettings } from './alerts/default-settings.ts';
import { createFigureRoom, type FigureRoom } from './alerts/figures/figure-room.ts';
import { createIncidentStore } from './alerts/incidents/incident-store.ts';
import { parseSettings } from './alerts/settings-parse.ts';
import { createAlertStore } from './alerts/store.ts';
import type { Config } from './config.ts';
import type { DashboardOptions } from './dashboard/server/dependencies.ts';
import type { Database } from './database/connection.ts';
import type { Delays } from './delays.ts';
import { startDeskRouting } from './desk-routing.ts';
import { startEmergencyPlans } from './emergency-plans.ts';
import type { Fleet } from './fleet/fleet.ts';
import { createFoldingReader, type FoldingReader } from './journal/folding-reader.ts';
import type { Journal } from './journal/journal.ts';
import type { DamageLog } from './keeping/damage-log.ts';
import { createServiceAlerts, type ServiceAlerts } from './service-alerts.ts';
import type { ServiceClock } from './service-clock.ts';

/** The alert room as it folds the journal, and the ways of all that it holds to the database. */
interface Alerts {
  readonly alertRoom: AlertRoom;
  readonly reader: FoldingReader;
  readonly alertStore: ReturnType<typeof createAlertStore>;
  readonly incidentStore: ReturnType<typeof createIncidentStore>;
  readonly figureRoom: FigureRoom;
  readonly serviceAlerts: ServiceAlerts;
  readonly forDashboard: Pick<
    DashboardOptions,
    | 'alerts'
    | 'incidents'
    | 'plans'
    | 'seats'
    | keyof ReturnType<typeof startCases>['served']
    | keyof FigureRoom['served']
    | keyof Awaited<ReturnType<typeof startDeskRouting>>['forDashboard']
  >;
}

/**
 * Puts the alert desk into motion: what was open before is open again, with its settings, cases and plans. What is
 * started here is added to `started`.
 */
export async function startAlerts(options: {
  readonly config: Config;
  readonly journal: Journal;
  readonly database: Database;
  readonly damages: DamageLog;
  readonly fleet: Fleet;
  /** Goes on from where the records were. */
  readonly clock: ServiceClock;
  readonly delays: Pick<Delays, 'folded'>;
  readonly log: Logger;
  readonly started: (() => Promise<void>)[];
}): Promise<Alerts> {
  const { config, journal, database, fleet, clock, log, started } = options;
  const { now } = clock;
  const alertRoom = createAlertRoom({
    // Where somebody walked may be refused before an alarm is.
    append: (record) => journal.appendDurably(record, record.type === 'track' ? 'telemetry' : 'alarm'),
    initialSettings: defaultDeskSettings,
    parseSettings: (text) => parseSettings({ name: 'desk.yaml', text }).settings,
    log,
  });
  const { desk } = alertRoom;
  const reader = createFoldingReader({
    journal,
    log,
    name: 'desk',
    types: roomRecordTypes,
    apply: (entry) => alertRoom.apply(entry),
    snapshot: () => alertRoom.snapshot(),
    restore: (pieces) => alertRoom.restore(pieces),
    measured: options.delays.folded,
  });
  await reader.start();
  clock.goOnFrom(alertRoom.time());
  started.push(() => reader.stop());
  const serviceAlerts = createServiceAlerts({ damages: options.damages, alertRoom, journal, now, log });
  const deskRouting = await startDeskRouting({
    path: config.DESK_SETTINGS ?? null,
    alertRoom,
    journal,
    database,
    now,
    log,
  });
  started.push(() => deskRouting.stop());
  const alertStore = createAlertStore({
    database,
    desk,
    placeOf: (deviceId) => alertRoom.topology.of(deviceId),
    log,
  });
  await alertStore.start();
  started.push(() => alertStore.stop());
  const caseRoom = startCases({ database, cases: alertRoom.cases, log });
  started.push(() => caseRoom.stop());
  const plans = await startEmergencyPlans({ alertRoom, database, fleet, config, now, log });
  started.push(plans.stop);
  const { incidents, floods } = alertRoom;
  const incidentStore = createIncidentStore({
    database,
    incidents,
    findAlert: (id) => desk.find(id),
    log,
  });
  incidentStore.start();
  alertRoom.onChange(() => incidentStore.wake());
  started.push(() => incidentStore.stop());
  const figureRoom = createFigureRoom({ database, fleet, room: alertRoom, log });
  started.push(figureRoom.start());

  return {
    alertRoom,
    reader,
    alertStore,
    incidentStore,
    figureRoom,
    serviceAlerts,
    forDashboard: {
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
      incidents: {
        open: () => incidents.open(),
        of: (alertId) => incidents.of(alertId),
        idsOf: (alertIds) => incidentStore.idsOf(alertIds),
        find: (id) => incidentStore.find(id),
        search: (query) => incidentStore.search(query),
        alertsOf: (id) => incidentStore.alertsOf(id),
        floods: () => floods.meters(),
      },
      plans: plans.desk,
      seats: () => alertRoom.settings.current().seats,
      ...caseRoom.served,
      ...figureRoom.served,
      ...deskRouting.forDashboard,
    },
  };
}
