import type { Kysely } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  createTestDatabase,
  describeOn,
  describeOnEach,
  type TestDatabase,
} from '../test/support/databases.ts';
import { readRawRetention } from './policies.ts';
import { applyRetention, type RetentionRun } from './retention.ts';
import { writeReadings } from '../test/support/readings.ts';

const day = 86_400_000;
const now = Date.UTC(2026, 10, 21, 12, 30);

function toRun(test: TestDatabase, rawDays: number): RetentionRun {
  const { pool, edition, database } = test;
  return { pool, edition, now, rawDays, kysely: database.kysely as unknown as Kysely<unknown> };
}

for (const edition of ['plain', 'apache'] as const) {
  describeOn(edition, 'retention', () => {
    let test: TestDatabase;
    beforeAll(async () => {
      test = await createTestDatabase(edition);
    });
    afterAll(async () => {
      await test.drop();
    });

    it('drops what is older than it is kept and nothing that is younger', async () => {
      const ages = [1, 20, 29, 70, 200, 400];
      await writeReadings(
        test,
        'water',
        ages.map((age) => ({ deviceId: 'a', time: now - age * day, values: { depth_m: age } })),
      );
      const dropped = await applyRetention(toRun(test, 30));
      expect(dropped.length).toBeGreaterThan(0);
      const kept = await test.pool.query<{ depth_m: number }>(
        'select depth_m from readings_water order by 1',
      );
      expect(kept.rows.map((row) => row.depth_m)).toEqual([1, 20, 29]);
      expect(await applyRetention(toRun(test, 30))).toEqual([]);
    });

    it('lets a reading from the dropped time be stored again', async () => {
      await writeReadings(test, 'water', [
        { deviceId: 'late', time: now - 400 * day, values: { depth_m: 1 } },
      ]);
      await applyRetention(toRun(test, 30));
      await writeReadings(test, 'water', [
        { deviceId: 'late', time: now - 400 * day, values: { depth_m: 1 } },
      ]);
      const kept = await test.pool.query(`select 1 from readings_water where device_id = 'late'`);
      expect(kept.rowCount).toBe(1);
    });
  });
}

describeOn('community', 'retention', () => {
  it('sets the policies of TimescaleDB', async () => {
    const test = await createTestDatabase('community');
    await applyRetention(toRun(test, 30));
    expect(await readRawRetention(test.database.kysely as unknown as Kysely<unknown>, 'smoke')).toBe(30);
    await test.drop();
  });
});

describeOnEach('retention of quarantine', (edition) => {
  it('drops old messages', async () => {
    const test = await createTestDatabase(edition);
    const insert = (offset: number, age: number) =>
      test.pool.query(
        `insert into quarantine (journal_id, journal_offset, received_at, topic, payload, code, detail)
         values ('j', $1, $2, 't', '', 'bad-json', '')`,
        [offset, new Date(now - age * day)],
      );
    await insert(1, 10);
    await insert(2, 100);
    await applyRetention(toRun(test, 90));
    const kept = await test.pool.query<{ offset: string }>('select journal_offset as offset from quarantine');
    expect(kept.rows).toEqual([{ offset: '1' }]);
    await test.drop();
  });
});
