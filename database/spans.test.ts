import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rollupSpansPerBatchMax } from './limits.ts';
import { touchedSpans } from './rollup-pending.ts';
import { alignSpans, mergeSpans, splitSpans, takeSpans, type Span } from './spans.ts';

const spans = fc.array(
  fc
    .record({ from: fc.integer({ min: 0, max: 1000 }), length: fc.integer({ min: 1, max: 50 }) })
    .map(({ from, length }): Span => ({ from, to: from + length })),
);

/** Every moment that the spans cover. */
function moments(list: readonly Span[]): Set<number> {
  return new Set(
    list.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, index) => from + index)),
  );
}

describe('spans', () => {
  it('merge without losing or adding a moment, in order and apart', () => {
    fc.assert(
      fc.property(spans, (list) => {
        const merged = mergeSpans(list, 0);
        expect(moments(merged)).toEqual(moments(list));
        for (const [index, { from }] of merged.slice(1).entries()) {
          expect(from).toBeGreaterThan(merged[index]!.to);
        }
      }),
    );
  });

  it('are cut at a moment without losing or adding one', () => {
    fc.assert(
      fc.property(spans, fc.integer({ min: 0, max: 1050 }), (list, at) => {
        const { before, after } = splitSpans(list, at);
        expect(moments([...before, ...after])).toEqual(moments(list));
        expect([...moments(before)].every((moment) => moment < at)).toBe(true);
        expect([...moments(after)].every((moment) => moment >= at)).toBe(true);
      }),
    );
  });

  it('are taken up to a budget, the rest is kept', () => {
    fc.assert(
      fc.property(spans, fc.integer({ min: 1, max: 300 }), (list, budget) => {
        const merged = mergeSpans(list, 0);
        const { taken, rest } = takeSpans(merged, budget);
        expect(moments(taken).size).toBe(Math.min(budget, moments(list).size));
        expect(moments([...taken, ...rest])).toEqual(moments(list));
      }),
    );
  });

  it('are widened to whole buckets', () => {
    expect(
      alignSpans(
        [
          { from: 61, to: 119 },
          { from: 60, to: 120 },
        ],
        60,
      ),
    ).toEqual([
      { from: 60, to: 120 },
      { from: 60, to: 120 },
    ]);
  });

  it('of touched minutes hold every time, and stay few', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4e12 }), { maxLength: 1000 }), (times) => {
        const touched = touchedSpans(times);
        expect(touched.length).toBeLessThanOrEqual(rollupSpansPerBatchMax);
        for (const time of times) {
          expect(touched.some(({ from, to }) => from <= time && time < to)).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
  });
});
