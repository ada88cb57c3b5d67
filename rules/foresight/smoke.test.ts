import { describe, expect, it } from 'vitest';
import { smokeModel } from './smoke.ts';
import { eddyAt, follow, highest, noiseAt, type TestCourse } from './trend-test-course.ts';

/** As the shipped rule has it. */
const told = 0.82;
const threshold = 6.7;
const lit_s = 300;

/** Smoke that reaches the alarm level a minute after the fire. */
function fire(time_s: number): number {
  return 0.5 + (time_s < lit_s ? 0 : 6.2 * ((time_s - lit_s) / 60) ** 2);
}

/** Smoke that gathers to 3.3 %/m and stays. */
function thinSmoke(time_s: number): number {
  return time_s < lit_s ? 0.3 : 0.3 + 3 * (1 - Math.exp((lit_s - time_s) / 240));
}

function quietly(course: Partial<TestCourse>): number {
  return highest(follow(smokeModel, { at: () => 0.5, interval_s: 1, until_s: 1_800, threshold, ...course }));
}

describe('the smoke model', () => {
  it.each([
    { interval_s: 1, lead_s: 20 },
    { interval_s: 5, lead_s: 15 },
    { interval_s: 10, lead_s: 5 },
  ])('foretells the alarm level, at a reading every $interval_s s', ({ interval_s, lead_s }) => {
    const said = follow(smokeModel, {
      at: (time_s) => Math.max(0, fire(time_s) + 0.15 * noiseAt(time_s)),
      interval_s,
      until_s: 600,
      threshold,
    });
    const first = said.find(({ probability }) => probability >= told);
    if (first === undefined) throw new Error('nothing was foretold');
    const left_s = lit_s + 60 - first.time_s;
    expect(left_s).toBeGreaterThanOrEqual(lead_s);
    expect(left_s).toBeGreaterThan(first.earliest_s);
    expect(left_s).toBeLessThan(first.latest_s);
    expect(highest(said.filter(({ time_s }) => time_s <= lit_s))).toBeLessThan(0.5);
  });

  it('says nothing of noise, dirt and thin smoke', () => {
    expect(quietly({ at: (time_s) => Math.max(0, 0.5 + 0.5 * noiseAt(time_s)) })).toBeLessThan(told);
    expect(quietly({ at: (time_s) => time_s / 20_000, until_s: 40_000, interval_s: 20 })).toBeLessThan(0.5);
    expect(
      quietly({ at: (time_s) => (time_s < lit_s ? 0 : 2 * (1 - Math.exp((lit_s - time_s) / 200))) }),
    ).toBeLessThan(0.5);
  });

  it('takes insects in the chamber, which come and go between two readings, for no smoke', () => {
    expect(quietly({ at: (time_s) => (time_s % 97 === 0 ? 6 : 0.3) })).toBeLessThan(0.5);
  });

  it('takes the eddies of smoke that has long been there for no new fire', () => {
    const said = follow(smokeModel, {
      at: (time_s) => thinSmoke(time_s) * (1 + 0.2 * eddyAt(time_s)),
      interval_s: 1,
      until_s: 3_600,
      threshold,
    });
    expect(highest(said.filter(({ time_s }) => time_s > lit_s + 300))).toBeLessThan(told);
  });
});
