import { describe, expect, it } from 'vitest';
import { unknownLevel } from './evaluator.ts';
import { createTestDevice, levelsOf } from './test-device.ts';

const stuck = {
  stuck: { metric: 'depth_m', for_s: 300, tolerance: 0.002, samples_min: 4, outside: [-0.01, 0.01] },
};
const repeat = (value: number, times: number) => Array.from({ length: times }, () => value);

describe('a value that stands still', () => {
  it('is told after its time', () => {
    const device = createTestDevice(stuck);
    expect(levelsOf(device, 'depth_m', { step_s: 60, values: [0.5, ...repeat(0.4, 7), 0.41] })).toEqual([
      0, 0, 0, 0, 0, 0, 1, 1, 0,
    ]);
    expect(device.read(540, { depth_m: 0.41 })).toBe(0);
    expect(device.evaluator).toMatchObject({ quantity: 'still_s', thresholds: [300] });
    expect(device.verdict().value).toBe(60);
  });

  it('may tremble within the tolerance, but not wander beyond', () => {
    const trembling = Array.from({ length: 8 }, (_, index) => 0.4 + 0.001 * (index % 3));
    expect(levelsOf(createTestDevice(stuck), 'depth_m', { step_s: 60, values: trembling }).at(-1)).toBe(1);
    const wandering = Array.from({ length: 30 }, (_, index) => 0.4 + 0.0008 * index);
    expect(levelsOf(createTestDevice(stuck), 'depth_m', { step_s: 60, values: wandering })).not.toContain(1);
  });

  it('is normal where it may stand still', () => {
    expect(levelsOf(createTestDevice(stuck), 'depth_m', { step_s: 60, values: repeat(0, 20) })).not.toContain(
      1,
    );
  });

  it('needs readings: a silence counts for as long as its last value', () => {
    const device = createTestDevice({ stuck: { metric: 'depth_m', for_s: 900, samples_min: 2 } });
    expect(levelsOf(device, 'depth_m', { step_s: 3600, values: repeat(0.4, 5) })).toEqual([0, 0, 0, 1, 1]);
    const few = createTestDevice({ stuck: { metric: 'depth_m', for_s: 120, samples_min: 6 } });
    expect(levelsOf(few, 'depth_m', { step_s: 60, values: repeat(0.4, 6) })).toEqual([0, 0, 0, 0, 0, 1]);
  });

  it('is unknown with a bad or old value', () => {
    const device = createTestDevice(stuck);
    levelsOf(device, 'depth_m', { step_s: 60, values: repeat(0.4, 8) });
    expect([device.pass(721), device.read(730, { depth_m: NaN })]).toEqual([unknownLevel, unknownLevel]);
  });
});
