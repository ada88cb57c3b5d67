import { describe, expect, it } from 'vitest';
import { daysOf, isWithin, overlap_ms, shiftAt, spansOfShift } from './spans.ts';
import { addDays, fromZoned, toZoned } from './time-zone.ts';

const hour_ms = 3_600_000;
const name = { zh: '班', en: 'shift' };

describe('wall-clock time', () => {
  it.each([
    ['Asia/Shanghai', '2026-11-21', '08:00', '2026-11-21T00:00:00Z'],
    ['Asia/Kathmandu', '2026-11-21', '08:00', '2026-11-21T02:15:00Z'],
    ['Asia/Kolkata', '2026-02-28', '23:59', '2026-02-28T18:29:00Z'],
    ['Europe/Berlin', '2026-01-15', '08:00', '2026-01-15T07:00:00Z'],
    ['Europe/Berlin', '2026-07-15', '08:00', '2026-07-15T06:00:00Z'],
    // Set forward: 02:30 is left out and read as 03:30.
    ['Europe/Berlin', '2026-03-29', '02:30', '2026-03-29T01:30:00Z'],
    // Set back: 02:30 is shown twice, and the first counts.
    ['Europe/Berlin', '2026-10-25', '02:30', '2026-10-25T00:30:00Z'],
    ['Europe/Berlin', '2026-10-25', '03:00', '2026-10-25T02:00:00Z'],
    // Midnight itself is left out.
    ['America/Santiago', '2026-09-06', '00:00', '2026-09-06T04:00:00Z'],
    ['Pacific/Kiritimati', '2026-01-01', '00:00', '2025-12-31T10:00:00Z'],
  ])('%s %s %s is %s', (...[timeZone, date, time, instant]) => {
    expect(new Date(fromZoned({ date, time }, timeZone)).toISOString()).toBe(instant.replace('Z', '.000Z'));
  });

  it('is read back as it was written', () => {
    const at = Date.parse('2026-12-31T16:00:59Z');
    expect(toZoned(at, 'Asia/Shanghai')).toEqual({ date: '2027-01-01', time: '00:00' });
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
  });
});

describe('days of a period', () => {
  it.each([
    ['Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-30T22:00:00Z', [23, 24]],
    ['Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-26T23:00:00Z', [25, 24]],
    ['Asia/Shanghai', '2026-02-27T16:00:00Z', '2026-03-01T16:00:00Z', [24, 24]],
    ['Asia/Shanghai', '2026-02-27T20:00:00Z', '2026-02-28T17:00:00Z', [20, 1]],
  ])('%s from %s to %s has %j hours', (...[timeZone, from, to, hours]) => {
    const days = daysOf({ from: Date.parse(from), to: Date.parse(to) }, timeZone);
    expect(days.map((day) => (day.to - day.from) / hour_ms)).toEqual(hours);
  });
});

describe('shifts', () => {
  const night = { id: 'night', name, from: '20:00', to: '08:00' };
  const day = { id: 'day', name, from: '08:00', to: '20:00' };

  it.each([
    ['over an ordinary midnight', '2026-11-20T12:00:00Z', 'Asia/Shanghai', 12],
    ['over a clock set forward', '2026-03-28T19:00:00Z', 'Europe/Berlin', 11],
    ['over a clock set back', '2026-10-24T18:00:00Z', 'Europe/Berlin', 13],
  ])('%s', (...[, from, timeZone, hours]) => {
    const at = Date.parse(from);
    const shift = shiftAt(at + hour_ms, { shifts: [day, night], timeZone });
    expect(shift).toEqual({ id: 'night', name, from: at, to: at + hours * hour_ms });
    expect(shiftAt(at - 1, { shifts: [day, night], timeZone }).id).toBe('day');
    expect(shiftAt(shift.to, { shifts: [day, night], timeZone }).id).toBe('day');
  });

  it('are cut to the period, the one that began the day before among them', () => {
    const period = { from: Date.parse('2026-11-20T16:00:00Z'), to: Date.parse('2026-11-21T16:00:00Z') };
    const hours = (shift: typeof day): number[] =>
      spansOfShift(shift, period, 'Asia/Shanghai').map(({ from, to }) => (to - from) / hour_ms);
    expect(hours(night)).toEqual([8, 4]);
    expect(hours(day)).toEqual([12]);
  });

  it('are the whole day where there are none, or none at that hour', () => {
    const at = Date.parse('2026-11-21T13:00:00Z');
    const whole = { from: Date.parse('2026-11-20T16:00:00Z'), to: Date.parse('2026-11-21T16:00:00Z') };
    expect(shiftAt(at, { shifts: [], timeZone: 'Asia/Shanghai' })).toMatchObject({ id: null, ...whole });
    expect(shiftAt(at, { shifts: [day], timeZone: 'Asia/Shanghai' })).toMatchObject({ id: null, ...whole });
  });

  it('that overlap: the one that began last', () => {
    const late = { id: 'late', name, from: '16:00', to: '00:00' };
    const settings = { shifts: [late, day], timeZone: 'Asia/Shanghai' };
    expect(shiftAt(Date.parse('2026-11-21T09:00:00Z'), settings).id).toBe('late');
  });

  it('that end when they begin last a day', () => {
    const all = { id: 'all', name, from: '08:00', to: '08:00' };
    const { from, to } = shiftAt(Date.parse('2026-11-21T09:00:00Z'), {
      shifts: [all],
      timeZone: 'Asia/Shanghai',
    });
    expect((to - from) / hour_ms).toBe(24);
  });
});

describe('spans', () => {
  const spans = [
    { from: 0, to: 10 },
    { from: 20, to: 30 },
  ];
  it.each([
    [[{ from: 5, to: 25 }], 10],
    [[{ from: 10, to: 20 }], 0],
    [[{ from: -5, to: 50 }], 20],
    [
      [
        { from: 1, to: 2 },
        { from: 9, to: 21 },
        { from: 29, to: 40 },
      ],
      4,
    ],
  ])('%j overlap by %d', (some, length) => {
    expect(overlap_ms(some, spans)).toBe(length);
    expect(overlap_ms(spans, some)).toBe(length);
  });

  it('include their beginning and not their end', () => {
    expect([-1, 0, 9, 10, 19, 20, 30].map((at) => isWithin(at, spans))).toEqual([
      false,
      true,
      true,
      false,
      false,
      true,
      false,
    ]);
    expect(isWithin(0, [])).toBe(false);
  });
});
