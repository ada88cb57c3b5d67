import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../simulators/random.ts';
import {
  leastSquaresBaseline,
  randomBaseline,
  straightLineBaseline,
  thresholdBaseline,
  type Series,
} from './baselines.ts';

function perSecond(...values: readonly number[]): Series {
  return values.map((value, index) => ({ time: index * 1_000, value }));
}

function times_s(detections: readonly { readonly at: number }[]): readonly number[] {
  return detections.map(({ at }) => at / 1_000);
}

function seeded(seed: number): () => number {
  const random = createRandom(seed);
  return () => random.next();
}

describe('the plain threshold', () => {
  it('speaks at each crossing, missing values aside', () => {
    expect(times_s(thresholdBaseline(perSecond(0, 5, 6, NaN, 7, 1, 5), 5))).toEqual([1, 6]);
  });
});

describe('the line of least squares', () => {
  const rising = perSecond(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);

  it('is continued from the middle of its window', () => {
    // One a second over 4 s: at 8 s its middle is 6, from which four seconds lead to 10.
    expect(times_s(leastSquaresBaseline(rising, { threshold: 10, window_s: 4, ahead_s: 4 }))).toEqual([8]);
  });

  it('is not led astray by one sample as the line through two points is', () => {
    const spike = perSecond(0, 0, 0, 0, 0, 5, 0, 0);
    const options = { threshold: 10, window_s: 4, ahead_s: 5 };
    expect(times_s(leastSquaresBaseline(spike, options))).toEqual([]);
    expect(times_s(straightLineBaseline(spike, options))).toEqual([5]);
  });

  it('speaks at the threshold at the latest', () => {
    expect(
      times_s(leastSquaresBaseline(perSecond(0, 0, 0, 12), { threshold: 10, window_s: 3, ahead_s: 0 })),
    ).toEqual([3]);
  });
});

describe('the straight line', () => {
  const options = { threshold: 10, window_s: 3, ahead_s: 4 };

  it('speaks as soon as the line reaches the threshold in time', () => {
    // One a second: 6 is the first from which four seconds lead to 10.
    expect(times_s(straightLineBaseline(perSecond(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10), options))).toEqual([6]);
  });

  it('is drawn through the last sample and the newest that is old enough', () => {
    // From 0 at 1 s to 6 at 4 s: 2 a second; what lies in between or before does not count.
    const series = perSecond(7, 0, 5, 1, 6);
    expect(times_s(straightLineBaseline(series, { ...options, ahead_s: 2 }))).toEqual([4]);
    expect(times_s(straightLineBaseline(series, { ...options, ahead_s: 1.9 }))).toEqual([]);
    // Nothing is 3 s old: the oldest stands in. A missing value is no end of a line.
    expect(times_s(straightLineBaseline(perSecond(NaN, 2, NaN, 6), { ...options, ahead_s: 2 }))).toEqual([3]);
  });

  it('takes an older sample where there is a gap', () => {
    const series = [
      { time: 0, value: 0 },
      { time: 10_000, value: 5 },
    ];
    expect(times_s(straightLineBaseline(series, { ...options, ahead_s: 10 }))).toEqual([10]);
    expect(times_s(straightLineBaseline(series, { ...options, ahead_s: 9.9 }))).toEqual([]);
  });

  it('sees a fall, a lone sample and repeated times as no rise, and the breach itself at any rate', () => {
    expect(times_s(straightLineBaseline(perSecond(9, 8, 7), options))).toEqual([]);
    expect(times_s(straightLineBaseline(perSecond(9), options))).toEqual([]);
    const repeated = [
      { time: 0, value: 1 },
      { time: 0, value: 9 },
    ];
    expect(times_s(straightLineBaseline(repeated, options))).toEqual([]);
    expect(times_s(straightLineBaseline(perSecond(12, 11), options))).toEqual([0]);
  });

  it('is never later than the threshold, and does not look ahead', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 60 }),
        fc.integer({ min: 0, max: 60 }),
        (values, cut) => {
          const series = perSecond(...values);
          const detections = straightLineBaseline(series, options);
          for (const { at } of thresholdBaseline(series, options.threshold)) {
            expect(detections.some((detection) => detection.at <= at)).toBe(true);
          }
          const soFar = straightLineBaseline(series.slice(0, cut), options);
          expect(soFar).toEqual(detections.filter(({ at }) => at < cut * 1_000));
        },
      ),
    );
  });
});

describe('the random detector', () => {
  const series = perSecond(...Array.from({ length: 100 }, () => 0));

  it('speaks as often as asked, at different moments of the series, and the same with the same seed', () => {
    const once = randomBaseline(series, { count: 20, random: seeded(7) });
    expect(new Set(times_s(once)).size).toBe(20);
    expect(times_s(once).every((at_s) => at_s >= 0 && at_s < 100)).toBe(true);
    expect(randomBaseline(series, { count: 20, random: seeded(7) })).toEqual(once);
    expect(randomBaseline(series, { count: 20, random: seeded(8) })).not.toEqual(once);
    expect(randomBaseline(series, { count: 500, random: seeded(7) })).toHaveLength(100);
  });

  it('speaks evenly over the series', () => {
    const random = seeded(1);
    const all = Array.from({ length: 1_000 }, () => randomBaseline(series, { count: 3, random })).flat();
    const early = all.filter(({ at }) => at < 50_000).length / all.length;
    // 3,000 throws: three standard deviations are 0.027.
    expect(Math.abs(early - 0.5)).toBeLessThan(0.03);
  });
});
