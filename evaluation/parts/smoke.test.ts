import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRandom } from '../../simulators/random.ts';
import { benignSmokeKinds, simulateBenignSmoke } from './smoke-benign.ts';
import { summarizeSaid, toSaidRow, type SaidForecast } from './smoke-said.ts';
import { readSmokeTests, toSeries } from './smoke-tests.ts';

function said(probability: number, came: boolean, weight: number): SaidForecast {
  return { probability, came, inBand: came, weight };
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

describe('what was said and what came', () => {
  it('is summed up by weight', () => {
    const summary = summarizeSaid([said(0.9, true, 3), said(0.5, false, 1)]);
    expect(summary).toMatchObject({ count: 2, said: 0.8, came: 0.75, inBand: 0.75, baseRateBrier: 0.1875 });
    expect(summary.brier).toBeCloseTo((3 * 0.01 + 0.25) / 4);
  });

  it('has no figures where nothing was said', () => {
    expect(toSaidRow('none', [])).toEqual(['none', 0, '–', '–', '–', '–', '–']);
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
