import { statfs } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import type { AlertRoom } from './alerts/alert-room.ts';
import type { Broker } from './broker/broker-interface.ts';
import type { DashboardStats } from './dashboard/server/dashboard-stats.ts';
import type { Database } from './database/connection.ts';
import { readStorageSize } from './database/storage-size.ts';
import type { StorageState, SystemView } from './domain/system.ts';
import type { Accept } from './ingest/accept.ts';
import type { StoreWriter } from './ingest/store-writer.ts';
import type { DamageLog } from './keeping/damage-log.ts';
import type { Journal } from './journal/journal.ts';
import type { Proving } from './proving.ts';
import type { PartState } from './readiness.ts';
import type { RulesReader } from './rules/rules-reader.ts';
import type { ServiceClock } from './service-clock.ts';
import { createSystemSampler } from './system-sampler.ts';
import type { Telling } from './telling.ts';

/** How often what tables take is read again, at most, while somebody looks. */
const storageEveryMs = 60_000;

interface SystemDependencies {
  readonly directory: string;
  readonly version: string;
  readonly rawRetention_days: number;
  readonly journal: Journal;
  readonly broker: Pick<Broker, 'stats'>;
  readonly database: Pick<Database, 'isAvailable' | 'edition' | 'pool'>;
  readonly storeWriter: Pick<StoreWriter, 'stats'>;
  readonly rules: Pick<RulesReader, 'stats' | 'inForce'>;
  readonly alertRoom: Pick<AlertRoom, 'desk' | 'incidents' | 'cases'>;
  /** What waits to be saved, by what it is of. */
  readonly unsaved: () => Readonly<Record<string, number>>;
  readonly acceptStats: Accept['stats'];
  readonly telling: Pick<Telling, 'channels'>;
  readonly damages: Pick<DamageLog, 'all'>;
  readonly parts: () => Readonly<Record<string, PartState>>;
  readonly dashboardStats: () => DashboardStats;
  readonly proving: Pick<Proving, 'view'>;
  readonly clock: Pick<ServiceClock, 'now'>;
}

/** How the service itself is. Asking costs it nothing but a look at what the rooms count. */
export interface SystemDesk {
  readonly view: () => Promise<SystemView>;
  /** Begins to measure; returns what ends it. */
  readonly start: () => () => Promise<void>;
}

export function createSystemDesk(dependencies: SystemDependencies): SystemDesk {
  const { journal, broker, database, storeWriter, rules, acceptStats } = dependencies;
  const { now } = dependencies.clock;
  const startedAt = now();
  const sampler = createSystemSampler(() => {
    const { messages, readings } = acceptStats();
    return {
      messages,
      readings,
      lastOffset: journal.lastOffset(),
      storeLag: storeWriter.stats().lag,
      rulesLag: rules.stats().lag,
      commitP99_ms: journal.commitTime(0.99),
      isDatabaseAvailable: database.isAvailable(),
    };
  }, now);
  let storage: StorageState | null = null;
  let storageAskedAt = Number.NEGATIVE_INFINITY;

  /** In the background: what is shown is what was read last. */
  function refreshStorage(at: number): void {
    if (!database.isAvailable() || at - storageAskedAt < storageEveryMs) return;
    storageAskedAt = at;
    readStorageSize(database.pool).then(
      (size) => (storage = { at: now(), ...size }),
      // It stays as it was read last, with its time; an outage is told of elsewhere.
      () => {},
    );
  }

  function journalState(at: number): SystemView['journal'] {
    const stats = journal.stats();
    const { records, bytesUsed, bytesMax, waitingBytes, refused, damagedRecords, lastOffset, space } = stats;
    const ageOf = (offset: number): number | null => sampler.ages.ageOf(offset, { at, lastOffset });
    return {
      records,
      bytesUsed,
      bytesMax,
      waitingBytes,
      refused,
      damagedRecords,
      room: space.level,
      roomBytes: Math.round(space.roomBytes),
      oldest_s: records === 0 ? 0 : ageOf(stats.firstOffset),
      commitP50_ms: journal.commitTime(0.5),
      commitP99_ms: journal.commitTime(0.99),
      readers: stats.readers.map(({ name, attached, lag }) => ({
        name,
        attached,
        lag,
        lag_s: lag === 0 ? 0 : ageOf(lastOffset - lag + 1),
      })),
    };
  }

  async function view(): Promise<SystemView> {
    const at = now();
    refreshStorage(at);
    const { desk, incidents, cases } = dependencies.alertRoom;
    const open = desk.open();
    const inForce = rules.inForce();
    const broken = [...new Set(inForce.faults.map(({ ruleId }) => ruleId))];
    const ruleStats = rules.stats();
    const screens = dependencies.dashboardStats();
    const memory = process.memoryUsage();
    const { devices, connections, received, receivedBytes, unaccepted, unsettled, refused, forbidden } =
      broker.stats();
    return {
      at,
      version: dependencies.version,
      node: process.version,
      startedAt,
      parts: Object.fromEntries(
        Object.entries(dependencies.parts()).map(([name, { state }]) => [name, state]),
      ),
      broker: { devices, connections, received, receivedBytes, unaccepted, unsettled, refused, forbidden },
      ingest: acceptStats(),
      journal: journalState(at),
      database: {
        isAvailable: database.isAvailable(),
        since: sampler.databaseSince() ?? startedAt,
        edition: database.edition(),
        storedRows: storeWriter.stats().rows,
        unsaved: { ...dependencies.unsaved(), audit: screens.auditWaiting },
        storage,
        rawRetention_days: dependencies.rawRetention_days,
      },
      rules: {
        setId: inForce.setId,
        since: inForce.at,
        by: inForce.by,
        on: inForce.rules.length - broken.length,
        broken,
        devices: ruleStats.devices,
        changes: ruleStats.changes,
      },
      desk: {
        openAlerts: open.length,
        unacknowledged: open.filter(({ operator }) => operator === 'unacknowledged').length,
        openIncidents: incidents.open().length,
        openCases: cases.open().length,
      },
      channels: Object.entries(dependencies.telling.channels()).map(
        ([id, { type, state, sent, failed, waiting }]) => ({ id, type, state, sent, failed, waiting }),
      ),
      live: {
        screens: screens.sockets,
        seq: screens.seq,
        heldChanges: screens.heldChanges,
        closedForSlowness: screens.closedForSlowness,
        auditWaiting: screens.auditWaiting,
        auditDropped: screens.auditDropped,
      },
      process: {
        rssBytes: memory.rss,
        heapUsedBytes: memory.heapUsed,
        cores: availableParallelism(),
        memoryBytes: totalmem(),
      },
      damages: dependencies.damages.all(),
      disk: await readDisk(dependencies.directory),
      course: sampler.course(),
      ...dependencies.proving.view(),
    };
  }

  return {
    view,
    start() {
      sampler.start();
      return async () => sampler.stop();
    },
  };
}

async function readDisk(directory: string): Promise<SystemView['disk']> {
  try {
    const { bavail, blocks, bsize } = await statfs(directory);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch {
    return null;
  }
}
