import { describe, expect, it } from 'vitest';
import { unknownLevel } from './evaluator.ts';
import { createTestDevice, levelsOf, testStart } from './test-device.ts';

const wet = { metric: 'depth_m', at_least: 0.3 };

describe('a duration', () => {
  it('is filled to the millisecond, by time alone too', () => {
    const device = createTestDevice({ duration: { of: wet, over_s: 600 } });
    const levels = levelsOf(device, 'depth_m', { step_s: 100, values: [0, 1, 1, 1, 1, 1, 1] });
    expect(levels.slice(-2)).toEqual([0, 0]);
    expect(device.wakeAt_s()).toBe(700);
    expect([device.pass(699.999), device.pass(700), device.pass(750)]).toEqual([0, 1, 1]);
    expect(device.verdict().since).toBe(testStart + 700_000);
    expect(device.read(800, { depth_m: 1 })).toBe(1);
    expect(device.verdict().since).toBe(testStart + 700_000);
    expect(device.read(900, { depth_m: 0 })).toBe(0);
  });

  it('gives the seconds that it held, not the value', () => {
    const device = createTestDevice({ duration: { of: wet, over_s: 600, share: 0.5 } });
    levelsOf(device, 'depth_m', { step_s: 60, values: [0, ...Array.from({ length: 10 }, () => 1)] });
    expect(device.evaluator).toMatchObject({ quantity: 'duration_s', thresholds: [300] });
    expect(device.verdict()).toMatchObject({ level: 1, value: 540, metric: 0 });
  });

  it('has a measure of its own, whatever it watches', () => {
    const any = [{ metric: 'rain_mm_h', at_least: 5 }, wet];
    const device = createTestDevice({ duration: { of: { any }, over_s: 300, coverage: 0.5 } });
    levelsOf(device, 'depth_m', { step_s: 60, values: [1, 1, 1, 1, 1, 1] });
    expect(device.verdict()).toMatchObject({ level: 1, measure: 0 });
    expect(device.evaluator.measures).toBeUndefined();
  });

  it('of a share forgives what is short', () => {
    const device = createTestDevice({ duration: { of: wet, over_s: 600, share: 0.75 } });
    const values = [0, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0];
    const levels = levelsOf(device, 'depth_m', { step_s: 60, values });
    expect(levels).toEqual([...Array.from({ length: 8 }, () => unknownLevel), 1, 1, 1, 1, 1, 0, 0]);
    const { held_s, ...rest } = device.evaluator.explain(device.view);
    expect(rest).toEqual({ covered_s: 600, over_s: 600 });
    // What leaves the window is known to a ninth of it.
    expect(Math.abs(held_s! - 360)).toBeLessThan(600 / 9);
  });

  it('does not count gaps, neither for it nor against it', () => {
    const device = createTestDevice({ duration: { of: wet, over_s: 1200, coverage: 0.7 } });
    device.read(0, { depth_m: 1 });
    expect(device.read(1200, { depth_m: 1 })).toBe(unknownLevel);
    // Two readings cover 300 s each, a third of the window was silence.
    expect(device.read(1500, { depth_m: 1 })).toBe(unknownLevel);
    expect(device.read(1740, { depth_m: 1 })).toBe(unknownLevel);
    expect(device.read(2000, { depth_m: 1 })).toBe(unknownLevel);
    expect(device.read(2040, { depth_m: 1 })).toBe(1);
  });

  it('may be of a window that is no whole number of milliseconds', () => {
    const device = createTestDevice({ duration: { of: wet, over_s: 203.3422, coverage: 0.4 } });
    expect(device.read(0, { depth_m: 1 })).toBe(unknownLevel);
    expect(device.wakeAt_s()).toBeCloseTo(203.3422, 2);
  });

  it('is unknown while the present is', () => {
    const device = createTestDevice({ duration: { of: wet, over_s: 300, coverage: 0.5 } });
    expect(levelsOf(device, 'depth_m', { step_s: 60, values: [1, 1, 1, 1, 1, 1, NaN, 1] })).toEqual([
      unknownLevel,
      unknownLevel,
      unknownLevel,
      0,
      0,
      1,
      unknownLevel,
      1,
    ]);
  });
});
