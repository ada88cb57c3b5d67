import { expect, it } from 'vitest';
import { addDays, dateIn, daysBetween, isCalendarDate } from './calendar-date.ts';

it.each([
  ['2026-11-22', true],
  ['2028-02-29', true],
  ['2026-02-29', false],
  ['2026-13-01', false],
  ['2026-1-01', false],
  ['2026-11-22T00:00:00Z', false],
  ['', false],
])('%s is a day: %s', (text, expected) => {
  expect(isCalendarDate(text)).toBe(expected);
});

it.each([
  ['2026-11-22', '2026-11-22', 0],
  ['2026-02-28', '2026-03-01', 1],
  ['2028-02-28', '2028-03-01', 2],
  ['2027-01-01', '2026-12-31', -1],
])('from %s to %s are %i days', (from, to, days) => {
  expect(daysBetween(from, to)).toBe(days);
  expect(addDays(from, days)).toBe(to);
});

it('the day is the one on the wall of that zone', () => {
  const at = Date.parse('2026-11-22T16:30:00Z');
  expect(dateIn('Asia/Shanghai', at)).toBe('2026-11-23');
  expect(dateIn('UTC', at)).toBe('2026-11-22');
});
