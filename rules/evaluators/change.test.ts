import { describe, expect, it } from 'vitest';
import { createTestDevice, levelsOf } from './test-device.ts';

const jump = { change: { metric: 'depth_m', at_least: 1, within_s: 120 } };

describe('a jump', () => {
  it('is told at the reading that jumped, up and down', () => {
    const device = createTestDevice(jump);
    expect(levelsOf(device, 'depth_m', { step_s: 60, values: [5, 5.9, 7, 7, 5] })).toEqual([0, 0, 1, 0, 1]);
    expect(device.verdict().value).toBe(2);
    expect(device.evaluator).toMatchObject({ quantity: 'change', thresholds: [1] });
    expect(device.evaluator.explain(device.view)).toEqual({ jump_depth_m: -2, within_s: 120 });
  });

  it('is none across a pause, and none at first', () => {
    expect(levelsOf(createTestDevice(jump), 'depth_m', { step_s: 121, values: [5, 9, 5] })).toEqual([
      0, 0, 0,
    ]);
  });

  it('is none of readings without the metric', () => {
    const device = createTestDevice(jump);
    device.read(0, { depth_m: 1 });
    device.read(60, { depth_m: 3 });
    expect(device.read(70, { rain_mm_h: 3 })).toBe(1);
    expect(device.read(120, { depth_m: 3 })).toBe(0);
  });
});
