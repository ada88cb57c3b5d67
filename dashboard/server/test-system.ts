import type { SystemView } from '../../domain/system.ts';

const mib = 2 ** 20;
const gib = 2 ** 30;

/** How a service that is well is, for the dashboard's tests. */
export function sampleSystem(changes: Partial<SystemView> = {}): SystemView {
  const at = changes.at ?? Date.now();
  return {
    at,
    version: '1.2.3',
    node: 'v24.0.0',
    startedAt: at - 3_600_000,
    parts: {
      journal: 'ok',
      database: 'ok',
      store: 'ok',
      rules: 'ok',
      alerts: 'ok',
      broker: 'ok',
      channels: 'ok',
    },
    broker: {
      devices: 3_106,
      connections: 3_107,
      received: 90_000,
      receivedBytes: 27 * mib,
      unaccepted: 0,
      unsettled: 0,
      refused: {},
      forbidden: {},
    },
    ingest: { messages: 90_000, readings: 91_000, unreadable: 0, quarantined: 0 },
    journal: {
      records: 1_200,
      bytesUsed: 600_000,
      bytesMax: 8 * gib,
      waitingBytes: 0,
      refused: 0,
      damagedRecords: 0,
      room: 'ample',
      roomBytes: 6 * gib,
      oldest_s: 12,
      commitP50_ms: 2.1,
      commitP99_ms: 7.4,
      readers: ['store', 'desk', 'rules', 'live'].map((name) => ({ name, attached: true, lag: 0, lag_s: 0 })),
    },
    database: {
      isAvailable: true,
      since: at - 3_590_000,
      edition: 'plain',
      storedRows: 90_900,
      unsaved: { alerts: 0, incidents: 0, cases: 0, audit: 0 },
      storage: {
        at: at - 20_000,
        bytes: 40 * mib,
        tables: [{ name: 'readings_smoke', bytes: 20 * mib }],
      },
      rawRetention_days: 90,
    },
    rules: {
      setId: 'a1b2c3d4e5f6',
      since: at - 3_600_000,
      by: 'files',
      on: 62,
      broken: [],
      devices: 3_106,
      changes: 40,
    },
    desk: { openAlerts: 5, unacknowledged: 2, openIncidents: 3, openCases: 1 },
    channels: [],
    live: {
      screens: 2,
      seq: 4_711,
      heldChanges: 100,
      closedForSlowness: 0,
      auditWaiting: 0,
      auditDropped: 0,
    },
    process: { rssBytes: 300 * mib, heapUsedBytes: 120 * mib, cores: 2, memoryBytes: 8 * gib },
    damages: [],
    disk: { freeBytes: 60 * gib, totalBytes: 100 * gib },
    course: Array.from({ length: 120 }, (_, index) => ({
      at: at - (119 - index) * 5_000,
      messages_s: index === 0 ? null : 150 + 20 * Math.sin(index / 9),
      readings_s: index === 0 ? null : 152 + 20 * Math.sin(index / 9),
      storeLag: 20 + (index % 7) * 5,
      rulesLag: 0,
      loopDelayP99_ms: 3 + (index % 5),
      commitP99_ms: 7 + (index % 3),
      cpu: index === 0 ? null : 0.2 + (index % 4) / 50,
      rssBytes: 300 * mib,
    })),
    canary: null,
    deadMan: null,
    ...changes,
  };
}
