import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heatModel } from './heat.ts';
import { createOutlook, type Outlook, type Span } from './model.ts';
import { smokeModel } from './smoke.ts';
import { createTrend, createTrendReading, readLevel } from './trend.ts';
import { timeToReach } from './trend-growth.ts';
import { testStart } from './trend-test-course.ts';

const shape = {
  point_s: 2,
  window_s: 8,
  quietBase_s: 90,
  raisedBase_s: 300,
  recent_s: 30,
  noise_min: 0.1,
  onset_min: 0.8,
};

function follow(samples: readonly (readonly [time_s: number, value: number])[]) {
  const trendOf = createTrend(shape);
  const memory = { data: new Float64Array(trendOf.slots).fill(NaN), at: 0 };
  for (const [time_s, value] of samples) trendOf.observe(memory, testStart + time_s * 1_000, value);
  const trend = createTrendReading();
  readLevel(memory, trend);
  trendOf.readSlopes(memory, trend);
  return trend;
}

const seconds = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from }, (_none, index) => from + index);

describe('the trend of a quantity', () => {
  it('knows the base, since when it is left, and how fast', () => {
    const trend = follow(seconds(0, 331).map((time_s) => [time_s, 20 + Math.max(0, time_s - 300) * 0.5]));
    expect(trend.interval_s).toBeCloseTo(1);
    expect(trend.raised_s).toBeGreaterThan(25);
    expect(trend.raised_s).toBeLessThanOrEqual(30);
    expect(trend.base).toBeGreaterThan(19.9);
    expect(trend.base).toBeLessThan(21);
    for (const rate of [trend.rate_per_s, trend.latestRate_per_s, trend.earlierRate_per_s])
      expect(rate).toBeCloseTo(0.5, 1);
  });

  it.each([20, 900])('works on the samples themselves when one comes every %i s', (interval_s) => {
    const trend = follow(
      seconds(0, 20).map((index) => [index * interval_s, 20 + Math.max(0, index - 16) * 2]),
    );
    expect(trend.raised_s).toBe(3 * interval_s);
    expect(trend.rate_per_s).toBeCloseTo(2 / interval_s, 4);
  });

  it('learns the noise, and takes nothing within it for a rise', () => {
    const trend = follow(seconds(0, 600).map((time_s) => [time_s, time_s % 2 === 0 ? 20.8 : 19.2]));
    expect(trend.noise).toBeGreaterThan(0.6);
    expect(trend.raised_s).toBe(0);
  });

  it('is not moved by single spikes', () => {
    const trend = follow(seconds(0, 600).map((time_s) => [time_s, time_s % 7 === 0 ? 50 : 20]));
    expect(trend.base).toBeCloseTo(20, 1);
    expect(trend.value).toBe(20);
  });

  it('measures a rise upon a raised level from there', () => {
    const trend = follow(
      seconds(0, 620).map((time_s) => [time_s, time_s < 300 ? 20 : 30 + Math.max(0, time_s - 600)]),
    );
    expect(trend.base).toBeLessThan(29);
    expect(trend.origin).toBeGreaterThan(30);
  });

  it('keeps the base over a gap', () => {
    const before = seconds(0, 300).map((time_s) => [time_s, 20] as const);
    const trend = follow([...before, [1_200, 45], [1_201, 45], [1_202, 45]]);
    expect(trend.base).toBeLessThan(23);
    expect(trend.raised_s).toBeGreaterThan(0);
  });

  it('continues growth by a power of time', () => {
    const trend = { ...createTrendReading(), origin: 20, value: 29, rate_per_s: 0.6 };
    // 9 K at 0.6 K/s as t²: 30 s since the start, so 36 K after 60 s.
    expect(timeToReach(36, trend, 2)).toBeCloseTo(30);
    expect(timeToReach(9, trend, 2)).toBe(0);
    expect(timeToReach(36, { ...trend, rate_per_s: 0 }, 2)).toBeNaN();
  });
});

const sample = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.double({ min: -20, max: 500, noNaN: true }));
const samples = fc.array(sample, { minLength: 1, maxLength: 200 });

describe.each([heatModel, smokeModel])('the $name model, whatever comes', (model) => {
  function createMemory(): Span {
    return { data: new Float64Array(model.slots + 8).fill(NaN), at: 4 };
  }
  function ask(memory: Span, now: number, threshold = 57): Outlook {
    const outlook = createOutlook();
    model.outlook(memory, { now, threshold, horizon_s: 120 }, outlook);
    return outlook;
  }

  it('says a chance or nothing, stays in its slots, and goes on from a copy to the bit', () => {
    fc.assert(
      fc.property(samples, fc.nat(), (list, cut) => {
        const memory = createMemory();
        const copy = createMemory();
        let now = testStart;
        for (const [index, [step_s, value]] of list.entries()) {
          now += step_s * 1_000;
          model.observe(memory, now, value);
          if (index <= cut % list.length) copy.data.set(memory.data);
          else model.observe(copy, now, value);
          const before = memory.data.slice();
          const said = ask(memory, now);
          expect(memory.data).toEqual(before);
          expect(ask(memory, now)).toEqual(said);
          const { probability, earliest_s, expected_s, latest_s } = said;
          expect(Number.isNaN(probability) || (probability >= 0 && probability <= 1)).toBe(true);
          // NaN, where nothing is expected, is in no wrong order.
          expect(earliest_s > expected_s || expected_s > latest_s).toBe(false);
        }
        expect(copy.data).toEqual(memory.data);
        expect([...memory.data.slice(0, 4), ...memory.data.slice(-4)].every(Number.isNaN)).toBe(true);
      }),
    );
  });

  it('is no surer of a higher threshold, nor of a nearer horizon', () => {
    fc.assert(
      fc.property(samples, (list) => {
        const memory = createMemory();
        let now = testStart;
        for (const [step_s, value] of list) {
          now += step_s * 1_000;
          model.observe(memory, now, value);
        }
        const low = ask(memory, now, 60).probability;
        const high = ask(memory, now, 90).probability;
        // NaN compares as false: what is not known is no surer.
        expect(high > low + 1e-9).toBe(false);
        const near = createOutlook();
        model.outlook(memory, { now, threshold: 60, horizon_s: 30 }, near);
        expect(near.probability > low + 1e-9).toBe(false);
      }),
    );
  });

  it('does not say before it has seen anything, nor of what is old', () => {
    const memory = createMemory();
    expect(ask(memory, testStart).probability).toBeNaN();
    model.observe(memory, testStart, 20);
    expect(ask(memory, testStart).probability).toBeNaN();
    for (let time_s = 1; time_s <= 60; time_s += 1)
      model.observe(memory, testStart + time_s * 1_000, 20 + (time_s % 3) / 10);
    expect(ask(memory, testStart + 60_000).probability).toBe(0);
    expect(ask(memory, testStart + 1_000_000).probability).toBeNaN();
  });

  it('fits into the memory of a device', () => {
    expect(model.slots).toBeLessThanOrEqual(40);
  });
});
