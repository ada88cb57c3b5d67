import { describe, expect, it } from 'vitest';
import type { DeskSettings } from '../../domain/desk-settings.ts';
import { dayWithin, onDuty, toWallTime } from './roster.ts';

type Roster = Pick<DeskSettings, 'timeZone' | 'shifts' | 'duties'>;
const name = { zh: '', en: '' };

function duty(shift: string, recipient: string, rest: Partial<DeskSettings['duties'][number]> = {}) {
  const always = { seat: null, days: [], fromDate: null, toDate: null };
  return { shift, role: 'shiftLeader', recipient, ...always, ...rest } as const;
}

const street: Roster = {
  timeZone: 'Asia/Shanghai',
  shifts: [
    { id: 'day', name, from: '08:00', to: '20:00' },
    { id: 'night', name, from: '20:00', to: '08:00' },
  ],
  duties: [
    duty('day', 'li', { days: [1, 2, 3, 4, 5] }),
    duty('day', 'wang', { days: [6, 7] }),
    duty('night', 'zhao', { days: [1, 2, 3, 4] }),
    duty('night', 'qian', { days: [5, 6, 7], fromDate: '2026-11-20', toDate: '2026-11-22' }),
  ],
};

describe('a roster in Shanghai', () => {
  it.each([
    // 2026-11-20 is a Friday.
    ['Friday, the day begins', '2026-11-20T08:00:00+08:00', ['li']],
    ['a second before', '2026-11-20T07:59:59+08:00', ['zhao']],
    ['Friday night', '2026-11-20T20:00:00+08:00', ['qian']],
    ['Saturday before dawn belongs to Friday', '2026-11-21T03:00:00+08:00', ['qian']],
    ['Saturday', '2026-11-21T12:00:00+08:00', ['wang']],
    ['Monday before dawn is the last of Sunday night', '2026-11-23T07:59:00+08:00', ['qian']],
    ['the next Friday night, after the last date', '2026-11-27T21:00:00+08:00', []],
    ['the Friday night before the first date', '2026-11-13T21:00:00+08:00', []],
    ['Monday night', '2026-11-23T23:00:00+08:00', ['zhao']],
    ['Tuesday before dawn', '2026-11-24T00:00:00+08:00', ['zhao']],
  ])('%s', (_when, at, expected) => {
    expect(onDuty(street, 'shiftLeader', Date.parse(at))).toEqual(expected);
  });

  it('knows roles apart, and names nobody twice', () => {
    const at = Date.parse('2026-11-20T12:00:00+08:00');
    expect(onDuty(street, 'operator', at)).toEqual([]);
    const twice = { ...street, duties: [...street.duties, duty('day', 'li')] };
    expect(onDuty(twice, 'shiftLeader', at)).toEqual(['li']);
  });
});

describe('hours where the clock is put forward and back', () => {
  const berlin: Roster = {
    timeZone: 'Europe/Berlin',
    shifts: [
      { id: 'early', name, from: '02:30', to: '10:00' },
      { id: 'night', name, from: '22:00', to: '02:30' },
    ],
    duties: [duty('early', 'early'), duty('night', 'night', { days: [6] })],
  };
  it.each([
    // Put forward on Sunday 2026-03-29 at 02:00 to 03:00: there is no 02:30, so the shift begins at 03:00.
    ['a minute before it is put forward', '2026-03-29T00:59:00Z', ['night']],
    ['once it is', '2026-03-29T01:00:00Z', ['early']],
    ['the end, an hour sooner than usual', '2026-03-29T07:59:00Z', ['early']],
    ['after it', '2026-03-29T08:00:00Z', []],
    // Put back on Sunday 2026-10-25 at 03:00 to 02:00: 02:15 and 02:45 come twice.
    ['02:15, the first', '2026-10-25T00:15:00Z', ['night']],
    ['02:45, the first', '2026-10-25T00:45:00Z', ['early']],
    ['02:15, the second', '2026-10-25T01:15:00Z', ['night']],
    ['02:45, the second', '2026-10-25T01:45:00Z', ['early']],
    ['the end', '2026-10-25T09:00:00Z', []],
    ['the night before, which began on Saturday', '2026-10-24T21:00:00Z', ['night']],
    ['Sunday night is not Saturday night', '2026-10-25T22:00:00Z', []],
  ])('%s', (_when, at, expected) => {
    expect(onDuty(berlin, 'shiftLeader', Date.parse(at))).toEqual(expected);
  });

  it('tell the wall time of any place', () => {
    const at = Date.parse('2026-12-31T23:30:00Z');
    expect(toWallTime(at, 'Asia/Kathmandu')).toEqual({ date: '2027-01-01', day: 5, minutes: 5 * 60 + 15 });
    expect(toWallTime(at, 'UTC')).toEqual({ date: '2026-12-31', day: 4, minutes: 23 * 60 + 30 });
    expect(() => toWallTime(at, 'Mars/Olympus')).toThrow(RangeError);
  });

  it.each([
    ['around the clock', { from: '00:00', to: '00:00', days: [] }, '2026-11-22'],
    ['around the clock from noon: since yesterday', { from: '12:00', to: '12:00', days: [] }, '2026-11-21'],
    ['of the day before only', { from: '22:00', to: '06:00', days: [6] }, '2026-11-21'],
    ['of this day only', { from: '22:00', to: '06:00', days: [7] }, null],
    ['that ended', { from: '01:00', to: '03:00', days: [] }, null],
    ['that begin now', { from: '03:00', to: '03:01', days: [7] }, '2026-11-22'],
  ])('Sunday 03:00 in hours %s', (_what, hours, expected) => {
    expect(dayWithin({ date: '2026-11-22', day: 7, minutes: 180 }, hours)).toBe(expected);
  });
});
