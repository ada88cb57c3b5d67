import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRuleFile } from '../parse-rule-file.ts';
import { unknownLevel } from './evaluator.ts';
import { createTestDevice, type TestDevice } from './test-device.ts';

const runs = {
  any: [
    { metric: 'speed_m_s', at_least: 0.4 },
    { metric: 'speed_m_s', at_most: -0.4 },
  ],
};
const shaking = {
  metric: 'vibration_mm_s2',
  at_least: 4,
  minimum: 20,
  baseline: 'drift',
  warm_up_h: 24,
} as const;
const step_s = 20;
const ruleWith = (inner: string): string => `
kind: elevator
rules:
  - id: elevator-x
    severity: notice
    latching: false
    title: { zh: 测, en: T }
    advice: { zh: 看, en: L }
    reason: a test
    source: a test
    when: { deviation: { metric: vibration_mm_s2, at_least: 4, baseline: drift, while: ${inner} } }
    on_delay_s: 0
    off_delay_s: 0
`;
const messages = (inner: string): readonly string[] =>
  parseRuleFile('x.yaml', ruleWith(inner)).errors.map(({ message }) => message);

/** A lift runs for one reading in ten, up and down, and shakes only then. */
const isRunning = (index: number): boolean => index % 10 === 0;

/** Hours of a lift's life, in which what it shakes by while it runs grows to 45 + `worn_mm_s2`. */
function live(
  device: TestDevice,
  { from_h, to_h, worn_mm_s2 = 0 }: { from_h: number; to_h: number; worn_mm_s2?: number },
): Set<number> {
  const levels = new Set<number>();
  for (let index = from_h * 180; index < to_h * 180; index += 1) {
    const running_mm_s2 = 45 + (worn_mm_s2 * (index / 180 - from_h)) / (to_h - from_h);
    const speed_m_s = isRunning(index) ? (index % 20 === 0 ? 1.6 : -1.6) : 0;
    const vibration_mm_s2 = isRunning(index) ? running_mm_s2 + (index % 7) : 5 + (index % 3);
    levels.add(device.read(index * step_s, { speed_m_s, vibration_mm_s2 }));
  }
  return levels;
}

describe('deviation while something else holds', () => {
  it('sees in a running lift what drowns in the hours at rest', () => {
    const whileRunning = createTestDevice({ deviation: { ...shaking, while: runs } }, 'elevator');
    const always = createTestDevice({ deviation: shaking }, 'elevator');
    for (const device of [whileRunning, always]) {
      live(device, { from_h: 0, to_h: 120 });
      live(device, { from_h: 120, to_h: 480, worn_mm_s2: 80 });
    }
    expect(whileRunning.verdict().level).toBe(1);
    expect(always.verdict().level).toBe(0);
  });

  it('learns nothing while that does not hold, so it is not said to have warmed up', () => {
    const device = createTestDevice({ deviation: { ...shaking, while: runs } }, 'elevator');
    // A run in ten readings: each stands for the 90 s that a value holds, so 24 h take 54.
    const early = live(device, { from_h: 0, to_h: 40 });
    expect(early).toEqual(new Set([unknownLevel]));
    expect(live(device, { from_h: 40, to_h: 80 })).toEqual(new Set([unknownLevel, 0]));
  });

  it('keeps its last word while the lift rests, and has none while nobody knows whether it runs', () => {
    const device = createTestDevice({ deviation: { ...shaking, while: runs } }, 'elevator');
    live(device, { from_h: 0, to_h: 120 });
    live(device, { from_h: 120, to_h: 480, worn_mm_s2: 80 });
    const end_s = 480 * 3_600;
    for (let at_s = 0; at_s < 7_200; at_s += step_s) {
      expect(device.read(end_s + at_s, { speed_m_s: 0, vibration_mm_s2: 5 })).toBe(1);
    }
    expect(device.pass(end_s + 7_200 + 60)).toBe(1);
    // The vibration goes on, the speed does not.
    expect(device.read(end_s + 7_300, { vibration_mm_s2: 5 })).toBe(unknownLevel);
    expect(device.verdictWhenOpen().level).toBe(unknownLevel);
  });

  it('goes on to the bit over a restart, and keeps to its memory', () => {
    const entry = { deviation: { ...shaking, warm_up_h: 1, while: runs } };
    const reading = fc.record({
      speed_m_s: fc.constantFrom(0, 1.6, -1.6, NaN),
      vibration_mm_s2: fc.constantFrom(5, 40, 50, 200, NaN),
    });
    fc.assert(
      fc.property(fc.array(reading, { minLength: 100, maxLength: 200 }), fc.nat(99), (history, cut) => {
        const [whole, halved] = [createTestDevice(entry, 'elevator'), createTestDevice(entry, 'elevator')];
        for (const [index, values] of history.entries()) {
          if (index === cut) halved.restart();
          expect(halved.read(index * 60, values)).toBe(whole.read(index * 60, values));
        }
        expect([...halved.view.data]).toEqual([...whole.view.data]);
        expect(halved.isContained()).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('is checked like any other condition', () => {
    expect(messages('{ metric: speed_m_s, at_least: 0.4 }')).toEqual([]);
    expect(messages('{ metric: speed, at_least: 0.4 }')).toEqual([
      'elevator-x: elevator has no metric speed',
    ]);
    expect(messages('{ absence: {} }')).toEqual(['elevator-x: absence inside of deviation is never seen']);
  });
});
