import type { AlertRoom } from './alerts/alert-room.ts';
import type { createIncidentStore } from './alerts/incidents/incident-store.ts';
import type { createAlertStore } from './alerts/store.ts';
import type { Broker } from './broker/broker-interface.ts';
import type { Config } from './config.ts';
import type { DashboardStats } from './dashboard/server/dashboard-stats.ts';
import type { DashboardOptions } from './dashboard/server/dependencies.ts';
import type { Database } from './database/connection.ts';
import type { Delays } from './delays.ts';
import { canaryDeviceId } from './domain/canary.ts';
import type { Accept } from './ingest/accept.ts';
import type { StoreWriter } from './ingest/store-writer.ts';
import type { DamageLog } from './keeping/damage-log.ts';
import type { Journal } from './journal/journal.ts';
import { createMetrics } from './metrics.ts';
import type { Proving } from './proving.ts';
import { createReadiness } from './readiness.ts';
import type { RulesReader } from './rules/rules-reader.ts';
import type { ServiceClock } from './service-clock.ts';
import { createSystemDesk } from './system-view.ts';
import type { Telling } from './telling.ts';

interface Watched {
  readonly journal: Journal;
  readonly broker: Broker;
  readonly database: Database;
  readonly storeWriter: StoreWriter;
  readonly rules: RulesReader;
  readonly alertRoom: AlertRoom;
  readonly alertStore: ReturnType<typeof createAlertStore>;
  readonly incidentStore: ReturnType<typeof createIncidentStore>;
  readonly acceptStats: Accept['stats'];
  readonly delays: Delays;
  readonly clock: Pick<ServiceClock, 'now' | 'lead_ms'>;
  readonly telling: Telling;
  readonly proving: Pick<Proving, 'view' | 'onMeasured'>;
  readonly damages: DamageLog;
  readonly dashboardStats: () => DashboardStats;
  readonly config: Pick<Config, 'DATA_DIR' | 'RETENTION_DAYS'>;
  readonly version: string;
}

/** What tells how the service is: to machines (readiness, metrics) and to those who look after it. */
export interface ServiceWatch {
  readonly forDashboard: Pick<DashboardOptions, 'parts' | 'system' | 'metrics'>;
  /** Begins to measure; returns what ends it. */
  readonly start: () => () => Promise<void>;
}

export function watchService(given: Watched): ServiceWatch {
  const watched = { ...given, broker: withoutCanary(given.broker) };
  const { alertRoom, alertStore, incidentStore, config } = watched;
  const { desk, cases, plans, routing, settings } = alertRoom;
  const parts = createReadiness(watched);
  const unsaved = () => ({
    alerts: alertStore.unsaved(),
    incidents: incidentStore.unsaved(),
    cases: cases.outbox.cases.size() + cases.outbox.events.size(),
    deliveries: routing.deliveries.outbox.size(),
    plans: plans.outbox.runs.size() + plans.outbox.sets.size(),
    settings: settings.outbox.size(),
  });
  const metrics = createMetrics({ ...watched, desk, cases, unsaved });
  const system = createSystemDesk({
    ...watched,
    directory: config.DATA_DIR,
    rawRetention_days: config.RETENTION_DAYS,
    unsaved,
    parts,
  });
  return {
    forDashboard: { parts, system: system.view, metrics: () => metrics.metrics() },
    start: system.start,
  };
}

/** The service's own device is no device. */
function withoutCanary(broker: Broker): Broker {
  return {
    ...broker,
    stats() {
      const stats = broker.stats();
      const own = Number(broker.isConnected(canaryDeviceId));
      return { ...stats, devices: stats.devices - own, connections: stats.connections - own };
    },
  };
}
