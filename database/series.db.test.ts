import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, describeOnEach, type TestDatabase } from '../test/support/databases.ts';
import { computeRollup } from './rollup.ts';
import { readSeries, type SeriesQuery } from './series.ts';
import { writeReadings } from '../test/support/readings.ts';

const minute = 60_000;
const hour = 60 * minute;
const now = Date.UTC(2026, 10, 21, 12, 30);

describeOnEach('a series', (edition) => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase(edition);
    // Ten days of one reading a minute, rising by one an hour, up to now; then the roll-ups, then one hour more.
    const times = Array.from({ length: 10 * 24 * 60 }, (_, index) => now - 10 * 24 * hour + index * minute);
    await write(times);
    if (edition !== 'community') {
      for (const resolution of ['1m', '1h'] as const) {
        await computeRollup({ pool: test.pool, edition, now, rawDays: 90 }, { kind: 'water', resolution });
      }
    }
    await write(Array.from({ length: 60 }, (_, index) => now + index * minute));
  });
  afterAll(async () => {
    await test.drop();
  });

  async function write(times: readonly number[]): Promise<void> {
    await writeReadings(
      test,
      'water',
      times.map((time) => ({ deviceId: 'a', time, values: { depth_m: Math.floor(time / hour) } })),
    );
  }

  function read(query: Partial<SeriesQuery>): ReturnType<typeof readSeries> {
    return readSeries(test.database, {
      kind: 'water',
      deviceId: 'a',
      metric: 'depth_m',
      from: now - hour,
      to: now,
      points: 100,
      ...query,
    });
  }

  it('is made of the readings themselves where they fit', async () => {
    const { resolution, points } = await read({ points: 1000 });
    expect(resolution).toBe('raw');
    expect(points).toHaveLength(60);
    const value = Math.floor((now - hour) / hour);
    expect(points[0]).toEqual({ time: now - hour, min: value, avg: value, max: value });
  });

  it.each([
    ['raw', hour, 7],
    ['raw', 24 * hour, 2000],
    ['1m', 9 * 24 * hour, 500],
    ['1h', 9 * 24 * hour, 100],
    ['1h', 9 * 24 * hour, 3],
    ['1h', 9 * 24 * hour, 1],
  ] as const)(
    'has at most the points asked for, and all readings in them (%s, %d ms, %d points)',
    async (...[resolution, spanMs, count]) => {
      const series = await read({ from: now - spanMs, to: now, points: count });
      expect(series.points.length).toBeLessThanOrEqual(count);
      expect(series.points.length).toBeGreaterThan(0);
      const values = { min: Math.floor((now - spanMs) / hour), max: Math.floor((now - 1) / hour) };
      expect(Math.max(...series.points.map(({ max }) => max ?? -Infinity))).toBe(values.max);
      expect(Math.min(...series.points.map(({ min }) => min ?? Infinity))).toBeLessThanOrEqual(
        values.min + 1,
      );
      expect(
        spanMs === hour || edition === 'community' || series.resolution !== 'raw' || resolution === 'raw',
      ).toBe(true);
      const times = series.points.map(({ time }) => time);
      expect(times).toEqual([...times].sort((a, b) => a - b));
    },
  );

  it('shows the newest readings, which no roll-up has yet', async () => {
    for (const points of [30, 500]) {
      const series = await read({ from: now - 9 * 24 * hour, to: now + hour, points });
      expect(series.points.at(-1)?.max).toBe(Math.floor((now + hour - 1) / hour));
    }
  });

  it('keeps a gap a gap', async () => {
    await writeReadings(
      test,
      'water',
      [0, 1, 2, 40, 41].map((at) => ({ deviceId: 'gap', time: now + at * minute, values: { depth_m: 1 } })),
    );
    const { points } = await read({ deviceId: 'gap', from: now, to: now + hour, points: 120 });
    expect(points.map(({ time, avg }) => [(time - now) / minute, avg])).toEqual([
      [0, 1],
      [1, 1],
      [2, 1],
      [2.5, null],
      [40, 1],
      [41, 1],
    ]);
  });

  it('is empty for a device without readings', async () => {
    expect((await read({ deviceId: 'nobody' })).points).toEqual([]);
  });

  it.each([
    { metric: 'depth_m; drop table readings_water' },
    { metric: 'temperature_c' },
    { points: 0 },
    { points: 1.5 },
    { points: 1e9 },
    { from: now, to: now },
    { from: Number.NaN },
  ])('refuses %o', async (query) => {
    await expect(read(query)).rejects.toThrow(RangeError);
  });
});
