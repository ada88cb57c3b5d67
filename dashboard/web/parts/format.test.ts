import { describe, expect, it } from 'vitest';
import { dictionary } from '../shell/dictionary.ts';
import { formatAge, formatDelay, formatDuration, formatMoment, formatValue } from './format.ts';

describe('numbers and times', () => {
  it.each([
    [-5, '0秒', '0 s'],
    [59_999, '59秒', '59 s'],
    [187_000, '3分07秒', '3 min 07 s'],
    [7_500_000, '2小时05分', '2 h 05 min'],
    [97_200_000, '1天3小时', '1 d 3 h'],
  ])('tells an age of %i ms', (ageMs, zh, en) => {
    expect(formatAge(ageMs, 'zh')).toBe(zh);
    expect(formatAge(ageMs, 'en')).toBe(en);
  });

  it.each([
    [0.4, '0 秒', '0 s'],
    [95, '95 秒', '95 s'],
    [150, '2.5 分钟', '2.5 min'],
    [7_140, '119 分钟', '119 min'],
    [21_600, '6 小时', '6 h'],
    [259_200, '3 天', '3 d'],
  ])('tells how long %d s are', (duration_s, zh, en) => {
    expect(formatDuration(duration_s, 'zh')).toBe(zh);
    expect(formatDuration(duration_s, 'en')).toBe(en);
  });

  it.each([
    [85.4, '85 ms'],
    [1_234, '1.2 s'],
    [75_000, '75 s'],
  ])('tells a delay of %d ms', (delayMs, words) => expect(formatDelay(delayMs)).toBe(words));

  it('adds the date where it is not today', () => {
    const now = new Date(2026, 10, 21, 14, 2, 5).getTime();
    expect(formatMoment(now, now)).toBe('14:02:05');
    expect(formatMoment(now - 86_400_000, now)).toBe('11-20 14:02:05');
    expect(formatMoment(new Date(2025, 0, 2, 3, 4, 5).getTime(), now)).toBe('2025-01-02 03:04:05');
  });

  it('shows values with their unit, switches as words', () => {
    const words = { on: 'Yes', off: 'No' };
    expect(formatValue(0.3125, { kind: 'water', name: 'depth_m' }, words)).toBe('0.313 m');
    expect(formatValue(1, { kind: 'smoke', name: 'alarm' }, words)).toBe('Yes');
    expect(formatValue(4, { kind: 'elevator', name: 'service_mode' }, words)).toBe('4');
  });
});

/** What is filled in, in any order. */
const holes = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(String).toSorted();

describe('the dictionary', () => {
  it('fills in the same values in both languages', () => {
    for (const { zh, en } of Object.values(dictionary)) {
      expect(zh).not.toBe('');
      expect(holes(zh)).toEqual(holes(en));
    }
  });
});
