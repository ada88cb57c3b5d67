import { describe, expect, it } from 'vitest';
import { unknownLevel } from './evaluator.ts';
import { createTestDevice } from './test-device.ts';

const cables = ['cable_temperature_l1_c', 'cable_temperature_l2_c', 'cable_temperature_l3_c'];

function levelOf(relation: unknown, values: Readonly<Record<string, number>>): number {
  return createTestDevice({ relation }, 'electrical').read(0, values);
}

function heats(l1: number, l2: number, l3: number): Record<string, number> {
  return { cable_temperature_l1_c: l1, cable_temperature_l2_c: l2, cable_temperature_l3_c: l3 };
}

describe('a relation', () => {
  const leak = { metric: 'residual_current_ma', to: 'current_l1_a', as: 'ratio', at_least: 20, minimum: 2 };

  it.each([
    [{ residual_current_ma: 100, current_l1_a: 5 }, 1],
    [{ residual_current_ma: 99, current_l1_a: 5 }, 0],
    [{ residual_current_ma: 500, current_l1_a: 1.9 }, 0],
    [{ residual_current_ma: 500 }, unknownLevel],
    [{ current_l1_a: 5 }, unknownLevel],
  ])('as a ratio to a load that says something: %o', (values, level) => {
    expect(levelOf(leak, values)).toBe(level);
  });

  it.each([
    ['median', 30, 1],
    ['lowest', 20, 1],
    ['highest', 40, 0],
    ['sum', 90, 0],
  ])('to the %s of several', (take, reference, level) => {
    const relation = { metric: 'cable_temperature_n_c', to: cables, take, as: 'difference', at_least: 15 };
    const device = createTestDevice({ relation }, 'electrical');
    expect(device.read(0, { ...heats(40, 20, 30), cable_temperature_n_c: 50 })).toBe(level);
    expect(device.evaluator.explain(device.view)).toEqual({
      difference: 50 - reference,
      compared_with_cable_temperature_l1_c: reference,
    });
  });

  it('finds the odd one out', () => {
    const apart = { metrics: cables, to: 'others', as: 'difference', at_least: 20, deadband: 5 };
    expect(levelOf(apart, heats(60, 61, 59))).toBe(0);
    expect(levelOf(apart, heats(60, 61, NaN))).toBe(0);
    expect(levelOf(apart, heats(60, NaN, NaN))).toBe(unknownLevel);
    const device = createTestDevice({ relation: apart }, 'electrical');
    expect(device.read(0, heats(40, 62, 42))).toBe(1);
    expect(device.verdict()).toMatchObject({ metric: 2, value: 21, metrics: 1 << 2 });
    device.read(20, heats(40, 57, 42));
    expect([device.verdict().level, device.verdictWhenOpen().level]).toEqual([0, 1]);
  });

  it('says which of the two its value is, and names what it is compared with where that has a unit', () => {
    const device = createTestDevice({ relation: leak }, 'electrical');
    device.read(0, { residual_current_ma: 100, current_l1_a: 5 });
    expect(device.evaluator).toMatchObject({ quantity: 'ratio', thresholds: [20] });
    expect(device.verdict().value).toBe(20);
    expect(device.evaluator.explain(device.view)).toEqual({ ratio: 20, compared_with_current_l1_a: 5 });
    const mixed = { ...leak, to: ['current_l1_a', 'voltage_l1_v'], take: 'highest' };
    const other = createTestDevice({ relation: mixed }, 'electrical');
    other.read(0, { residual_current_ma: 100, current_l1_a: 5, voltage_l1_v: 230 });
    expect(other.evaluator.explain(other.view)).toMatchObject({ compared_with: 230 });
    const apart = { metrics: cables, to: 'others', as: 'difference', at_least: 20 };
    expect(createTestDevice({ relation: apart }, 'electrical').evaluator.quantity).toBe('difference');
  });

  it('downwards too', () => {
    const low = {
      metric: 'voltage_l1_v',
      to: ['voltage_l2_v', 'voltage_l3_v'],
      as: 'ratio',
      at_most: 0.9,
      minimum: 100,
    };
    expect(levelOf(low, { voltage_l1_v: 190, voltage_l2_v: 230, voltage_l3_v: 231 })).toBe(1);
    expect(levelOf(low, { voltage_l1_v: 220, voltage_l2_v: 230, voltage_l3_v: 231 })).toBe(0);
    expect(levelOf(low, { voltage_l1_v: 0, voltage_l2_v: 0, voltage_l3_v: 0 })).toBe(0);
  });

  it('counts for as long as the oldest of its data', () => {
    const device = createTestDevice({ relation: leak }, 'electrical');
    device.read(0, { current_l1_a: 5 });
    expect(device.read(60, { residual_current_ma: 300 })).toBe(1);
    expect([device.pass(90), device.pass(91)]).toEqual([1, unknownLevel]);
  });
});
