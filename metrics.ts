import { collectDefaultMetrics, Registry } from 'prom-client';
import type { AlertRoom } from './alerts/alert-room.ts';
import type { Cases } from './alerts/cases/cases.ts';
import type { AlertDesk } from './alerts/desk.ts';
import type { createAlertStore } from './alerts/store.ts';
import type { Broker } from './broker/broker-interface.ts';
import type { DashboardStats } from './dashboard/server/dashboard-stats.ts';
import type { Database } from './database/connection.ts';
import type { Delays } from './delays.ts';
import type { Accept } from './ingest/accept.ts';
import type { StoreWriter } from './ingest/store-writer.ts';
import type { DamageLog } from './keeping/damage-log.ts';
import { spaceLevels } from './journal/space.ts';
import type { Journal } from './journal/journal.ts';
import { createMetricsKit } from './metrics-kit.ts';
import { addProofMetrics } from './proof-metrics.ts';
import type { Proving } from './proving.ts';
import { addQueueMetrics } from './queue-metrics.ts';
import type { RulesReader } from './rules/rules-reader.ts';
import type { ServiceClock } from './service-clock.ts';
import type { Telling } from './telling.ts';

interface Measured {
  readonly journal: Journal;
  readonly broker: Broker;
  readonly database: Database;
  readonly storeWriter: StoreWriter;
  readonly rules: RulesReader;
  readonly desk: AlertDesk;
  readonly cases: Cases;
  readonly alertStore: ReturnType<typeof createAlertStore>;
  readonly acceptStats: Accept['stats'];
  readonly telling: Pick<Telling, 'channels'>;
  readonly proving: Pick<Proving, 'view' | 'onMeasured'>;
  readonly alertRoom: Pick<AlertRoom, 'cases'>;
  readonly delays: Delays;
  readonly clock: Pick<ServiceClock, 'lead_ms'>;
  readonly unsaved: () => Readonly<Record<string, number>>;
  readonly dashboardStats: () => DashboardStats;
  readonly damages: Pick<DamageLog, 'all'>;
}

/**
 * The Prometheus registry. The rooms count for themselves; their figures are read when somebody asks, so that
 * a message costs nothing here.
 */
export function createMetrics(measured: Measured): Registry {
  const {
    journal,
    broker,
    storeWriter,
    rules,
    desk,
    cases,
    alertStore,
    acceptStats,
    telling,
    dashboardStats,
    damages,
  } = measured;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'negative_one_' });

  const kit = createMetricsKit(registry);
  const { gauge, counter } = kit;
  measured.delays.register(registry);
  addQueueMetrics(kit, measured);
  counter('messages', 'Telemetry messages taken in', () => acceptStats().messages);
  counter('readings', 'Readings decoded', () => acceptStats().readings);
  counter('quarantined_messages', 'Messages with anything that could not be read', () => {
    return acceptStats().quarantined;
  });
  counter('unreadable_messages', 'Messages of which nothing could be read', () => acceptStats().unreadable);
  gauge('journal_bytes', 'Bytes that the journal holds', () => journal.stats().bytesUsed);
  gauge('journal_bytes_max', 'Bytes that the journal may hold', () => journal.stats().bytesMax);
  gauge(
    'journal_records',
    'Records that the journal holds',
    () => journal.lastOffset() - journal.firstOffset() + 1,
  );
  gauge(
    'journal_room_bytes',
    'Room before telemetry is held back; negative: the reserve is in use',
    () => journal.stats().space.roomBytes,
  );
  gauge(
    'journal_space_level',
    '0 ample, 1 scarce, 2 telemetry held back, 3 alerts and staff acts alone',
    () => spaceLevels.indexOf(journal.stats().space.level),
  );
  gauge(
    'disk_free_bytes',
    'Free on the volume of the journal',
    () => journal.stats().space.freeBytes ?? Number.NaN,
  );
  gauge(
    'clock_lead_seconds',
    "How far the service's clock is ahead of the system's, which was set; negative: behind it",
    () => measured.clock.lead_ms() / 1_000,
  );
  gauge('damages', 'Damaged things found since the start', () => damages.all().length);
  gauge('rules_held_changes', 'Changes of the rules that wait in memory for room', () => rules.stats().held);
  gauge('store_lag_records', 'Records not yet in the database', () => storeWriter.stats().lag ?? Number.NaN);
  counter('stored_rows', 'Rows written to the database', () => storeWriter.stats().rows);
  counter('store_slow_batches', 'Batches that met a repeat', () => storeWriter.stats().slowBatches);
  gauge('rules_lag_records', 'Records not yet evaluated', () => rules.stats().lag);
  counter('alert_changes', 'Changes that the rules made', () => rules.stats().changes);
  gauge('open_alerts', 'Alerts that are open', () => desk.open().length);
  gauge('cases_open', 'Cases that are not closed', () => cases.open().length);
  gauge('unsaved_case_changes', 'Cases and lines of history not yet in the database', () => {
    return cases.outbox.cases.size() + cases.outbox.events.size();
  });
  counter('tracks_dropped', 'Positions given up while the database was away', () => cases.droppedTracks());
  gauge('unsaved_alert_changes', 'Alert changes not yet in the database', () => alertStore.unsaved());
  gauge('mqtt_connections', 'Devices connected', () => broker.stats().connections);
  counter('refused_records', 'Records that the journal had no room for', () => journal.stats().refused);
  counter(
    'damaged_records',
    'Journal records that could not be read back',
    () => journal.stats().damagedRecords,
  );
  counter('unaccepted_messages', 'Messages that were not acknowledged', () => broker.stats().unaccepted);
  gauge('unsettled_messages', 'Messages waiting for the disk', () => broker.stats().unsettled);
  gauge('screens', 'Pages connected to the live feed', () => dashboardStats().sockets);
  counter(
    'slow_screens',
    'Pages closed because they did not keep up',
    () => dashboardStats().closedForSlowness,
  );
  const overChannels = (figure: 'sent' | 'failed' | 'waiting'): number =>
    Object.values(telling.channels()).reduce((sum, report) => sum + report[figure], 0);
  counter('sent_messages', 'Messages that channels took', () => overChannels('sent'));
  counter('failed_attempts', 'Attempts to send that failed', () => overChannels('failed'));
  gauge('held_deliveries', 'Deliveries that wait for a channel', () => overChannels('waiting'));
  addProofMetrics(registry, measured.proving);
  counter('audit_dropped', 'Audit entries lost to an outage', () => dashboardStats().auditDropped);
  return registry;
}
