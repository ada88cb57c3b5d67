import type { Kysely } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { kindNames } from '../domain/kinds.ts';
import {
  createTestDatabase,
  describeOn,
  describeOnEach,
  type TestDatabase,
} from '../test/support/databases.ts';
import { writeReadings } from '../test/support/readings.ts';
import { columnstoreAfterDays, retentionDays } from './limits.ts';
import { readRawRetention } from './policies.ts';
import { applyRetention } from './retention.ts';
import { readSeries, type Series } from './series.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

function floor(time: number, width: number): number {
  return Math.floor(time / width) * width;
}

describeOnEach('jobs inside of the database', (edition) => {
  it('are there only where they are not ours', async () => {
    const test = await createTestDatabase(edition);
    const views = await test.pool.query(`select to_regclass('timescaledb_information.jobs') as jobs`);
    const jobs =
      views.rows[0]?.jobs === null
        ? null
        : await test.pool.query(
            `select 1 from timescaledb_information.jobs where hypertable_name like 'readings%'`,
          );
    const expected = { plain: undefined, apache: 0, community: 6 * kindNames.length };
    expect(jobs?.rowCount).toBe(expected[edition]);
    await test.drop();
  });
});

// Tried with TimescaleDB 2.23.1. Its jobs reckon from the present moment, and so do these tests.
describeOn('community', 'what TimescaleDB does by itself', () => {
  let test: TestDatabase;
  let now: number;
  beforeEach(async () => {
    test = await createTestDatabase('community');
    now = Date.now();
    await test.pool.query(
      `select alter_job(job_id, scheduled => false) from timescaledb_information.jobs where job_id >= 1000`,
    );
  });
  afterEach(async () => {
    await test.drop();
  });

  interface Job {
    readonly job_id: number;
    readonly proc_name: string;
    readonly hypertable_name: string;
    readonly config: Readonly<Record<string, unknown>>;
  }

  /** Of a table of readings or a roll-up. */
  async function jobsOf(table: string): Promise<readonly Job[]> {
    const found = await test.pool.query<Job>(
      `select job_id, proc_name, hypertable_name, config from timescaledb_information.jobs
       where hypertable_name = $1 order by proc_name`,
      [table],
    );
    return found.rows;
  }

  function namesOf(jobs: readonly Job[]): readonly string[] {
    return jobs.map(({ proc_name: name }) => name);
  }

  async function run(table: string, policy: string): Promise<void> {
    const job = (await jobsOf(table)).find(({ proc_name: name }) => name === policy);
    if (job === undefined) throw new Error(`${table} has no ${policy}`);
    await test.pool.query(`call run_job(${job.job_id})`);
  }

  async function refresh(): Promise<void> {
    for (const resolution of ['1m', '1h']) {
      await run(`readings_water_${resolution}`, 'policy_refresh_continuous_aggregate');
    }
  }

  async function write(deviceId: string, readings: readonly (readonly [number, number])[]): Promise<void> {
    await writeReadings(
      test,
      'water',
      readings.map(([time, depth]) => ({ deviceId, time, values: { depth_m: depth } })),
    );
  }

  async function rollup(deviceId: string, resolution: '1m' | '1h'): Promise<readonly unknown[]> {
    const found = await test.pool.query<Record<string, unknown>>(
      `select extract(epoch from bucket)::float8 * 1000 as bucket, samples::int, depth_m_min as min,
         depth_m_avg as avg, depth_m_max as max
       from readings_water_${resolution} where device_id = $1 order by bucket`,
      [deviceId],
    );
    return found.rows.map(({ bucket, samples, min, avg, max }) => [bucket, samples, min, avg, max]);
  }

  async function retain(rawDays: number): Promise<void> {
    const { pool, edition, database } = test;
    const kysely = database.kysely as unknown as Kysely<unknown>;
    await applyRetention({ pool, edition, now: Date.now(), rawDays, kysely });
  }

  function read(deviceId: string, from: number, points: number): Promise<Series> {
    const to = now + hour;
    return readSeries(test.database, { kind: 'water', deviceId, metric: 'depth_m', from, to, points });
  }

  it.each(kindNames)('has its jobs for %s', async (kind) => {
    expect(namesOf(await jobsOf(`readings_${kind}`))).toEqual(['policy_compression', 'policy_retention']);
    for (const resolution of ['1m', '1h'] as const) {
      const table = `readings_${kind}_${resolution}`;
      expect(namesOf(await jobsOf(table))).toEqual([
        'policy_refresh_continuous_aggregate',
        'policy_retention',
      ]);
    }
    expect(await readRawRetention(test.database.kysely as unknown as Kysely<unknown>, kind)).toBe(
      retentionDays.raw,
    );
  });

  it('rolls up minutes and hours, and again where readings come late', async () => {
    const old = floor(now - 60 * day, hour);
    const recent = floor(now - 3 * hour, hour);
    await write('a', [
      [old, 1],
      [recent, 1],
      [recent + 1_000, 3],
      [recent + minute, 5],
    ]);
    await refresh();
    expect(await rollup('a', '1m')).toEqual([
      [old, 1, 1, 1, 1],
      [recent, 2, 1, 2, 3],
      [recent + minute, 1, 5, 5, 5],
    ]);
    expect(await rollup('a', '1h')).toEqual([
      [old, 1, 1, 1, 1],
      [recent, 3, 1, 3, 5],
    ]);
    await write('a', [
      [old + 1, 2],
      [old + 40 * minute, 3],
      [now, 7],
    ]);
    const startedAt = performance.now();
    await refresh();
    // Two hours of sixty days have changed. Minute by minute it would be one transaction each for all of them.
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect((await rollup('a', '1m')).slice(0, 2)).toEqual([
      [old, 2, 1, 1.5, 2],
      [old + 40 * minute, 1, 3, 3, 3],
    ]);
    expect((await rollup('a', '1h'))[0]).toEqual([old, 3, 1, 2, 3]);
  });

  it('gives a series from the roll-up, and its newest part from the readings', async () => {
    const start = floor(now - 10 * day, hour);
    const count = Math.floor((now - start) / (10 * minute));
    await write(
      'b',
      Array.from({ length: count }, (_, index) => [start + index * 10 * minute, index]),
    );
    await refresh();
    await write('b', [[now, 1e6]]);
    for (const [points, resolution] of [
      [1_000, '1m'],
      [100, '1h'],
    ] as const) {
      const series = await read('b', start, points);
      expect(series.resolution).toBe(resolution);
      expect(series.points[0]?.min).toBe(0);
      expect(series.points.at(-1)?.max).toBe(1e6);
      expect(series.points.length).toBeGreaterThan(points / 2);
    }
    // What only the roll-up has still: the readings are gone.
    await test.pool.query('truncate readings_water');
    expect((await read('b', start, 100)).points[0]?.min).toBe(0);
  });

  it('moves old readings to the columnstore, where the unique key still holds', async () => {
    const old = floor(now - (columnstoreAfterDays + 20) * day, hour);
    const readings = Array.from({ length: 500 }, (_, index) => [old + index * 1_000, index] as const);
    await write('c', readings);
    await write('c', [[now, 1]]);
    await run('readings_water', 'policy_compression');
    const chunks = await test.pool.query(
      `select is_compressed from timescaledb_information.chunks where hypertable_name = 'readings_water' order by range_start`,
    );
    expect(chunks.rows).toEqual([{ is_compressed: true }, { is_compressed: false }]);
    await expect(write('c', readings)).rejects.toMatchObject({ code: '23505' });
    await write('c', [[old + 1, 7]]);
    const stored = await test.pool.query<{ count: number }>(
      `select count(*)::int as count from readings_water where device_id = 'c'`,
    );
    expect(stored.rows).toEqual([{ count: 502 }]);
    await refresh();
    expect((await rollup('c', '1h'))[0]).toEqual([old, 501, 0, expect.any(Number), 499]);
    // A second time, with the late row waiting beside the compressed ones.
    await run('readings_water', 'policy_compression');
    await expect(write('c', [[old + 1, 7]])).rejects.toMatchObject({ code: '23505' });
  });

  it('drops readings by the age that is set, and keeps their roll-up then and when the age is raised', async () => {
    const ages = [1, 20, 60, 80];
    const times = ages.map((age) => floor(now - age * day, hour)).toReversed();
    await write(
      'd',
      times.map((time, index) => [time, index]),
    );
    await refresh();
    const before = await rollup('d', '1m');
    expect(before).toHaveLength(4);
    for (const rawDays of [30, 90]) {
      await retain(rawDays);
      await run('readings_water', 'policy_retention');
      await refresh();
      const left = await test.pool.query(`select 1 from readings_water where device_id = 'd'`);
      expect(left.rowCount).toBe(2);
      expect(await rollup('d', '1m')).toEqual(before);
      expect((await rollup('d', '1h')).length).toBe(4);
    }
    expect(await readRawRetention(test.database.kysely as unknown as Kysely<unknown>, 'water')).toBe(90);
  });

  it('changes how long readings are kept while its jobs are at work', async () => {
    await test.pool.query(`select alter_job(job_id, scheduled => true, next_start => now())
      from timescaledb_information.jobs where job_id >= 1000`);
    for (let round = 0; round < 10; round += 1) await retain(30 + (round % 2));
    expect(await readRawRetention(test.database.kysely as unknown as Kysely<unknown>, 'water')).toBe(31);
  });
});
