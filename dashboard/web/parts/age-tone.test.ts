import { expect, it } from 'vitest';
import { ageTone } from './age-tone.ts';

it.each([
  [29_000, 1, 'fresh'],
  [30_000, 1, 'due'],
  [60_000, 1, 'late'],
  [299_000, 2, 'fresh'],
  [600_000, 2, 'late'],
  [4 * 3_600_000, 3, 'due'],
  [7 * 86_400_000, 4, 'fresh'],
] as const)('%i ms without an answer at severity %i are %s', (ageMs, severity, tone) => {
  expect(ageTone(ageMs, severity)).toBe(tone);
});
