import { describe, expect, it } from 'vitest';
import { fromLocalTime } from './local-time.ts';

describe('wall-clock times', () => {
  it.each([
    ['2026-06-01T12:00:00', 'UTC', '2026-06-01T12:00:00Z'],
    ['2026-06-01 12:00', 'Asia/Shanghai', '2026-06-01T04:00:00Z'],
    ['2026-6-1 9:05:07.25', 'UTC', '2026-06-01T09:05:07.250Z'],
    ['2026-06-01', 'Asia/Shanghai', '2026-05-31T16:00:00Z'],
    // An hour before and after the clocks change in New York.
    ['2024-03-10T01:30:00', 'America/New_York', '2024-03-10T06:30:00Z'],
    ['2024-03-10T03:30:00', 'America/New_York', '2024-03-10T07:30:00Z'],
    ['2024-11-03T00:30:00', 'America/New_York', '2024-11-03T04:30:00Z'],
    ['2024-11-03T02:30:00', 'America/New_York', '2024-11-03T07:30:00Z'],
  ])('%s in %s is %s', (text, zone, utc) => {
    expect(new Date(fromLocalTime(text, zone)).toISOString()).toBe(new Date(utc).toISOString());
  });

  it.each(['', 'yesterday', '12:00', '2026-06-01T12:00:00Z'])('does not read "%s"', (text) => {
    expect(fromLocalTime(text, 'UTC')).toBeNaN();
  });
});
