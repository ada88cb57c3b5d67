import { expect, it } from 'vitest';
import { toRoute } from './router.ts';
import { subjectOf } from './viewing.ts';

it.each([
  ['/alerts/a%3A1', 'alert:a:1'],
  ['/incidents/i1', 'incident:i1'],
  ['/cases/C-20261122-001', 'case:C-20261122-001'],
  ['/cases', null],
  ['/devices/d1', null],
  ['/', null],
])('what the address %s has open is told to the other screens as %s', (path, subject) => {
  expect(subjectOf(toRoute(path, ''))).toBe(subject);
});
