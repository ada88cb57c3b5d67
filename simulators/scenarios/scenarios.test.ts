import { describe, expect, it } from 'vitest';
import { findMetric } from '../../domain/kinds.ts';
import type { Values } from '../physics/device-physics.ts';
import type { ScenarioTruth } from './scenario.ts';
import { accidents, findScenario } from './scenarios.ts';
import { createSetting } from './setting.ts';

interface Run {
  readonly values: readonly Values[];
  readonly truths: readonly ScenarioTruth[];
}

/** One value a second: the values at second `s` stand at index `s − 1`. */
function run(name: string, seed: number): Run {
  const definition = findScenario(name);
  if (definition === undefined) throw new Error(name);
  const scenario = definition.create(createSetting(definition, { seed, startTime: 0 }));
  const steps = Array.from({ length: scenario.duration_s }, () => scenario.step(1));
  return { values: steps.map(({ values }) => values), truths: steps.flatMap(({ truths }) => truths) };
}

const at = ({ truths }: Run, event: string): number =>
  truths.find((truth) => truth.event === event)?.at_s ?? Number.NaN;

const firstSecond = ({ values }: Run, holds: (value: Values) => boolean): number =>
  values.findIndex(holds) + 1;

const seeds = [1, 2, 3];

describe.each(accidents.map(({ name }) => name))('%s', (name) => {
  it('is the same for the same seed', () => {
    expect(run(name, 7)).toEqual(run(name, 7));
  });

  it.each(seeds)('sends possible values, tells each truth once in order, and recovers (seed %i)', (seed) => {
    const { values, truths } = run(name, seed);
    const kind = findScenario(name)?.kind ?? 'smoke';
    for (const value of values) {
      for (const [metric, measured] of Object.entries(value)) {
        const { min, max } = findMetric(kind, metric) ?? { min: Number.NaN, max: Number.NaN };
        if (!(measured >= min && measured <= max)) throw new Error(`${metric} = ${measured}`);
      }
    }
    expect(new Set(truths.map(({ event }) => event)).size).toBe(truths.length);
    expect(truths.map(({ at_s }) => at_s)).toEqual(truths.map(({ at_s }) => at_s).toSorted((a, b) => a - b));
    expect(truths.map(({ event }) => event)).toContain('recovered');
  });
});

describe('kitchen-fire', () => {
  it.each(seeds)('smoke, the head’s alarm, then heat; quiet before, quiet after (seed %i)', (seed) => {
    const fire = run('kitchen-fire', seed);
    const alarm = firstSecond(fire, (values) => values['alarm'] === 1);
    const heat = firstSecond(fire, (values) => (values['temperature_c'] ?? 0) >= 57);
    expect(alarm).toBe(at(fire, 'head-alarm'));
    expect(alarm).toBeGreaterThan(at(fire, 'smouldering') + 30);
    expect(alarm).toBeLessThan(at(fire, 'ignition') + 60);
    expect(Math.abs(heat - at(fire, 'breach-57c'))).toBeLessThanOrEqual(2);
    // As in the furniture fires: one to three minutes from ignition to 57 °C.
    expect(heat - at(fire, 'ignition')).toBeGreaterThan(60);
    expect(heat - at(fire, 'ignition')).toBeLessThan(180);
    for (const values of fire.values.slice(0, at(fire, 'smouldering'))) {
      expect(values['obscuration_pct_m']).toBeLessThan(0.5);
    }
    const last = fire.values.at(-1);
    expect(last).toMatchObject({ alarm: 0 });
    expect(last?.['temperature_c']).toBeLessThan(30);
    expect(last?.['obscuration_pct_m']).toBeLessThan(1.1);
    expect(Math.max(...fire.values.map((values) => values['co_ppm'] ?? 0))).toBeGreaterThan(200);
  });
});

describe('cable-overheat', () => {
  it.each(seeds)('70 °C, 90 °C and 300 mA for far more than 5 s, on one phase only (seed %i)', (seed) => {
    const heat = run('cable-overheat', seed);
    expect(at(heat, 'breach-70c')).toBeLessThan(at(heat, 'breach-90c') - 30);
    expect(
      Math.abs(firstSecond(heat, (v) => (v['cable_temperature_l2_c'] ?? 0) >= 90) - at(heat, 'breach-90c')),
    ).toBeLessThan(5);
    const currents = heat.values.flatMap((v) => [v['current_l1_a'], v['current_l2_a'], v['current_l3_a']]);
    expect(Math.max(...currents.map((current) => current ?? 0))).toBeLessThan(30);
    const leaking = heat.values.filter((values) => (values['residual_current_ma'] ?? 0) >= 300);
    expect(leaking.length).toBeGreaterThan(60);
    for (const conductor of ['l1', 'l3', 'n']) {
      const warmest = Math.max(
        ...heat.values.map((values) => values[`cable_temperature_${conductor}_c`] ?? 0),
      );
      expect(warmest).toBeLessThan(50);
    }
    expect(heat.values.at(-1)?.['cable_temperature_l2_c']).toBeLessThan(60);
    expect(heat.values.at(-1)?.['residual_current_ma']).toBeLessThan(100);
  });
});

describe('street-flood', () => {
  it.each(seeds)('passes 0.15, 0.27 and 0.40 m and drains (seed %i)', (seed) => {
    const flood = run('street-flood', seed);
    const breaches = ['breach-15cm', 'breach-27cm', 'breach-40cm'].map((event) => at(flood, event));
    expect(breaches).toEqual(breaches.toSorted((a, b) => a - b));
    for (const [index, limit_m] of [0.15, 0.27, 0.4].entries()) {
      const seen = firstSecond(flood, (values) => (values['depth_m'] ?? 0) >= limit_m);
      expect(Math.abs(seen - (breaches[index] ?? Number.NaN))).toBeLessThan(60);
    }
    // Time for a warning: minutes between the thresholds.
    expect((breaches[2] ?? 0) - (breaches[0] ?? 0)).toBeGreaterThan(300);
    expect(flood.values.at(-1)?.['depth_m']).toBeLessThan(0.05);
  });
});

describe('entrapment', () => {
  it('three door failures, stopped outside the zone with someone inside, the button, freed', () => {
    const lift = run('entrapment', 1);
    const state = (event: string): Values | undefined => lift.values[Math.max(0, at(lift, event) - 1)];
    for (const number of [1, 2, 3]) expect(state(`door-reversal-${number}`)).toMatchObject({ fault_code: 2 });
    expect(state('entrapment')).toMatchObject({ speed_m_s: 0, door_zone: 0, occupied: 1, alarm_button: 0 });
    expect(state('alarm-button')).toMatchObject({ fault_code: 11, alarm_button: 1, service_mode: 1 });
    expect(state('technician')).toMatchObject({ service_mode: 2 });
    expect(lift.values.at(-1)).toMatchObject({ occupied: 0, door_zone: 1, fault_code: 0, service_mode: 1 });
    const buttonSeconds = lift.values.filter((values) => values['alarm_button'] === 1).length;
    expect(buttonSeconds).toBeGreaterThan(5);
  });
});
