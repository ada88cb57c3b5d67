import { describe, expect, it } from 'vitest';
import type { Duty } from '../../../domain/desk-settings.ts';
import { dutyWeek, placeInWeek } from './duty-week.ts';

const name = { zh: '', en: '' };
const shifts = [
  { id: 'day', name, from: '08:00', to: '20:00' },
  { id: 'night', name, from: '20:00', to: '08:00' },
];
const seats = [{ id: 'fire', name, areas: [], kinds: [] }];
const monday = '2026-11-16';
const day = 1_440;

function duty(shift: string, changes: Partial<Duty> = {}): Duty {
  return {
    shift,
    role: 'shiftLeader',
    seat: null,
    recipient: 'li',
    days: [],
    fromDate: null,
    toDate: null,
    ...changes,
  };
}

function leaders(duties: readonly Duty[]) {
  return dutyWeek({ seats, shifts, duties }, monday).find(({ role }) => role === 'shiftLeader');
}

describe('a week of duties', () => {
  it('has no gap where shifts go around the clock', () => {
    const week = leaders([duty('day'), duty('night', { recipient: 'zhao' })]);
    expect(week?.gaps).toEqual([]);
    // Sunday's night of the week before, Monday's day, and Monday's night up to midnight.
    expect(week?.blocks.slice(0, 3)).toEqual([
      { shift: 'night', recipients: ['zhao'], from: 0, to: 480 },
      { shift: 'day', recipients: ['li'], from: 480, to: 1_200 },
      { shift: 'night', recipients: ['zhao'], from: 1_200, to: day },
    ]);
  });

  it('tells when nobody is on duty', () => {
    const everyNight = duty('night');
    const workdays = duty('day', { days: [1, 2, 3, 4, 5] });
    expect(leaders([everyNight, workdays])?.gaps).toEqual([
      { from: 5 * day + 480, to: 5 * day + 1_200 },
      { from: 6 * day + 480, to: 6 * day + 1_200 },
    ]);
    expect(leaders([])?.gaps).toEqual([{ from: 0, to: 7 * day }]);
  });

  it('keeps to dates', () => {
    const dated = duty('day', { fromDate: '2026-11-17', toDate: '2026-11-18' });
    expect(leaders([dated])?.blocks.map(({ from }) => from)).toEqual([day + 480, 2 * day + 480]);
  });

  it('puts those of one shift together, and each seat by itself', () => {
    const two = [duty('day', { days: [1] }), duty('day', { days: [1], recipient: 'zhao' })];
    expect(leaders(two)?.blocks.map(({ recipients }) => recipients)).toEqual([['li', 'zhao']]);
    const seated = dutyWeek(
      { seats, shifts, duties: [duty('day', { role: 'operator', seat: 'fire' })] },
      monday,
    );
    expect(seated.map(({ role, seat }) => [role, seat])).toEqual([
      ['shiftLeader', null],
      ['operator', 'fire'],
    ]);
  });
});

it.each([
  ['2026-11-22T15:59:00Z', '2026-11-16', 7 * day - 1],
  ['2026-11-22T16:00:00Z', '2026-11-23', 0],
  ['2026-11-17T01:30:00Z', '2026-11-16', day + 570],
])('%s lies in the week of %s', (at, expected, minute) => {
  expect(placeInWeek(Date.parse(at), 'Asia/Shanghai')).toEqual({ monday: expected, minute });
});
