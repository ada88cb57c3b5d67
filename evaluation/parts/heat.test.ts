import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadRules } from '../../rules/load-rules.ts';
import { createRandom } from '../../simulators/random.ts';
import { recordingPath, whyNoRecordings } from '../../test/support/recordings.ts';
import { describeUnless } from '../../test/support/skips.ts';
import type { Series } from '../baselines.ts';
import { createForecaster, forecastRules } from '../hear-alerts.ts';
import { benignHeatKinds, simulateBenignHeat } from './heat-benign.ts';
import { firstAtOrAbove, readFires, thinOut, type RecordedFire } from './heat-fires.ts';
import {
  leastSquaresLine,
  medianRange_s,
  plainThreshold,
  rateOfRise,
  scoreFires,
  twoPointLine,
} from './heat-score.ts';

/** Quiet at 20 °C for two minutes, then rising from a moment on. */
function rising(rate_c_s: number, from_s: number): Series {
  return Array.from({ length: 300 }, (_none, index) => ({
    time: (index - 120) * 1_000,
    value: 20 + Math.max(0, index - 120 - from_s) * rate_c_s,
  }));
}

/** Lit at 0: 57 °C under the ceiling at 74 s, 120 °C at 1.5 m another 40 s later. */
function simulatedFire(quadrant: string): RecordedFire {
  return { fire: 'fire', quadrant, ceiling: rising(0.5, 0), breathing: rising(1.25, 34) };
}

describe('how heat is scored', () => {
  const fires = ['A', 'B'].map(simulatedFire);

  it('counts the lead to 57 °C and to the hazard', () => {
    const ceiling = fires[0]?.ceiling ?? [];
    expect(firstAtOrAbove(ceiling, 57)).toBe(74_000);
    expect(firstAtOrAbove(ceiling, 1_000)).toBeNull();
    // 10 °C in a minute: 20 s after the ignition.
    expect(scoreFires(fires, { name: 'rate', detector: rateOfRise })).toMatchObject({
      cases: 2,
      detected: 2,
      median_s: 54,
      shareInTime: 1,
      beforeIgnition: 0,
      hazardMedian_s: 94,
    });
    expect(scoreFires(fires, { name: 'plain', detector: plainThreshold })).toMatchObject({
      detected: 0,
      median_s: 0,
      hazardMedian_s: 40,
    });
    expect(scoreFires(fires, { name: 'line', detector: twoPointLine }).median_s).toBeGreaterThan(30);
  });

  it('counts what is said before the ignition, and takes it for no warning', () => {
    const score = scoreFires(fires, {
      name: 'early',
      detector: () => [{ at: -60_000, probability: 1 }],
    });
    expect(score).toMatchObject({ beforeIgnition: 2, detected: 0, median_s: 0 });
  });

  it('draws burns anew, not places', () => {
    const [slow, fast] = [10, 50].map((lead_s) => {
      const burn = fires.map((fire) => ({ ...fire, fire: `lead ${lead_s}` }));
      return scoreFires(burn, {
        name: '',
        detector: () => [{ at: (74 - lead_s) * 1_000, probability: null }],
      });
    });
    const score = { ...slow!, leads: [...slow!.leads, ...fast!.leads] };
    expect(medianRange_s(score, createRandom(1))).toEqual([10, 50]);
    expect(medianRange_s(slow!, createRandom(1))).toEqual([10, 10]);
  });

  it('thins a series out to a slower device', () => {
    const series = thinOut(fires[0]?.ceiling ?? [], { count: 20, first: 5 });
    expect(series).toHaveLength(15);
    expect(series.slice(0, 2).map(({ time }) => time)).toEqual([-115_000, -95_000]);
  });

  it('simulates the same benign hour from the same seed, and never 57 °C by one source', () => {
    for (const kind of benignHeatKinds.filter((name) => name !== 'fan heater' && name !== 'spikes')) {
      const hour = (seed: number) => simulateBenignHeat(kind, { random: createRandom(seed), interval_s: 20 });
      expect(hour(3)).toEqual(hour(3));
      expect(hour(3)).toHaveLength(181);
      expect(hour(3)).not.toEqual(hour(4));
      expect(firstAtOrAbove(hour(3), 57), kind).toBeNull();
    }
  });
});

describeUnless(whyNoRecordings(), 'heat in recorded fires', () => {
  it('is foretold with the shipped rules 40 s before 57 °C, and never before the ignition', async () => {
    const { rules } = await loadRules(join(import.meta.dirname, '../../rules/defaults'));
    const all = await readFires(recordingPath('fsri_furniture_fires'));
    const fires = all.filter(({ quadrant }) => quadrant === 'A');
    const ours = createForecaster(forecastRules(rules, 'heat'), { kind: 'smoke', metric: 'temperature_c' });
    const score = scoreFires(fires, { name: 'ours', detector: ours });
    const lines = [leastSquaresLine, twoPointLine].map((detector) =>
      scoreFires(fires, { name: 'line', detector }),
    );
    expect(score.cases).toBe(fires.length);
    expect(score.beforeIgnition).toBe(0);
    expect(score.median_s).toBeGreaterThanOrEqual(40);
    for (const line of lines) expect(score.median_s).toBeGreaterThan(line.median_s);
  }, 60_000);
});
