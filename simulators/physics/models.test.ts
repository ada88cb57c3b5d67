import { describe, expect, it } from 'vitest';
import { createCableThermalModel } from './cable-thermal-model.ts';
import { toCeilingJet, toHeatRelease_kw } from './fire-plume.ts';
import { createPondingModel } from './ponding-model.ts';

const cable = () => createCableThermalModel({ ratedCurrent_a: 63, ratedRise_c: 30, tau_s: 600 });

const pond = (changes = {}) =>
  createPondingModel({
    catchmentRatio: 10,
    drain_mm_h: 400,
    pump_mm_h: 0,
    pumpOn_m: 0.1,
    pumpOff_m: 0.02,
    ...changes,
  });

describe('cable', () => {
  it('ends at ambient plus the rated rise, a quarter of it at half the current', () => {
    for (const [current_a, expected_c] of [
      [63, 55],
      [31.5, 32.5],
    ] as const) {
      const model = cable();
      model.step(1, { current_a: 0, ambient_c: 25 });
      expect(model.step(100_000, { current_a, ambient_c: 25 })).toBeCloseTo(expected_c, 3);
    }
  });

  it('covers 63 % of the way in one time constant, whatever the step', () => {
    for (const dt_s of [1, 60, 600]) {
      const model = cable();
      let temperature_c = model.step(1, { current_a: 0, ambient_c: 20 });
      for (let at_s = 0; at_s < 600; at_s += dt_s) {
        temperature_c = model.step(dt_s, { current_a: 63, ambient_c: 20 });
      }
      expect(temperature_c).toBeCloseTo(20 + 30 * (1 - Math.exp(-1)), 6);
    }
  });
});

describe('fire', () => {
  it('grows to about 1 MW in 292 s at the medium rate, and no further than its maximum', () => {
    expect(toHeatRelease_kw(-5, 0.0117, 2_000)).toBe(0);
    expect(toHeatRelease_kw(292, 0.0117, 2_000)).toBeCloseTo(1_000, -1);
    expect(toHeatRelease_kw(600, 0.0117, 2_000)).toBe(2_000);
  });

  it('heats the ceiling jet as Alpert has it: 100 kW, 2.4 m high, 1.5 m aside', () => {
    // 5.38 × (100 / 1.5)^(2/3) / 2.4 and 0.195 × 100^(1/3) × 2.4^½ / 1.5^(5/6)
    const { rise_k, speed_m_s } = toCeilingJet({ heat_kw: 100, height_m: 2.4, radius_m: 1.5 });
    expect(rise_k).toBeCloseTo(36.86, 1);
    expect(speed_m_s).toBeCloseTo(1, 2);
    expect(toCeilingJet({ heat_kw: 100, height_m: 2.4, radius_m: 0.1 }).rise_k).toBeCloseTo(84.6, 0);
    expect(toCeilingJet({ heat_kw: 0, height_m: 2.4, radius_m: 1 }).rise_k).toBe(0);
  });
});

describe('ponding', () => {
  it('comes to rest where the gully takes what flows in', () => {
    const model = pond();
    // 20 mm/h × 10 = 200 mm/h: half of the gully's design flow, a quarter of the design head of 0.1 m.
    expect(model.step(20 * 3_600, { rain_mm_h: 20 })).toBeCloseTo(0.025, 3);
  });

  it('without a drain keeps every drop', () => {
    expect(pond().step(3_600, { rain_mm_h: 20, drainShare: 0 })).toBeCloseTo(0.2, 3);
  });

  it('never goes below dry, and pumps between its two depths', () => {
    const model = pond({ pump_mm_h: 500 });
    model.step(3_600, { rain_mm_h: 50, drainShare: 0.1 });
    expect(model.isPumpRunning()).toBe(true);
    expect(model.step(36_000, { rain_mm_h: 0 })).toBe(0);
    expect(model.isPumpRunning()).toBe(false);
  });
});
