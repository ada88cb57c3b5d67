import { describe, expect, it } from 'vitest';
import { createRecordAges } from './record-ages.ts';

describe('the age of a record', () => {
  const ages = createRecordAges(3);
  for (const [at, lastOffset] of [
    [0, 50],
    [10_000, 100],
    [20_000, 200],
    [30_000, 200],
  ] as const) {
    ages.note({ at, lastOffset });
  }
  const now = { at: 34_000, lastOffset: 240 };

  it.each([
    // The note that it would need was dropped for newer ones, or is the first that is left.
    [40, null],
    [100, null],
    [150, 19],
    [200, 14],
    [220, 2],
    [240, 0],
    [300, 0],
  ])('of %i is %s s', (offset, age) => expect(ages.ageOf(offset, now)).toBe(age));

  it('is not known before anything was noted', () => {
    expect(createRecordAges(3).ageOf(1, now)).toBeNull();
  });
});
