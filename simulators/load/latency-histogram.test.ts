import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLatencyHistogram } from './latency-histogram.ts';

const latencies = fc.array(fc.double({ min: 0.002, max: 100_000, noNaN: true }), { minLength: 1 });

describe('latency histogram', () => {
  it('is at most 2 % (or 2 µs) above the exact percentile, and never below it', () => {
    fc.assert(
      fc.property(latencies, fc.integer({ min: 1, max: 100 }), (values, percent) => {
        const histogram = createLatencyHistogram();
        for (const value of values) histogram.record(value);
        const sorted = values.toSorted((a, b) => a - b);
        const exact = sorted[Math.ceil((values.length * percent) / 100) - 1] ?? 0;
        const found = histogram.percentileMs(percent);
        expect(found).toBeGreaterThanOrEqual(exact * 0.999_999);
        expect(found).toBeLessThanOrEqual(Math.max(exact * 1.02, exact + 0.002));
      }),
    );
  });

  it('knows maximum, mean and count exactly', () => {
    const histogram = createLatencyHistogram();
    for (const value of [1, 2, 6]) histogram.record(value);
    expect([histogram.maxMs(), histogram.meanMs(), histogram.count()]).toEqual([6, 3, 3]);
  });

  it('says 0 without records', () => {
    const histogram = createLatencyHistogram();
    expect([histogram.percentileMs(99), histogram.maxMs(), histogram.meanMs()]).toEqual([0, 0, 0]);
  });
});
