import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRandom } from '../../simulators/random.ts';
import { benignSmokeKinds, simulateBenignSmoke } from './smoke-benign.ts';
import { toAboveQuiet, toNoiseHour } from './smoke-quiet.ts';
import { createSlowDevices, scoreSmoke } from './smoke-score.ts';
import { readSmokeTests, thinSamples, toSeries, type SmokePlace } from './smoke-tests.ts';

/** Smoke of 2 %/m from 60 s on, every 5 s, over a noise of 0.5 %/m before. */
function placeOf(test: string, photoelectric_s: readonly number[]): SmokePlace {
  const samples = Array.from({ length: 40 }, (_none, index) => ({
    time: index * 5_000,
    values: { obscuration_pct_m: index < 12 ? (index % 2) * 0.5 : 2 },
  }));
  const obscuration = toSeries(samples, 'obscuration_pct_m');
  return { test, place: 'A', samples, obscuration, temperature: [], photoelectric_s, ionisation_s: [] };
}

describe('a folder of smoke tests', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'smoke-tests-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is read place by place, with the alarms that hung there', async () => {
    await writeFile(
      join(folder, 'Activation_Times.csv'),
      'Act,SDC01-Ion1A,SDC01-Pho1A,SDC01-Pho3A,SDC01-Pho1B,SDC02-Pho1A\n-1,40,90,110,,70\n',
    );
    await writeFile(
      join(folder, 'NIST_Smoke_Alarms_SDC01.csv'),
      'TIME,TCA_1,TCB_1,SMA_1\n0,21.5,20,0\n2.5,22,20,0.05\n',
    );
    const places = await readSmokeTests(folder);
    expect(places).toHaveLength(1);
    expect(places[0]).toMatchObject({
      test: 'SDC01',
      place: 'A',
      photoelectric_s: [90, 110],
      ionisation_s: [40],
      temperature: [
        { time: 0, value: 21.5 },
        { time: 2_500, value: 22 },
      ],
    });
    // 100 × (1 − 10^−0.05)
    expect(places[0]?.obscuration.map(({ value }) => value)).toEqual([0, 10.875]);
  });
});

describe('first alerts', () => {
  const places = [placeOf('one', [80]), placeOf('one', [50, 70]), placeOf('two', [40]), placeOf('two', [])];

  it('are held against the alarms beside them, test by test', () => {
    const score = scoreSmoke(places, { name: 'ours', detector: () => [{ at: 55_000 }] });
    expect(score.tests).toEqual([
      { test: 'one', first_s: 55, photo_s: 70 },
      { test: 'two', first_s: 55, photo_s: 40 },
    ]);
    expect([score.earlierTests, score.earlierPlaces, score.places]).toEqual([1, 2, 3]);
  });

  it('that never come are late', () => {
    const score = scoreSmoke(places, { name: 'mute', detector: () => [] });
    expect([score.earlierTests, score.earlierPlaces]).toEqual([0, 0]);
  });

  it('are those of slow devices too, of each phase', () => {
    const slow = createSlowDevices({ interval_s: 20, phases_s: [0, 10] });
    const begins = slow(placeOf('one', [])).map((samples) =>
      samples.slice(0, 3).map(({ time }) => time / 1_000),
    );
    expect(begins).toEqual([
      [0, 20, 40],
      [10, 30, 50],
    ]);
    expect(scoreSmoke(places, { name: 'slow', detector: () => [], slow }).places).toBe(6);
  });

  it('are told from the noise of the first seconds', () => {
    const alert = { metric: 'obscuration_pct_m' } as const;
    const place = placeOf('one', []);
    const at = (time_s: number) => toAboveQuiet(place, { ...alert, at: time_s * 1_000 });
    expect(at(80)).toMatchObject({ quiet: 0.25, value: 2, noise: 0.25, times: 7 });
    expect(at(20)?.times).toBeLessThan(2);
    expect(toAboveQuiet(place, { metric: 'co_ppm', at: 20_000 })).toBeNull();
  });

  it('are tried on an hour of the noise alone', () => {
    const hour = toNoiseHour(placeOf('one', []), { seed: 1, interval_s: 20 });
    expect(hour).toHaveLength(180);
    expect(new Set(hour.map(({ values }) => values['obscuration_pct_m']))).toEqual(new Set([0, 0.5]));
    expect(toNoiseHour({ samples: [] }, { seed: 1, interval_s: 20 })).toEqual([]);
  });

  it('thins readings that do not come on the second', () => {
    const times = [0, 4_200, 9_100, 21_000, 39_000, 41_000].map((time) => ({ time }));
    expect(thinSamples(times, { interval_s: 20, from_s: 0 }).map(({ time }) => time)).toEqual([
      0, 21_000, 41_000,
    ]);
  });
});

describe('a folder without the times of the alarms', () => {
  it('says so', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'smoke-tests-'));
    await expect(readSmokeTests(folder)).rejects.toThrow(/Activation_Times\.csv is missing/);
    await rm(folder, { recursive: true });
  });
});

describe('simulated smoke without a fire', () => {
  it('is the same from the same seed, and warms the air with what it carries', () => {
    for (const kind of benignSmokeKinds) {
      const hour = (seed: number) => simulateBenignSmoke(kind, { random: createRandom(seed), interval_s: 5 });
      expect(hour(2)).toEqual(hour(2));
      const obscuration = toSeries(hour(2), 'obscuration_pct_m').map(({ value }) => value);
      expect(obscuration).toHaveLength(721);
      expect(Math.min(...obscuration)).toBeGreaterThanOrEqual(0);
      const temperature = toSeries(hour(2), 'temperature_c').map(({ value }) => value);
      expect(Math.max(...temperature)).toBeLessThan(57);
    }
  });
});
