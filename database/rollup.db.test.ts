import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, describeOn, type TestDatabase } from '../test/support/databases.ts';
import type { Edition } from './edition.ts';
import { computeRollup } from './rollup.ts';
import { writeReadings } from '../test/support/readings.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const now = Date.UTC(2026, 10, 21, 12, 30);

// Where TimescaleDB keeps the roll-ups there is nothing of ours to test.
for (const edition of ['plain', 'apache'] as const) suite(edition);

function suite(edition: Edition): void {
  describeOn(edition, 'roll-ups', () => {
    let test: TestDatabase;
    beforeAll(async () => {
      test = await createTestDatabase(edition);
    });
    afterAll(async () => {
      await test.drop();
    });

    async function run(resolution: '1m' | '1h', at = now): Promise<number> {
      return await computeRollup(
        { pool: test.pool, edition, now: at, rawDays: 90 },
        { kind: 'water', resolution },
      );
    }

    async function read(deviceId: string, resolution: '1m' | '1h'): Promise<readonly unknown[]> {
      const found = await test.pool.query<Record<string, unknown>>(
        `select extract(epoch from bucket)::float8 * 1000 as bucket, samples::int, depth_m_min as min, depth_m_avg as avg,
           depth_m_max as max from readings_water_${resolution} where device_id = $1 order by bucket`,
        [deviceId],
      );
      return found.rows.map(({ bucket, samples, min, avg, max }) => [bucket, samples, min, avg, max]);
    }

    it('computes minutes, and hours once they are over', async () => {
      const start = now - 2 * hour - 30 * minute;
      await writeReadings(test, 'water', [
        { deviceId: 'a', time: start, values: { depth_m: 1 } },
        { deviceId: 'a', time: start + 20_000, values: { depth_m: 3 } },
        { deviceId: 'a', time: start + minute, values: { depth_m: 5 } },
        { deviceId: 'a', time: start + minute + 1, values: { fault: 1 } },
        { deviceId: 'a', time: now - 1, values: { depth_m: 9 } },
      ]);
      await run('1m');
      expect(await read('a', '1m')).toEqual([
        [start, 2, 1, 2, 3],
        [start + minute, 2, 5, 5, 5],
        [now - minute, 1, 9, 9, 9],
      ]);
      await run('1h');
      expect(await read('a', '1h')).toEqual([[start, 4, 1, 3, 5]]);
      await run('1h', now + hour);
      expect((await read('a', '1h')).at(-1)).toEqual([now - 30 * minute, 1, 9, 9, 9]);
    });

    it('takes in what comes late, days later and in another month', async () => {
      const old = now - 40 * day;
      await writeReadings(test, 'water', [{ deviceId: 'b', time: old, values: { depth_m: 1 } }]);
      await run('1m');
      await run('1h');
      await writeReadings(test, 'water', [
        { deviceId: 'b', time: old + 1, values: { depth_m: 2 } },
        { deviceId: 'b', time: now, values: { depth_m: 7 } },
      ]);
      await run('1m');
      await run('1h');
      expect(await read('b', '1m')).toEqual([
        [old, 2, 1, 1.5, 2],
        [now, 1, 7, 7, 7],
      ]);
      expect(await read('b', '1h')).toEqual([[old - 30 * minute, 2, 1, 1.5, 2]]);
    });

    it('does a long backlog in steps, and nothing twice', async () => {
      const times = Array.from({ length: 5 * 24 * 12 }, (_, index) => now - 10 * day + index * 5 * minute);
      await writeReadings(
        test,
        'water',
        times.map((time) => ({ deviceId: 'c', time, values: { depth_m: 1 } })),
      );
      expect(await run('1m')).toBeGreaterThan(4.9 * day);
      expect(await run('1m')).toBe(0);
      expect(await read('c', '1m')).toHaveLength(times.length);
      await run('1h');
      expect(await read('c', '1h')).toHaveLength(121);
    });

    it('leaves buckets alone whose readings may be gone', async () => {
      await writeReadings(test, 'water', [{ deviceId: 'd', time: now - 91 * day, values: { depth_m: 1 } }]);
      expect(await run('1m')).toBe(0);
      expect(await read('d', '1m')).toEqual([]);
    });

    it('does not lose a mark that comes while it computes', async () => {
      await writeReadings(test, 'water', [{ deviceId: 'e', time: now, values: { depth_m: 1 } }]);
      const computing = run('1m');
      await writeReadings(test, 'water', [{ deviceId: 'e', time: now + 1, values: { depth_m: 5 } }]);
      await computing;
      await run('1m');
      expect(await read('e', '1m')).toEqual([[now, 2, 1, 3, 5]]);
    });

    it('is done by one process at a time', async () => {
      await writeReadings(test, 'water', [{ deviceId: 'f', time: now, values: { depth_m: 1 } }]);
      await Promise.all([run('1m'), run('1m'), run('1m')]);
      await run('1m');
      expect(await read('f', '1m')).toEqual([[now, 1, 1, 1, 1]]);
    });
  });
}
