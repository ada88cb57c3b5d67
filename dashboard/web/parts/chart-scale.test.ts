import { describe, expect, it } from 'vitest';
import type { ChartData } from './chart-data.ts';
import { gapsOf, nearestIndex, scaleFor, stepIndex, zoomed } from './chart-scale.ts';

const data: ChartData = [
  [10, 20, 25, 40, 50],
  [1, 2, null, 4, 5],
  [1, 2, null, 4, 5],
  [1, 2, null, 4, 5],
];

describe('a scale of values', () => {
  it.each<[string, [number | null, number | null], number[], boolean, [number, number]]>([
    ['leaves room around the values', [10, 20], [], true, [9, 21]],
    ['never makes a quantity seem negative', [0, 10], [], true, [0, 11]],
    ['holds a far limit where it has to', [20, 22], [57], true, [16.3, 60.7]],
    ['leaves a far limit out where it would squeeze the values', [20, 22], [57], false, [19.8, 22.2]],
    ['holds a near limit anyway', [20, 22], [24], false, [19.6, 24.4]],
    ['puts a flat line into the middle', [5, 5], [], true, [4, 6]],
    ['shows the limits where there is no value', [null, null], [1, 2], false, [0.9, 2.1]],
    ['is something where there is nothing at all', [null, null], [], true, [0, 1]],
  ])('%s', (...[, values, limits, holdsAll, [low, high]]) => {
    const scale = scaleFor(values, limits, holdsAll);
    expect(scale[0]).toBeCloseTo(low);
    expect(scale[1]).toBeCloseTo(high);
  });
});

describe('gaps', () => {
  it('lie where values are missing, and after the last one when that is too old', () => {
    expect(gapsOf(data, [0, 100], null)).toEqual([{ from: 20, to: 40 }]);
    expect(gapsOf(data, [0, 100], 30)).toEqual([
      { from: 20, to: 40 },
      { from: 50, to: 100 },
    ]);
    expect(gapsOf(data, [0, 60], 30)).toHaveLength(1);
    expect(gapsOf(data, [41, 60], null)).toEqual([]);
  });
});

describe('the cursor', () => {
  it('stands at the nearest value and steps over what is missing', () => {
    expect([0, 14, 16, 24, 99].map((time) => nearestIndex(data[0], time))).toEqual([0, 0, 1, 2, 4]);
    expect(nearestIndex([], 5)).toBeNull();
    expect([
      stepIndex(data, 1, 1),
      stepIndex(data, 3, -1),
      stepIndex(data, 0, 10),
      stepIndex(data, 4, 1),
    ]).toEqual([3, 1, 4, 4]);
  });

  it('is what a zoom keeps in its place', () => {
    expect(zoomed([0, 100], 25, 0.5)).toEqual([12.5, 62.5]);
    expect(zoomed([0, 100], 50, 2)).toEqual([-50, 150]);
    const [from, to] = zoomed([0, 12], 6, 0.5);
    expect(to - from).toBe(10);
  });
});
