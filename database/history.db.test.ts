import { afterAll, beforeAll, expect, it } from 'vitest';
import { kinds } from '../domain/kinds.ts';
import type { Reading } from '../domain/reading.ts';
import type { JournalEntry } from '../domain/record.ts';
import { createBatchStore } from '../ingest/batch-store.ts';
import { createRecentKeys } from '../ingest/recent-keys.ts';
import { encodeStoreBatch } from '../ingest/store-batch.ts';
import { createTestDatabase, describeOnEach, type TestDatabase } from '../test/support/databases.ts';
import { waitFor } from '../test/support/wait-for.ts';
import { createHistory, type History } from './history.ts';
import { historyBatchRows } from './limits.ts';

const minute = 60_000;
const start = Date.UTC(2026, 10, 21, 12);

function reading(deviceId: string, time: number, about: Partial<Reading> & { depth_m: number }): Reading {
  const { depth_m, ...rest } = about;
  const values = kinds.water.metrics.map(({ name }) => (name === 'depth_m' ? depth_m : NaN));
  return {
    kind: 'water',
    deviceId,
    time,
    receivedAt: time,
    seq: null,
    values,
    extra: null,
    flags: 0,
    ...rest,
  };
}

describeOnEach('the past', (edition) => {
  let test: TestDatabase;
  let history: History;
  const stored: Reading[] = [
    // Sent late: it came after the ones below, which are newer.
    reading('a', start, { depth_m: 0.1, receivedAt: start + 5 * minute, seq: 1 }),
    reading('a', start + minute, { depth_m: 0.2, receivedAt: start + minute + 7, seq: 2, flags: 8 }),
    reading('a', start + 2 * minute, { depth_m: 0.3, receivedAt: start + 5 * minute, seq: 3 }),
    reading('b', start + 30_123, { depth_m: NaN }),
    reading('a', start + 3 * 24 * 60 * minute, { depth_m: 0.4 }),
  ];

  beforeAll(async () => {
    test = await createTestDatabase(edition);
    history = createHistory(test.database);
    const many = Array.from({ length: 2 * historyBatchRows + 1 }, (_, index) =>
      reading('many', start + 10 * 24 * 60 * minute + index * minute, { depth_m: index / 1000 }),
    );
    await store([...stored, ...many]);
  });
  afterAll(async () => {
    await test.drop();
  });

  /** By the service's own way into the database. */
  async function store(readings: readonly Reading[]): Promise<void> {
    const entries: JournalEntry[] = readings.map((one, index) => ({
      offset: index + 1,
      record: {
        type: 'telemetry',
        receivedAt: one.receivedAt,
        kind: one.kind,
        deviceId: one.deviceId,
        payload: new Uint8Array(),
        readings: [one],
        problems: [],
      },
    }));
    const batch = encodeStoreBatch(entries, entries.length, createRecentKeys());
    const batchStore = createBatchStore(test.database, '00000000-0000-4000-8000-000000000000');
    await batchStore.readCheckpoint();
    await batchStore.commit(batch, () => undefined);
  }

  async function read(
    query: { deviceId?: string; from?: number; to?: number } = {},
  ): Promise<readonly Reading[]> {
    const { deviceId = null, from = start, to = start + 24 * 60 * minute } = query;
    const batches = await Array.fromAsync(history.readings({ kind: 'water', deviceId, from, to }));
    return batches.flat();
  }

  it('comes back as it was, in the order of arrival, then of measurement', async () => {
    const [late, second, third, other] = stored;
    expect(await read()).toEqual([other, second, late, third]);
  });

  it('can be that of one device, and of a stretch of its own time', async () => {
    expect(await read({ deviceId: 'b' })).toEqual([stored[3]]);
    expect(await read({ from: start + minute, to: start + 2 * minute })).toEqual([stored[1]]);
    expect(await read({ deviceId: 'nobody' })).toEqual([]);
  });

  it('comes in batches, over days and chunks, and may be left in the middle', async () => {
    const to = start + 100 * 24 * 60 * minute;
    const all = await read({ deviceId: 'many', to });
    expect(all).toHaveLength(2 * historyBatchRows + 1);
    expect(all.map(({ time }) => time)).toEqual(all.map(({ time }) => time).toSorted((a, b) => a - b));
    for (let round = 0; round < 15; round += 1) {
      for await (const batch of history.readings({ kind: 'water', deviceId: 'many', from: start, to })) {
        expect(batch).toHaveLength(historyBatchRows);
        break;
      }
    }
    // More rounds than there are connections: none was kept.
    expect((await read({ deviceId: 'b' })).length).toBe(1);
    const stopped = AbortSignal.abort(new Error('stopped'));
    await expect(
      Array.fromAsync(history.readings({ kind: 'water', deviceId: null, from: start, to }, stopped)),
    ).rejects.toThrow('stopped');
  });

  it('ends at once when it is stopped, also in the middle of a statement', async () => {
    const blocker = await test.pool.connect();
    try {
      await blocker.query('begin');
      await blocker.query('lock table readings_water in access exclusive mode');
      const stop = new AbortController();
      const query = { kind: 'water', deviceId: null, from: start, to: start + minute } as const;
      const reading = Array.fromAsync(history.readings(query, stop.signal)).then(
        () => 'read',
        () => 'ended',
      );
      await waitFor('the statement to wait for the lock', async () => {
        const { rowCount } = await blocker.query('select 1 from pg_locks where not granted');
        return (rowCount ?? 0) > 0;
      });
      stop.abort();
      expect(await reading).toBe('ended');
    } finally {
      await blocker.query('rollback');
      blocker.release();
    }
    expect((await read({ deviceId: 'b' })).length).toBe(1);
  });

  it('knows which kind a device is, and how far the readings of a kind reach', async () => {
    expect(await history.kindOf('b')).toBe('water');
    expect(await history.kindOf('nobody')).toBeNull();
    expect((await history.span('water'))?.from).toBe(start);
    expect(await history.span('smoke')).toBeNull();
  });

  it('knows what staff closed as real', async () => {
    await alert('real-1', { finding: 'real', at: start, returnedAt: start + 10 * minute });
    await alert('open-1', { finding: null, at: start, returnedAt: null });
    await alert('cooking-1', { finding: 'cooking', at: start, returnedAt: null });
    await alert('real-2', { finding: 'real', at: start + 48 * 60 * minute, returnedAt: null });
    const query = { kind: null, deviceId: null, from: start, to: start + 24 * 60 * minute };
    const found = [{ deviceId: 'a', from: start, to: start + 10 * minute }];
    expect(await history.realEvents(query)).toEqual(found);
    expect(await history.realEvents({ ...query, kind: 'water', deviceId: 'a' })).toEqual(found);
    expect(await history.realEvents({ ...query, kind: 'smoke' })).toEqual([]);
    expect(await history.realEvents({ ...query, deviceId: 'b' })).toEqual([]);
  });

  async function alert(
    id: string,
    { finding, at, returnedAt }: { finding: string | null; at: number; returnedAt: number | null },
  ): Promise<void> {
    await test.pool.query(
      `insert into alerts (id, version, rule_id, rule_version, scope_type, scope_id, device_id, kind, severity,
         displayed_severity, condition, operator_state, latch, suppression, retrospective, title, advice, evidence,
         raised_at, event_time, received_at, returned_at, closed_at, finding)
       values ($1, 1, 'r-' || $1, 'v', 'device', 'a', 'a', 'water', 1, 1, 'normal', 'confirmed', 'free', 'none', false,
         '{}', '{}', null, $2::timestamptz, $2, $2, $3, case when $4::text is null then null else $2::timestamptz end, $4)`,
      [id, new Date(at), returnedAt === null ? null : new Date(returnedAt), finding],
    );
  }

  it('knows where devices stand', async () => {
    await test.pool.query(
      `insert into areas (code, level, parent_code, name_zh, name_en) values ('g', 'grid', null, '格', 'Grid')`,
    );
    await test.pool.query(
      `insert into sites (id, area_code, name_zh, name_en) values ('s', 'g', '点', 'Spot')`,
    );
    await test.pool.query(
      `insert into devices (id, kind, site_id) values ('a', 'water', 's'), ('b', 'water', null)`,
    );
    const { devices, sites, areas } = await history.catalogue();
    expect(devices).toMatchObject([
      { id: 'a', kind: 'water', siteId: 's' },
      { id: 'b', kind: 'water', siteId: null },
    ]);
    expect(sites).toMatchObject([{ id: 's', areaCode: 'g', nameEn: 'Spot' }]);
    expect(areas).toMatchObject([{ code: 'g', level: 'grid', parentCode: null }]);
  });
});
