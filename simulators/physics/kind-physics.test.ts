import { describe, expect, it } from 'vitest';
import { findMetric, kindNames, kinds, type SensorKind } from '../../domain/kinds.ts';
import { createRandom } from '../random.ts';
import type { Values } from './device-physics.ts';
import { kindPhysics } from './kind-physics.ts';
import { createWeather } from './weather.ts';

const from = Date.parse('2026-07-01T00:00:00Z');

function simulate(kind: SensorKind, options: { seed: number; days?: number; devices?: number }): Values[] {
  const { seed, days = 2, devices = 6 } = options;
  const weather = createWeather(seed);
  const measured: Values[] = [];
  for (let device = 0; device < devices; device += 1) {
    const physics = kindPhysics[kind]({ random: createRandom(seed, device), weather });
    for (let at_s = 0; at_s < days * 86_400; at_s += 60) measured.push(physics.step(60, from + at_s * 1_000));
  }
  return measured;
}

const highest = (values: readonly Values[], metric: string): number =>
  values.reduce(
    (max, value) => Math.max(max, value[metric] ?? Number.NEGATIVE_INFINITY),
    Number.NEGATIVE_INFINITY,
  );

const mean = (values: readonly Values[], metric: string): number =>
  values.reduce((sum, value) => sum + (value[metric] ?? 0), 0) / values.length;

describe.each(kindNames)('a healthy %s', (kind) => {
  it('measures the same for the same seed, and something else for another', () => {
    const [once, again, other] = [1, 1, 2].map((seed) => simulate(kind, { seed, days: 0.1, devices: 2 }));
    expect(again).toEqual(once);
    expect(other).not.toEqual(once);
  });

  it('sends only metrics of its kind, within what is physically possible', () => {
    for (const values of simulate(kind, { seed: 3 })) {
      for (const [name, value] of Object.entries(values)) {
        const metric = findMetric(kind, name);
        if (metric === undefined || !(value >= metric.min && value <= metric.max)) {
          throw new Error(`${name} = ${value}`);
        }
      }
    }
    const reported = new Set(simulate(kind, { seed: 3, days: 0.1 }).flatMap((values) => Object.keys(values)));
    // Nearly all that the kind defines.
    expect(reported.size).toBeGreaterThan(kinds[kind].metrics.length - 3);
  });
});

describe('healthy devices stay clear of every default threshold', () => {
  it.each([11, 12, 13])('with seed %i', (seed) => {
    const smoke = simulate('smoke', { seed, days: 4, devices: 10 });
    expect(highest(smoke, 'obscuration_pct_m')).toBeLessThan(1.1);
    expect(highest(smoke, 'obscuration_pct_m')).toBeGreaterThan(0.3);
    expect(highest(smoke, 'temperature_c')).toBeLessThan(45);
    expect(highest(smoke, 'alarm')).toBe(0);

    const boards = simulate('electrical', { seed, days: 1, devices: 15 });
    expect(highest(boards, 'residual_current_ma')).toBeLessThan(200);
    for (const phase of ['l1', 'l2', 'l3']) expect(highest(boards, `current_${phase}_a`)).toBeLessThan(30);
    for (const conductor of ['l1', 'l2', 'l3', 'n']) {
      expect(highest(boards, `cable_temperature_${conductor}_c`)).toBeLessThan(68);
    }

    expect(highest(simulate('water', { seed, days: 20, devices: 2 }), 'depth_m')).toBeLessThan(0.15);

    const lifts = simulate('elevator', { seed });
    const stuck = lifts.filter(
      ({ speed_m_s, door_zone, occupied }) => speed_m_s === 0 && door_zone === 0 && occupied === 1,
    );
    expect(stuck).toEqual([]);
    expect(highest(lifts, 'run_count')).toBeGreaterThan(0);
  });
});

describe('cause and effect', () => {
  it('more load leaks more and heats the cables', () => {
    const byHour = simulate('electrical', { seed: 4, days: 1, devices: 20 });
    const heavy = byHour.filter(({ current_l1_a = 0 }) => current_l1_a > 15);
    const light = byHour.filter(({ current_l1_a = 0 }) => current_l1_a < 5);
    for (const metric of ['residual_current_ma', 'cable_temperature_l1_c', 'power_kw']) {
      expect(mean(heavy, metric), metric).toBeGreaterThan(mean(light, metric));
    }
    expect(mean(heavy, 'voltage_l1_v')).toBeLessThan(mean(light, 'voltage_l1_v'));
  });

  it('rain raises the water, and it drains away afterwards', () => {
    const gauges = simulate('water', { seed: 5, days: 20, devices: 1 });
    const depth_m = highest(gauges, 'depth_m');
    const deepest = gauges.findIndex((values) => values['depth_m'] === depth_m);
    expect(depth_m).toBeGreaterThan(0.01);
    expect(highest(gauges.slice(Math.max(0, deepest - 60), deepest + 1), 'rain_mm_h')).toBeGreaterThan(0);
    expect(gauges[deepest + 24 * 60]?.['depth_m']).toBeLessThan(depth_m / 2);
  });

  it('lifts run, open and carry people', () => {
    const weather = createWeather(1);
    const lift = kindPhysics.elevator({ random: createRandom(1), weather });
    const seen = Array.from({ length: 7_200 }, (_, second) => lift.step(1, from + second * 1_000));
    for (const metric of ['door_closed', 'door_zone', 'occupied']) {
      expect(new Set(seen.map((values) => values[metric])), metric).toEqual(new Set([0, 1]));
    }
    expect(new Set(seen.map(({ direction }) => direction))).toEqual(new Set([-1, 0, 1]));
    expect(highest(seen, 'speed_m_s')).toBeCloseTo(1.75, 1);
    const openWhileMoving = seen.filter(
      ({ speed_m_s = 0, door_closed }) => speed_m_s > 0 && door_closed === 0,
    );
    expect(openWhileMoving).toEqual([]);
  });
});
