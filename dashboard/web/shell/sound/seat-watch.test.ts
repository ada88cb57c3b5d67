import { expect, it } from 'vitest';
import { isWatchedBy } from './seat-watch.ts';

const path = ['district:d1', 'street:s1', 'grid:g1'] as const;

it.each([
  ['all areas and kinds', { areas: [], kinds: [] }, 'g1', path, true],
  ['another kind', { areas: [], kinds: ['water'] }, 'g1', path, false],
  ['its own area', { areas: ['g1'], kinds: ['smoke'] }, 'g1', path, true],
  ['the area above', { areas: ['s1'], kinds: [] }, 'g1', path, true],
  ['another area', { areas: ['s2'], kinds: [] }, 'g1', path, false],
  ['another area, when nobody knows what lies above', { areas: ['s2'], kinds: [] }, 'g1', null, true],
  ['another area, when the alert has no place', { areas: ['s2'], kinds: [] }, null, path, true],
] as const)('a seat with %s', (...[, seat, areaCode, incidentPath, isWatched]) => {
  const incident = incidentPath === null ? undefined : { path: incidentPath };
  expect(isWatchedBy(seat, { kind: 'smoke', areaCode }, incident)).toBe(isWatched);
});
