import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { Cases } from './alerts/cases/cases.ts';
import type { AlertDesk } from './alerts/desk.ts';
import type { createAlertStore } from './alerts/store.ts';
import type { Broker } from './broker/broker.ts';
import type { DashboardStats } from './dashboard/server/dashboard.ts';
import type { Accept } from './ingest/accept.ts';
import type { StoreWriter } from './ingest/store-writer.ts';
import type { Journal } from './journal/journal.ts';
import type { RulesReader } from './rules/rules-reader.ts';
import type { Telling } from './telling.ts';

interface Measured {
  readonly journal: Journal;
  readonly broker: Broker;
  readonly storeWriter: StoreWriter;
  readonly rules: RulesReader;
  readonly desk: AlertDesk;
  readonly cases: Cases;
  readonly alertStore: ReturnType<typeof createAlertStore>;
  readonly acceptStats: Accept['stats'];
  readonly telling: Pick<Telling, 'channels'>;
  readonly dashboardStats: () => DashboardStats;
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
  } = measured;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'negative_one_' });

  function gauge(name: string, help: string, read: () => number): void {
    const metric: Gauge = new Gauge({
      name: `negative_one_${name}`,
      help,
      registers: [registry],
      collect: () => metric.set(read()),
    });
  }

  function counter(name: string, help: string, read: () => number): void {
    const metric: Counter = new Counter({
      name: `negative_one_${name}_total`,
      help,
      registers: [registry],
      collect() {
        metric.reset();
        metric.inc(read());
      },
    });
  }

  counter('messages', 'Telemetry messages taken in', () => acceptStats().messages);
  counter('readings', 'Readings decoded', () => acceptStats().readings);
  counter('unreadable_messages', 'Messages of which nothing could be read', () => acceptStats().unreadable);
  gauge('journal_bytes', 'Bytes that the journal holds', () => journal.stats().bytesUsed);
  gauge('journal_bytes_max', 'Bytes that the journal may hold', () => journal.stats().bytesMax);
  gauge(
    'journal_records',
    'Records that the journal holds',
    () => journal.lastOffset() - journal.firstOffset() + 1,
  );
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
  counter('audit_dropped', 'Audit entries lost to an outage', () => dashboardStats().auditDropped);
  return registry;
}
