import type { AlertRoom } from './alerts/alert-room.ts';
import { casesLimits } from './alerts/cases/limits.ts';
import { alertsLimits } from './alerts/limits.ts';
import type { Broker } from './broker/broker-interface.ts';
import { defaultBrokerLimits } from './broker/limits.ts';
import type { DashboardStats } from './dashboard/server/dashboard-stats.ts';
import { dashboardLimits } from './dashboard/server/limits.ts';
import type { Database } from './database/connection.ts';
import type { Journal } from './journal/journal.ts';
import { journalLimits } from './journal/limits.ts';
import type { MetricsKit } from './metrics-kit.ts';
import type { RulesReader } from './rules/rules-reader.ts';
import type { Telling } from './telling.ts';

interface Queues {
  readonly journal: Pick<Journal, 'stats'>;
  readonly broker: Pick<Broker, 'stats'>;
  readonly rules: Pick<RulesReader, 'stats'>;
  readonly alertRoom: Pick<AlertRoom, 'cases'>;
  readonly telling: Pick<Telling, 'channels'>;
  readonly database: Pick<Database, 'isAvailable' | 'pool'>;
  readonly dashboardStats: () => DashboardStats;
  /** What waits to be saved, by what it is of. */
  readonly unsaved: () => Readonly<Record<string, number>>;
}

/** How full something is, and its limit: Infinity where it has none. */
type Fill = readonly [held: number, limit: number];

/**
 * Everything that fills up, in one shape, so that one look compares each with its limit; and everything that was
 * refused or given up there, by part and reason.
 */
export function addQueueMetrics(kit: MetricsKit, queues: Queues): void {
  const fills = (): Readonly<Record<string, Fill>> => {
    const journal = queues.journal.stats();
    const broker = queues.broker.stats();
    const screens = queues.dashboardStats();
    const limits = defaultBrokerLimits;
    return {
      journal_bytes: [journal.bytesUsed, journal.bytesMax],
      journal_waiting_bytes: [journal.waitingBytes, journalLimits.waitingBytesMax],
      journal_recent_records: [journal.recentRecords, journalLimits.recentRecordsMax],
      mqtt_connections: [broker.connections, limits.connectionsMax],
      mqtt_connecting: [broker.connecting, limits.connectingMax],
      mqtt_waiting: [broker.waiting, limits.waitingMax],
      mqtt_unsettled: [broker.unsettled, broker.unsettledRoom],
      mqtt_unsettled_bytes: [broker.unsettledBytes, limits.unsettledBytesMax],
      rules_waiting: [queues.rules.stats().waiting, Infinity],
      tracks_unsaved: [queues.alertRoom.cases.outbox.tracks.size(), casesLimits.unsavedTracks_max],
      screens: [screens.sockets, dashboardLimits.socketsMax],
      live_held_changes: [screens.heldChanges, dashboardLimits.heldChangesMax],
      live_devices: [screens.readings, dashboardLimits.latestDevicesMax],
      audit_waiting: [screens.auditWaiting, dashboardLimits.auditEntriesMax],
      held_acts: [screens.heldActs, dashboardLimits.heldActsMax],
      password_checks_waiting: [screens.passwordChecksWaiting, dashboardLimits.passwordChecksWaitingMax],
    };
  };
  const byQueue = (index: 0 | 1) => () =>
    Object.entries(fills()).map(([queue, fill]) => [{ queue }, fill[index]] as const);
  const labels = ['queue'] as const;
  kit.gauges('queue_held', 'What each queue or store in memory holds', { labels, read: byQueue(0) });
  kit.gauges('queue_limit', 'What each may hold', { labels, read: byQueue(1) });

  kit.gauges('unsaved', 'What waits to be written to the database, which may be away', {
    labels: ['of'],
    read: () => Object.entries(queues.unsaved()).map(([of, count]) => [{ of }, count]),
  });
  kit.gauge('unsaved_warning', 'From how many of one kind on a warning is logged', () => {
    return alertsLimits.unsavedEvents_warn;
  });
  kit.gauges('reader_lag_records', 'Records that a reader of the journal has not had', {
    labels: ['reader'],
    read: () => queues.journal.stats().readers.map(({ name, lag }) => [{ reader: name }, lag]),
  });

  kit.counters('mqtt_refused', 'Connections refused or closed by the broker', {
    labels: ['reason'],
    read: () => byReason(queues.broker.stats().refused),
  });
  kit.counters('mqtt_forbidden', 'What devices tried and may not', {
    labels: ['reason'],
    read: () => byReason(queues.broker.stats().forbidden),
  });
  kit.counter('mqtt_commands_dropped', 'Commands given up before their device came back', () => {
    return queues.broker.stats().commandsDropped;
  });
  kit.counter(
    'mqtt_sessions_forgotten',
    'Sessions of devices that are away, given up for want of room',
    () => {
      return queues.broker.stats().sessionsForgotten;
    },
  );
  kit.gauges('channels', 'Ways out of the house, by how they are', {
    labels: ['state'],
    read() {
      const states = Object.values(queues.telling.channels()).map(({ state }) => state);
      const all = ['unused', 'ok', 'failing', 'broken', 'unusable'] as const;
      return all.map((state) => [{ state }, states.filter((each) => each === state).length]);
    },
  });
  kit.gauge('database_available', '1 while the database is there', () =>
    Number(queues.database.isAvailable()),
  );
  const { pool } = queues.database;
  kit.gauges('database_connections', 'Connections to the database, and what waits for one', {
    labels: ['state'],
    read: () => [
      [{ state: 'open' }, pool.totalCount],
      [{ state: 'idle' }, pool.idleCount],
      [{ state: 'waited_for' }, pool.waitingCount],
    ],
  });
  kit.counters('http_responses', 'Answers of the dashboard: 413, 429 and 503 are its limits', {
    labels: ['status'],
    read: () => Object.entries(queues.dashboardStats().responses).map(([status, n]) => [{ status }, n]),
  });
  kit.counters('live_refused', 'Screens refused or closed by the live feed', {
    labels: ['reason'],
    read: () => byReason(queues.dashboardStats().screensRefused),
  });
}

function byReason(counts: Readonly<Record<string, number>>) {
  return Object.entries(counts).map(([reason, count]) => [{ reason }, count] as const);
}
