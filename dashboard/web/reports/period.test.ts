import { describe, expect, it } from 'vitest';
import { chosenPeriod, dayStart, periodAround, toDate } from './period.ts';

const at = (...[day, hour = 0]: readonly number[]): number => new Date(2026, 10, day ?? 1, hour).getTime();
const now = at(22, 14);

describe('the period of an address', () => {
  it.each([
    ['', '7', at(16), now, at(9), at(15, 14)],
    ['days=1', '1', at(22), now, at(21), at(21, 14)],
    ['days=8', '7', at(16), now, at(9), at(15, 14)],
    ['from=2026-11-02&to=2026-11-08', 'own', at(2), at(9), at(-5), at(2)],
    ['from=2026-11-20&to=2026-11-22', 'own', at(20), now, at(17), at(19, 14)],
    ['from=2026-11-08&to=2026-11-02', '7', at(16), now, at(9), at(15, 14)],
  ])('%s', (...[search, choice, from, to, beforeFrom, beforeTo]) => {
    expect(chosenPeriod(new URLSearchParams(search), now)).toEqual({
      choice,
      period: { from, to },
      before: { from: beforeFrom, to: beforeTo },
    });
  });

  it.each([
    ['2026-11-22', at(22)],
    ['2026-02-31', null],
    ['today', null],
    [null, null],
  ])('knows a date: %s', (date, start) => expect(dayStart(date)).toBe(start));
});

describe('a report’s period', () => {
  it.each([
    ['day', at(18, 9), at(18), at(19)],
    ['week', at(18, 9), at(16), now],
    ['week', at(15, 23), at(9), at(16)],
    ['month', at(18), at(1), now],
  ] as const)('is the %s around the date, up to now', (...[length, date, from, to]) => {
    expect(periodAround(length, date, now)).toEqual({ from, to });
  });

  it('is said as a date', () => expect(toDate(at(3, 23))).toBe('2026-11-03'));
});
