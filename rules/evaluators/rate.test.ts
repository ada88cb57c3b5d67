import { describe, expect, it } from 'vitest';
import { unknownLevel } from './evaluator.ts';
import { createTestDevice, levelsOf } from './test-device.ts';

const rising = { rate: { metric: 'depth_m', over_s: 600, at_least: 0.01, deadband: 0.004 } };
const ramp = (perMinute: number) => Array.from({ length: 20 }, (_, minute) => 0.1 + perMinute * minute);

describe('a rate', () => {
  it('says that it is one', () => {
    const { evaluator } = createTestDevice(rising);
    expect(evaluator).toMatchObject({ quantity: 'ratePerMinute', thresholds: [0.01], comparison: '>=' });
  });

  it.each([
    [0.0099, 0],
    [0.0101, 1],
    [-0.02, 0],
  ])('of %d m a minute', (perMinute, level) => {
    const device = createTestDevice(rising);
    expect(levelsOf(device, 'depth_m', { step_s: 60, values: ramp(perMinute) }).at(-1)).toBe(level);
    expect(device.verdict().value).toBeCloseTo(perMinute, 9);
    expect(device.evaluator.explain(device.view)['depth_m_per_min']).toBeCloseTo(perMinute, 9);
  });

  it.each([1, 5, 20, 60, 90])('is the same at a reading every %d s', (step_s) => {
    const device = createTestDevice(rising);
    const values = Array.from({ length: 1200 / step_s }, (_, index) => (0.012 * index * step_s) / 60);
    expect(levelsOf(device, 'depth_m', { step_s, values }).at(-1)).toBe(1);
    expect(device.verdict().value).toBeCloseTo(0.012, 4);
  });

  it('falls too', () => {
    const device = createTestDevice({ rate: { metric: 'depth_m', over_s: 600, at_most: -0.01 } });
    expect(levelsOf(device, 'depth_m', { step_s: 60, values: ramp(-0.02) }).at(-1)).toBe(1);
    expect(levelsOf(device, 'depth_m', { step_s: 60, values: ramp(0.02) }).at(-1)).toBe(0);
  });

  it('does not see one bad value, wherever it stands', () => {
    for (let wrong = 0; wrong < 15; wrong += 1) {
      const device = createTestDevice({ rate: { metric: 'depth_m', over_s: 300, at_least: 0.001 } });
      const values = Array.from({ length: 15 }, (_, index) => (index === wrong ? 9 : 0.1));
      expect(levelsOf(device, 'depth_m', { step_s: 60, values })).not.toContain(1);
    }
  });

  it('is unknown with too few readings, with readings of one moment, and without fresh ones', () => {
    const device = createTestDevice(rising);
    const levels = levelsOf(device, 'depth_m', { step_s: 1, values: ramp(0.5) });
    expect(new Set(levels)).toEqual(new Set([unknownLevel]));
    const slow = createTestDevice(rising);
    expect(levelsOf(slow, 'depth_m', { step_s: 60, values: ramp(0.5) }).slice(0, 7)).toEqual([
      ...Array.from({ length: 6 }, () => unknownLevel),
      1,
    ]);
    expect([slow.pass(19 * 60 + 300), slow.pass(19 * 60 + 301)]).toEqual([1, unknownLevel]);
  });

  it('is unknown while its readings span too little of the window', () => {
    const device = createTestDevice({ rate: { ...rising.rate, samples_min: 3 } });
    const levels = [80, 100, 180, 300, 400].map((time_s) => device.read(time_s, { depth_m: time_s / 100 }));
    expect(levels).toEqual([unknownLevel, unknownLevel, unknownLevel, unknownLevel, 1]);
  });

  it('forgets what has left its window', () => {
    const device = createTestDevice(rising);
    levelsOf(device, 'depth_m', { step_s: 60, values: ramp(0.5) });
    expect(device.read(50_000, { depth_m: 0 })).toBe(unknownLevel);
    const flat = Array.from({ length: 12 }, (_, index) => device.read(50_060 + index * 60, { depth_m: 0 }));
    expect(flat.at(-1)).toBe(0);
  });
});
