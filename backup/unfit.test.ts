import { expect, it } from 'vitest';
import { whyUnfit } from './unfit.ts';

it.each([
  { name: 'everything from the beginning', range: [1, 100], places: [0, 50, 100], why: /^$/ },
  { name: 'trimmed up to the slowest', range: [51, 100], places: [50, 60], why: /^$/ },
  { name: 'trimmed beyond the slowest', range: [52, 100], places: [50, 60], why: /trimmed/ },
  { name: 'shorter than a snapshot', range: [1, 100], places: [50, 101], why: /older/ },
  { name: 'nothing yet', range: [1, 0], places: [0], why: /^$/ },
])('a copied journal: $name', ({ range: [firstOffset = 0, lastOffset = 0], places, why }) => {
  expect(whyUnfit({ firstOffset, lastOffset }, places) ?? '').toMatch(why);
});
