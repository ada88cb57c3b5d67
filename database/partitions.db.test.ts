import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  createTestDatabase,
  describeOn,
  describeOnEach,
  type TestDatabase,
} from '../test/support/databases.ts';
import { preparePartitions } from './partitions.ts';
import { inTransaction } from './rollup.ts';
import { writeReadings } from '../test/support/readings.ts';

describeOnEach('readings', (edition) => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase(edition);
  });
  afterAll(async () => {
    await test.drop();
  });

  it('are stored whatever month they are from', async () => {
    const times = [
      Date.UTC(1999, 11, 31, 23, 59, 59, 999),
      Date.UTC(2000, 0, 1),
      Date.UTC(2026, 1, 28),
      Date.UTC(2099, 5),
    ];
    await writeReadings(
      test,
      'smoke',
      times.map((time) => ({ deviceId: 'a', time, values: { alarm: 1 } })),
    );
    const found = await test.pool.query<{ time: Date }>('select time from readings_smoke order by time');
    expect(found.rows.map(({ time }) => time.getTime())).toEqual(times);
  });

  it('are refused when they are there already', async () => {
    const reading = { deviceId: 'twice', time: Date.UTC(2026, 5), values: { alarm: 0 } };
    await writeReadings(test, 'smoke', [reading]);
    await expect(writeReadings(test, 'smoke', [reading])).rejects.toMatchObject({ code: '23505' });
  });

  it('are kept both when they differ at one instant', async () => {
    const reading = { deviceId: 'both', time: Date.UTC(2026, 5), values: { alarm: 0 } };
    await writeReadings(test, 'smoke', [reading, reading]);
    const found = await test.pool.query(`select 1 from readings_smoke where device_id = 'both'`);
    expect(found.rowCount).toBe(2);
  });

  it('can be written by many at once into months that are new to all of them', async () => {
    const months = Array.from({ length: 12 }, (_, month) => Date.UTC(2031, month, 3));
    await Promise.all(
      Array.from({ length: 8 }, (_, writer) =>
        writeReadings(
          test,
          'elevator',
          months.map((time) => ({ deviceId: `w${writer}`, time, values: { floor: writer } })),
        ),
      ),
    );
    const found = await test.pool.query<{ count: number }>(
      'select count(*)::int as count from readings_elevator',
    );
    expect(found.rows).toEqual([{ count: 96 }]);
  });
});

describeOn('plain', 'partitions', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase('plain');
  });
  afterAll(async () => {
    await test.drop();
  });

  async function partitions(): Promise<readonly string[]> {
    const found = await test.pool.query<{ name: string }>(
      `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'readings_water'::regclass order by 1`,
    );
    return found.rows.map(({ name }) => name);
  }

  it('are made for every month between two times, once', async () => {
    const times = { min: Date.UTC(2025, 10, 30), max: Date.UTC(2026, 1, 1) };
    for (let run = 0; run < 2; run += 1) {
      await inTransaction(test.pool, (client) => preparePartitions(client, 'plain', 'water', times));
    }
    expect(await partitions()).toEqual([
      'readings_water_p2025_11',
      'readings_water_p2025_12',
      'readings_water_p2026_01',
      'readings_water_p2026_02',
    ]);
  });

  it('go with the transaction that made them', async () => {
    const before = await partitions();
    const failed = inTransaction(test.pool, async (client) => {
      await preparePartitions(client, 'plain', 'water', [Date.UTC(2040, 0)]);
      throw new Error('the batch failed');
    });
    await expect(failed).rejects.toThrow('the batch failed');
    expect(await partitions()).toEqual(before);
  });
});
