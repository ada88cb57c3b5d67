import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { createCatchment } from './catchment.ts';
import { createHyetograph } from './hyetograph.ts';
import { createPondingModel } from './ponding-model.ts';

const anyStep_s = fc.integer({ min: 1, max: 600 });
const anyRain_mm_h = fc.double({ min: 0, max: 200, noNaN: true });

describe('water is neither made nor lost', () => {
  it('in a catchment: what rained has run off or is on its way', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(anyStep_s, anyRain_mm_h), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 60, max: 1_800 }),
        (rains, tau_s) => {
          const catchment = createCatchment({ tau_s, runoffShare: 0.8 });
          let [in_mm, out_mm] = [0, 0];
          for (const [dt_s, rain_mm_h] of rains) {
            const runoff_mm_h = catchment.step(dt_s, rain_mm_h);
            expect(runoff_mm_h).toBeGreaterThanOrEqual(-1e-9);
            in_mm += (rain_mm_h * 0.8 * dt_s) / 3_600;
            out_mm += (runoff_mm_h * dt_s) / 3_600;
          }
          expect(in_mm - out_mm - catchment.stored_mm()).toBeCloseTo(0, 6);
        },
      ),
    );
  });

  it('on a spot: what flowed in has flowed out or stands there, and the spot is never below dry', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(anyStep_s, anyRain_mm_h, fc.double({ min: 0, max: 1, noNaN: true })), {
          minLength: 1,
          maxLength: 60,
        }),
        fc.boolean(),
        (rains, hasPump) => {
          const pump = { pump_mm_h: hasPump ? 300 : 0, pumpOn_m: 0.06, pumpOff_m: 0.01 };
          const pond = createPondingModel({ catchmentRatio: 10, drain_mm_h: 300, ...pump });
          let depth_m = 0;
          for (const [dt_s, rain_mm_h, drainShare] of rains) {
            depth_m = pond.step(dt_s, { rain_mm_h, drainShare, seepage_mm_h: 5 });
            expect(depth_m).toBeGreaterThanOrEqual(0);
          }
          const { in_m, out_m } = pond.balance();
          expect(in_m - out_m - depth_m).toBeCloseTo(0, 9);
        },
      ),
    );
  });
});

describe('catchment', () => {
  it('answers minutes after the rain, with the same whatever the step', () => {
    const peaks = [10, 60, 300].map((dt_s) => {
      const catchment = createCatchment({ tau_s: 600, runoffShare: 1 });
      let best = { at_s: 0, runoff_mm_h: 0 };
      for (let at_s = dt_s; at_s <= 7_200; at_s += dt_s) {
        const runoff_mm_h = catchment.step(dt_s, at_s <= 900 ? 60 : 0);
        if (runoff_mm_h > best.runoff_mm_h) best = { at_s, runoff_mm_h };
      }
      return best;
    });
    for (const { at_s, runoff_mm_h } of peaks) {
      expect(at_s).toBeGreaterThanOrEqual(900);
      expect(at_s).toBeLessThanOrEqual(1_800);
      expect(runoff_mm_h).toBeGreaterThan(25);
      expect(runoff_mm_h).toBeLessThan(40);
    }
  });
});

const runningShare = (pumpShare: number): number => {
  const pond = createPondingModel({
    catchmentRatio: 1,
    drain_mm_h: 0,
    pump_mm_h: 300,
    pumpOn_m: 0.06,
    pumpOff_m: 0.01,
  });
  let running = 0;
  for (let minute = 0; minute < 1_440; minute += 1) {
    pond.step(60, { rain_mm_h: 0, seepage_mm_h: 40, pumpShare });
    running += pond.isPumpRunning() ? 1 : 0;
  }
  return running / 1_440;
};

describe('pump', () => {
  it('runs longer the weaker it is, and does not run at all when it has failed', () => {
    expect(runningShare(1)).toBeCloseTo(40 / 300, 1);
    expect(runningShare(0.5)).toBeCloseTo(40 / 150, 1);
    expect(runningShare(0)).toBe(0);
  });
});

describe('storm', () => {
  it('rains about half of its peak on average, and only while it lasts', () => {
    const means = [1, 2, 3, 4, 5, 6].map((seed) => {
      const rain = createHyetograph(createRandom(seed), { peak_mm_h: 60, length_s: 7_200, peakPart: 0.4 });
      expect([rain(-1), rain(0), rain(7_200), rain(9_000)]).toEqual([0, 0, 0, 0]);
      let sum = 0;
      for (let at_s = 0; at_s < 7_200; at_s += 10) sum += rain(at_s) / 720;
      return sum;
    });
    expect(means.reduce((sum, mean) => sum + mean, 0) / means.length).toBeCloseTo(30, -1);
  });
});
