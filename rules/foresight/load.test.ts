import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadModel } from './load.ts';
import { createOutlook, type Outlook, type Span } from './model.ts';

const start = Date.UTC(2026, 0, 5);
const minute_ms = 60_000;

function createMemory(): Span {
  return { data: new Float64Array(loadModel.slots + 4).fill(NaN), at: 2 };
}

/** What is said of 30 A in the next ten minutes after these readings, one a minute. */
function afterReadings(values: readonly number[], threshold = 30): Outlook {
  const memory = createMemory();
  for (const [index, value] of values.entries()) loadModel.observe(memory, start + index * minute_ms, value);
  const outlook = createOutlook();
  loadModel.outlook(memory, { now: start + values.length * minute_ms, threshold, horizon_s: 600 }, outlook);
  return outlook;
}

const minutes = (count: number, value: number): readonly number[] => Array<number>(count).fill(value);

describe('the load model', () => {
  it('does not know in the first ten minutes', () => {
    expect(afterReadings(minutes(9, 28)).probability).toBeNaN();
    expect(afterReadings(minutes(12, 28)).probability).toBeGreaterThan(0);
  });

  it('gives a quiet house next to no chance', () => {
    expect(afterReadings(minutes(120, 4)).probability).toBeLessThan(0.001);
  });

  it.each([
    ['nearer', [...minutes(60, 10), 20], [...minutes(60, 10), 26]],
    ['after a busier hour', [...minutes(60, 5), ...minutes(20, 22)], minutes(80, 22)],
    [
      'when restless',
      minutes(80, 22),
      [...minutes(60, 22), ...Array.from({ length: 20 }, (_, i) => 22 + (i % 2 === 0 ? -6 : 6)), 22],
    ],
    ['having just risen', minutes(60, 22), [...minutes(60, 15), 22]],
    ['having just fallen from above', [...minutes(60, 22)], [...minutes(57, 22), 33, 33, 22]],
  ])('holds a crossing likelier %s', (_, less, more) => {
    expect(afterReadings(more).probability).toBeGreaterThan(afterReadings(less).probability);
  });

  it('holds a crossing likelier within a longer time', () => {
    const memory = createMemory();
    for (let i = 0; i < 60; i += 1) loadModel.observe(memory, start + i * minute_ms, 20);
    const chances = [300, 600, 1_800].map((horizon_s) => {
      const outlook = createOutlook();
      loadModel.outlook(memory, { now: start + 60 * minute_ms, threshold: 30, horizon_s }, outlook);
      return outlook.probability;
    });
    expect(chances).toEqual(chances.toSorted((a, b) => a - b));
    expect(new Set(chances).size).toBe(3);
  });

  it('says about the same at a reading every 20 s as every minute', () => {
    const slow = afterReadings([...minutes(60, 15), 25, 25]).probability;
    const memory = createMemory();
    for (let i = 0; i < 186; i += 1) loadModel.observe(memory, start + i * 20_000, i < 180 ? 15 : 25);
    const outlook = createOutlook();
    loadModel.outlook(memory, { now: start + 186 * 20_000, threshold: 30, horizon_s: 600 }, outlook);
    expect(outlook.probability).toBeGreaterThan(slow / 1.5);
    expect(outlook.probability).toBeLessThan(slow * 1.5);
  });

  it('stays within its memory, and answers with a probability or NaN, whatever it is given', () => {
    const samples = fc.array(
      fc.record({
        step_ms: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 3_600_000 })),
        value: fc.double({ min: 0, max: 10_000, noNaN: true }),
      }),
      { minLength: 1, maxLength: 60 },
    );
    fc.assert(
      fc.property(samples, fc.double({ min: 0.1, max: 10_000, noNaN: true }), (steps, threshold) => {
        const memory = createMemory();
        let now = start;
        for (const { step_ms, value } of steps) {
          now += step_ms;
          loadModel.observe(memory, now, value);
          const outlook = createOutlook();
          const before = memory.data.slice();
          loadModel.outlook(memory, { now, threshold, horizon_s: 600 }, outlook);
          expect(memory.data).toEqual(before);
          expect(outlook.probability < 0 || outlook.probability > 1).toBe(false);
          expect(outlook.earliest_s > outlook.latest_s).toBe(false);
        }
        const outside = [0, 1, memory.data.length - 2, memory.data.length - 1];
        expect(outside.map((place) => memory.data[place])).toEqual([NaN, NaN, NaN, NaN]);
      }),
    );
  });
});
