import { describe, expect, it } from 'vitest';
import { createVerdict, unknownLevel } from './evaluator.ts';
import { createTestDevice, levelsOf, testStart } from './test-device.ts';

const unknown = unknownLevel;

describe('a comparison', () => {
  it.each([
    [{ at_least: 0.3 }, [0.29, 0.3, 0.31], [0, 1, 1]],
    [{ at_most: 0.3 }, [0.29, 0.3, 0.31], [1, 1, 0]],
    [{ equals: 0.3 }, [0.29, 0.3, 0.31], [0, 1, 0]],
    [{ not_equals: 0.3 }, [0.29, 0.3, 0.31], [1, 0, 1]],
    [{ one_of: [0.1, 0.3] }, [0.1, 0.2, 0.3], [1, 0, 1]],
  ])('%o', (operator, values, levels) => {
    const device = createTestDevice({ metric: 'depth_m', ...operator });
    expect(levelsOf(device, 'depth_m', { step_s: 60, values })).toEqual(levels);
  });

  it('gives the value itself', () => {
    const device = createTestDevice({ metric: 'depth_m', at_least: 0.3 });
    device.read(0, { depth_m: 0.4 });
    expect(device.evaluator).toMatchObject({ quantity: 'value', thresholds: [0.3] });
    expect(device.verdict().value).toBe(0.4);
  });

  it('counts its levels, and leaves active ones beyond the deadband only', () => {
    const levels = [{ at_least: 0.15 }, { at_least: 0.27 }];
    const device = createTestDevice({ metric: 'depth_m', levels, deadband: 0.03 });
    expect(levelsOf(device, 'depth_m', { step_s: 60, values: [0.1, 0.2, 0.3, 0.25, 0.13] })).toEqual([
      0, 1, 2, 1, 0,
    ]);
    expect(device.verdictWhenOpen().level).toBe(1);
    device.read(400, { depth_m: 0.11 });
    expect(device.verdictWhenOpen().level).toBe(0);
  });

  it('is unknown without a value, with a bad one, and with an old one', () => {
    const device = createTestDevice({ metric: 'depth_m', at_least: 0.3 });
    expect(device.read(0, { rain_mm_h: 1 })).toBe(unknown);
    expect(device.read(60, { depth_m: 0.4 })).toBe(1);
    expect(device.read(120, { depth_m: NaN })).toBe(unknown);
    expect(device.read(180, { depth_m: 0.4 })).toBe(1);
    expect(device.pass(480)).toBe(1);
    expect(device.pass(480.001)).toBe(unknown);
  });

  it('of several metrics is unknown when one that took part is missing, not when another is', () => {
    const device = createTestDevice({ metrics: ['depth_m', 'rain_mm_h'], at_least: 0.3 });
    device.read(0, { depth_m: 0.5, rain_mm_h: 0 });
    const verdict = createVerdict();
    const levelOf = (values: Readonly<Record<string, number>>) => {
      device.read(60, values);
      device.evaluator.judge(device.view, { activeLevels: 1, metrics: 0b01, threshold: NaN }, verdict);
      return verdict.level;
    };
    expect(levelOf({ depth_m: 0, rain_mm_h: NaN })).toBe(0);
    expect(levelOf({ depth_m: NaN, rain_mm_h: 0 })).toBe(unknown);
    expect(levelOf({ depth_m: NaN, rain_mm_h: 9 })).toBe(1);
  });

  it('says when the data were measured and how long they count', () => {
    const device = createTestDevice({ metrics: ['depth_m', 'rain_mm_h'], at_least: 0.3 });
    device.read(0, { depth_m: 0.5 });
    device.read(60, { rain_mm_h: 7 });
    expect(device.verdict()).toMatchObject({
      level: 1,
      value: 7,
      time: testStart + 60_000,
      dataTime: testStart + 60_000,
      knownUntil: testStart + 360_000,
      metrics: 0b11,
    });
    expect(device.wakeAt_s()).toBe(Infinity);
  });
});
