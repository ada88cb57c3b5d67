import { describe, expect, it } from 'vitest';
import { heatModel } from './heat.ts';
import { eddyAt, follow, highest, type TestCourse, noiseAt } from './trend-test-course.ts';

/** As the shipped rule has it. */
const told = 0.93;

/** A fire that is lit after five minutes: the temperature grows with the square of time, to 57 °C in 80 s. */
const lit_s = 300;
const breach_s = lit_s + 80;
function fire(time_s: number): number {
  return 22 + (time_s < lit_s ? 0 : 35 * ((time_s - lit_s) / 80) ** 2);
}

/** Rises to `high_c` more with a time constant, after five minutes. */
function towards(high_c: number, tau_s: number): (time_s: number) => number {
  return (time_s) => 22 + (time_s < lit_s ? 0 : high_c * (1 - Math.exp((lit_s - time_s) / tau_s)));
}

function quietly(course: Partial<TestCourse>): number {
  return highest(
    follow(heatModel, { at: () => 22, interval_s: 1, until_s: 1_800, threshold: 57, ...course }),
  );
}

describe('the heat model', () => {
  it.each([
    { interval_s: 1, lead_s: 40 },
    { interval_s: 5, lead_s: 35 },
    { interval_s: 20, lead_s: 20 },
  ])('foretells a fire, at a reading every $interval_s s', ({ interval_s, lead_s }) => {
    const said = follow(heatModel, { at: fire, interval_s, until_s: 600, threshold: 57 });
    const first = said.find(({ probability }) => probability >= told);
    if (first === undefined) throw new Error('nothing was foretold');
    const left_s = breach_s - first.time_s;
    expect(left_s).toBeGreaterThanOrEqual(lead_s);
    expect(left_s).toBeGreaterThan(first.earliest_s);
    expect(left_s).toBeLessThan(first.latest_s);
    expect(first.rate_per_s).toBeGreaterThan(0.1);
    expect(highest(said.filter(({ time_s }) => time_s <= lit_s))).toBe(0);
  });

  it.each([0.1, 0.5, 1])('foretells it in steps of %d °C, and through noise of that size', (step_c) => {
    const at = (time_s: number): number =>
      Math.round((fire(time_s) + 0.5 * step_c * noiseAt(time_s)) / step_c) * step_c;
    const said = follow(heatModel, { at, interval_s: 1, until_s: 600, threshold: 57 });
    const first = said.find(({ probability }) => probability >= told);
    expect(first?.time_s).toBeLessThan(breach_s - 30);
    expect(first?.time_s).toBeGreaterThan(lit_s);
  });

  it('foretells a fire in a kitchen that is warm from cooking already', () => {
    const fireLit_s = 900;
    const at = (time_s: number): number => towards(12, 200)(time_s) + fire(time_s - fireLit_s + lit_s) - 22;
    const said = follow(heatModel, { at, interval_s: 1, until_s: 2_000, threshold: 57 });
    expect(highest(said.filter(({ time_s }) => time_s <= fireLit_s))).toBeLessThan(0.5);
    const first = said.find(({ probability }) => probability >= told);
    const end_s = said.at(-1)?.time_s ?? NaN;
    expect(end_s - (first?.time_s ?? NaN)).toBeGreaterThan(20);
  });

  it('says nothing of what kitchens and heating do', () => {
    expect(quietly({ at: (time_s) => 22 + 0.5 * noiseAt(time_s) })).toBeLessThan(0.5);
    expect(quietly({ at: towards(15, 300) })).toBeLessThan(0.5);
    expect(quietly({ at: towards(12, 240), interval_s: 20 })).toBeLessThan(0.5);
    expect(quietly({ at: towards(8, 60) })).toBeLessThan(0.5);
    expect(quietly({ at: towards(6, 20) })).toBeLessThan(told);
    expect(quietly({ at: (time_s) => 22 + 10 * Math.sin(time_s / 3_600), until_s: 20_000 })).toBeLessThan(
      0.5,
    );
  });

  it.each([
    { name: 'a spike', width_s: 1 },
    { name: 'a spike of two readings', width_s: 2 },
    { name: 'a step that stays', width_s: Infinity },
  ])('takes $name for no fire', ({ width_s }) => {
    for (const high_c of [5, 15, 30]) {
      const at = (time_s: number): number =>
        22 + 0.1 * noiseAt(time_s) + (time_s >= 300 && time_s < 300 + width_s ? high_c : 0);
      expect(quietly({ at }), `${high_c} °C`).toBeLessThan(told);
    }
  });

  it('is not made sure by the flutter of a kitchen that is warm already', () => {
    const said = follow(heatModel, {
      at: (time_s) => towards(12, 240)(time_s) + (time_s < 600 ? 0 : eddyAt(time_s)),
      interval_s: 1,
      until_s: 3_600,
      threshold: 57,
    });
    expect(highest(said)).toBeLessThan(0.75);
  });

  it('takes a step that stays for no fire, at a reading every 20 s', () => {
    expect(
      quietly({ at: (time_s) => (time_s < 300 ? 22 : 42) + (time_s % 60) / 200, interval_s: 20 }),
    ).toBeLessThan(0.6);
  });

  it('takes a spike that is seen once in 20 s for no fire', () => {
    expect(quietly({ at: (time_s) => (time_s === 300 ? 45 : 22), interval_s: 20 })).toBeLessThan(0.5);
  });

  it('does not believe a spike beyond the threshold that has just passed', () => {
    const memory = { data: new Float64Array(heatModel.slots).fill(NaN), at: 0 };
    const outlook = { probability: 0, expected_s: 0, earliest_s: 0, latest_s: 0, rate_per_s: 0 };
    for (let time_s = 0; time_s < 300; time_s += 1) heatModel.observe(memory, time_s * 1_000, 22);
    for (const time_s of [300, 301]) heatModel.observe(memory, time_s * 1_000, 80);
    for (const time_s of [302, 303]) {
      heatModel.observe(memory, time_s * 1_000, 22);
      heatModel.outlook(memory, { now: time_s * 1_000, threshold: 57, horizon_s: 120 }, outlook);
      expect(outlook.probability).toBeLessThan(0.5);
    }
  });

  it('sees a slow rise come near the threshold, when it is near', () => {
    const said = follow(heatModel, {
      at: (time_s) => 22 + Math.max(0, time_s - 300) / 30,
      interval_s: 5,
      until_s: 2_000,
      threshold: 57,
    });
    const first = said.find(({ probability }) => probability >= told);
    const left_s = 300 + 35 * 30 - (first?.time_s ?? NaN);
    expect(left_s).toBeGreaterThan(20);
    expect(left_s).toBeLessThan(120);
    expect(first?.expected_s).toBeGreaterThan(0.7 * left_s);
    expect(first?.expected_s).toBeLessThan(1.4 * left_s);
  });
});
