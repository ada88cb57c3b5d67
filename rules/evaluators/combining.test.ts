import { describe, expect, it } from 'vitest';
import { compileCondition } from './compile.ts';
import { createVerdict, unknownLevel } from './evaluator.ts';
import { createTestDevice } from './test-device.ts';

const wet = { metric: 'depth_m', at_least: 0.3 };
const rain = { metric: 'rain_mm_h', at_least: 5 };

/** What two conditions come to: rows are the first (normal, breached, unknown), columns the second. */
function tableOf(entry: unknown): number[][] {
  const depths = [0, 0.5, NaN];
  const rains = [0, 9, NaN];
  return depths.map((depth_m) =>
    rains.map((rain_mm_h) => createTestDevice(entry).read(0, { depth_m, rain_mm_h })),
  );
}

describe('several conditions', () => {
  it('all: one that is not settles it, else one that is unknown leaves it unknown', () => {
    expect(tableOf({ all: [wet, rain] })).toEqual([
      [0, 0, 0],
      [0, 1, unknownLevel],
      [0, unknownLevel, unknownLevel],
    ]);
  });

  it('any: one that is settles it, else one that is unknown leaves it unknown', () => {
    expect(tableOf({ any: [wet, rain] })).toEqual([
      [0, 1, unknownLevel],
      [1, 1, 1],
      [unknownLevel, 1, unknownLevel],
    ]);
  });

  it('any: once in breach it ends with those that took part, whatever the device never measures', () => {
    const device = createTestDevice({ any: [wet, rain] });
    device.read(0, { depth_m: 0.5 });
    device.read(60, { depth_m: 0.1 });
    expect(device.verdictWhenOpen(0b1).level).toBe(0);
    device.read(60, { depth_m: NaN });
    expect(device.verdictWhenOpen(0b1).level).toBe(unknownLevel);
  });

  it('not: the opposite, and unknown stays unknown', () => {
    const device = createTestDevice({ not: wet });
    const levels = [0, 0.5, NaN].map((depth_m, index) => device.read(index * 60, { depth_m }));
    expect(levels).toEqual([1, 0, unknownLevel]);
  });

  it('not: must be left beyond the deadband to be raised, and ends at the threshold', () => {
    const device = createTestDevice({ not: { ...wet, deadband: 0.1 } });
    expect([0.25, 0.1].map((depth_m, index) => device.read(index * 60, { depth_m }))).toEqual([0, 1]);
    device.read(180, { depth_m: 0.25 });
    expect(device.verdictWhenOpen().level).toBe(1);
    device.read(240, { depth_m: 0.3 });
    expect(device.verdictWhenOpen().level).toBe(0);
  });

  it('give the evidence of the first that is in breach, and all that took part', () => {
    const device = createTestDevice({ any: [wet, rain] });
    device.read(0, { depth_m: 0.1, rain_mm_h: 9 });
    expect(device.verdict()).toMatchObject({ level: 1, metric: 1, value: 9, metrics: 0b10 });
    const both = createTestDevice({ all: [wet, rain] });
    both.read(0, { depth_m: 0.4, rain_mm_h: 9 });
    expect(both.verdict()).toMatchObject({ level: 1, metric: 0, value: 0.4, metrics: 0b11 });
  });

  it('say of which of them the value is, and its own threshold', () => {
    const rise = { rate: { metric: 'depth_m', over_s: 300, at_least: 0.01 } };
    const jump = { change: { metric: 'depth_m', at_least: 0.05, within_s: 600 } };
    const steps = [0.1, 0.1, 0.2];
    const said = (entry: unknown) => {
      const device = createTestDevice(entry);
      for (const [minute, depth_m] of steps.entries()) device.read(minute * 60, { depth_m, rain_mm_h: 0 });
      const { measure, level } = device.verdict();
      return [level, device.evaluator.measures?.[measure], device.evaluator.quantity];
    };
    const jumped = { quantity: 'change', thresholds: [0.05], comparison: '>=' };
    const notJumped = { ...jumped, comparison: '<=' };
    expect(said({ any: [wet, rain, jump] })).toMatchObject([1, jumped, 'value']);
    expect(said({ any: [{ any: [wet, rise] }, { any: [rain, jump] }] })).toMatchObject([1, jumped, 'value']);
    expect(said({ all: [{ any: [wet, jump] }, { not: rain }] })).toMatchObject([1, jumped, 'value']);
    expect(said({ not: { any: [wet, { not: jump }] } })).toMatchObject([
      1,
      { quantity: 'value', thresholds: [0.3], comparison: '<=' },
      'value',
    ]);
    expect(said({ not: { all: [jump, rain] } })).toMatchObject([1, notJumped, 'change']);
  });

  it('the end of a schedule clears nothing while the rest is unknown', () => {
    const device = createTestDevice({ all: [wet, { during: { from: '00:00', to: '01:00' } }] });
    expect(device.read(3500, { depth_m: 0.4 })).toBe(1);
    device.pass(3600);
    expect(device.verdictWhenOpen().level).toBe(0);
    device.pass(3900);
    expect(device.verdictWhenOpen().level).toBe(unknownLevel);
  });

  it('wake when the first of them does', () => {
    const device = createTestDevice({ any: [{ absence: { after_s: 200 } }, { absence: { after_s: 100 } }] });
    device.read(0, { depth_m: 0 });
    expect(device.wakeAt_s()).toBe(100);
    device.pass(150);
    expect([device.wakeAt_s(), device.verdict().level, device.verdict().since]).toEqual([
      200,
      1,
      device.view.heardAt + 100_000,
    ]);
  });
});

describe('the conditions of a rule', () => {
  const { evaluator, unless, slots } = compileCondition(
    {
      when: {
        metric: 'depth_m',
        levels: [
          { at_least: 0.1, severity: 'minor' },
          { at_least: 0.3, severity: 'major' },
        ],
      },
      and: [rain, { change: { metric: 'depth_m', at_least: 1, within_s: 60 } }],
      unless: [
        { metric: 'pump_running', equals: 1 },
        { metric: 'fault', equals: 1 },
      ],
    },
    'water',
    new Map(),
  );

  it('have the levels of when, and memory for all of them', () => {
    expect([evaluator.thresholds, evaluator.comparison, slots]).toEqual([[0.1, 0.3], '>=', 3]);
    expect(unless?.judgesAlone).toBe(true);
  });

  it('are unknown while what the rule is about is unknown, even if an and is not met', () => {
    const device = createTestDevice(wet);
    device.read(0, { depth_m: NaN, rain_mm_h: 0 });
    const verdict = createVerdict();
    const rule = compileCondition({ when: wet, and: [rain], unless: [] }, 'water', new Map());
    rule.evaluator.judge(device.view, { activeLevels: 1, metrics: 1, threshold: NaN }, verdict);
    expect(verdict.level).toBe(unknownLevel);
  });
});
