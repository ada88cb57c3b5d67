import { expect, it } from 'vitest';
import { createCommitMarks } from './commit-marks.ts';

it('tells how long ago the commit of a record was', () => {
  let now = 0;
  const marks = createCommitMarks({ size: 3, firstOffset: 11 }, () => now);
  const commit = (at: number, lastOffset: number): void => {
    now = at;
    marks.note(lastOffset);
  };
  expect(marks.since(11)).toBeNull();
  commit(100, 12);
  commit(200, 15);
  now = 1_000;
  expect([11, 12, 13, 15, 16].map((offset) => marks.since(offset))).toEqual([900, 900, 800, 800, null]);
  // From before the start.
  expect(marks.since(10)).toBeNull();
  commit(1_000, 16);
  commit(1_000, 17);
  // Its commit is forgotten: at least since the oldest that is known.
  expect(marks.since(11)).toBe(800);
});
