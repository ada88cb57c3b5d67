import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { cookingFumes, createAirBursts, steam, wisps } from './air-bursts.ts';
import { createCompartment, toObscuration_pct_m, type Source } from './compartment.ts';
import { createSmokeHead } from './smoke-head.ts';

const smoulder: Source = { heat_kw: 0.3, smoke_m2_s: 0.005, co_g_s: 0.01, airChange_1_s: 0 };
const clean: Source = { heat_kw: 0, smoke_m2_s: 0, co_g_s: 0, airChange_1_s: 0.02 };
const room = () => createCompartment({ room_m3: 40, ceiling_m: 2.5, radius_m: 1.5 });

describe('room', () => {
  it('keeps what is given off, and gives it away when aired', () => {
    const once = room();
    for (let second = 0; second < 600; second += 1) once.step(1, smoulder);
    const full = once.step(1e-9, smoulder);
    // 600 s × 0.005 m²/s in 40 m³; 6 g of carbon monoxide in 40 m³ at 24.5 L/mol.
    expect(full.density_1_m).toBeCloseTo(0.075, 6);
    expect(full.co_ppm).toBeCloseTo(131.25, 3);
    expect(toObscuration_pct_m(full.density_1_m)).toBeCloseTo(15.86, 1);
    let before = full.density_1_m;
    for (let second = 0; second < 300; second += 1) {
      const { density_1_m } = once.step(1, clean);
      expect(density_1_m).toBeLessThan(before);
      before = density_1_m;
    }
    expect(before).toBeLessThan(full.density_1_m / 100);
  });

  it('fills with smoke and gas long before it is warm when something smoulders', () => {
    const once = room();
    let air = once.step(1, smoulder);
    for (let second = 0; second < 600; second += 1) air = once.step(1, smoulder);
    expect(air.rise_k).toBeLessThan(2);
    expect(toObscuration_pct_m(air.density_1_m)).toBeGreaterThan(10);
  });
});

const air = (obscuration_pct_m: number) => ({ obscuration_pct_m, gas_c: 25, speed_m_s: 0 });

const after10 = (speed_m_s: number): number => {
  const head = createSmokeHead({ chamber_pct_m: 0, sensor_c: 20 });
  return head.step(10, { obscuration_pct_m: 0, gas_c: 100, speed_m_s }).sensor_c;
};

describe('head', () => {
  it('alarms after 5 s above its limit, not before, and falls back in clean air', () => {
    const head = createSmokeHead({ chamber_pct_m: 0, sensor_c: 25 });
    let [above_s, alarm_s] = [0, 0];
    for (let second = 1; alarm_s === 0 && second < 60; second += 1) {
      const { chamber_pct_m, isAlarming } = head.step(1, air(6));
      if (chamber_pct_m >= 3.4 && above_s === 0) above_s = second;
      if (isAlarming) alarm_s = second;
    }
    expect(alarm_s - above_s).toBe(4);
    let state = head.step(1, air(0));
    for (let second = 0; second < 30; second += 1) state = head.step(1, air(0));
    expect(state.isAlarming).toBe(false);
  });

  it('follows hot gas faster than still air', () => {
    expect(after10(1)).toBeGreaterThan(after10(0) + 10);
  });
});

describe('what drifts by', () => {
  it.each([
    ['wisps', wisps],
    ['cooking', cookingFumes],
    ['steam', steam],
  ] as const)('%s comes and goes, stays below the head’s alarm, and is gone again', (_, traits) => {
    const bursts = createAirBursts(createRandom(2), traits);
    let [most, begun, clear] = [0, 0, 0];
    for (let minute = 0; minute < 14 * 1_440; minute += 1) {
      const burst = bursts.step(60, (minute / 60) % 24);
      most = Math.max(most, burst.obscuration_pct_m);
      begun += burst.hasBegun ? 1 : 0;
      clear += burst.obscuration_pct_m < 0.05 ? 1 : 0;
      expect(burst.heat_k).toBeLessThan(7);
      expect(burst.co_ppm).toBeLessThan(15);
    }
    expect(begun).toBeGreaterThan(2);
    expect(most).toBeGreaterThan(0.3);
    expect(most).toBeLessThan(3.4);
    expect(clear).toBeGreaterThan(14 * 1_440 * 0.7);
  });
});
