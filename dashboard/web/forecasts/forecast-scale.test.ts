import { expect, it } from 'vitest';
import { scaleMarks, scaleOf, toScale } from './forecast-scale.ts';

const minute_ms = 60_000;

it.each([
  [5_000, 1],
  [61_000, 2],
  [11 * minute_ms, 15],
  [100 * 3_600_000, 1_440],
])('takes for %d ms the least round scale that holds it: %d min', (farthest_ms, minutes) => {
  expect(scaleOf(farthest_ms)).toBe(minutes * minute_ms);
});

it('gives the last minutes more room, and nothing beyond its ends', () => {
  expect([-5, 0, 25, 100, 400].map((ahead) => toScale(ahead, 100))).toEqual([0, 0, 0.5, 1, 1]);
});

it.each([1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1_440])(
  'marks %d min so that no two crowd each other',
  (minutes) => {
    const marks = scaleMarks(minutes * minute_ms);
    expect(marks.length).toBeGreaterThanOrEqual(3);
    expect(marks.at(-1)?.ahead_ms).toBe(minutes * minute_ms);
    for (const [index, { at }] of marks.entries())
      expect(at - (marks[index - 1]?.at ?? 0)).toBeGreaterThan(0.069);
  },
);
