import { expect, it } from 'vitest';
import { timeTicks } from './time-ticks.ts';

const start = new Date(2026, 10, 21, 22, 10).getTime();

it.each([
  [1, ['22:15', '22:30', '22:45', '23:00']],
  [6, ['23:00', '11-22', '01:00', '02:00', '03:00', '04:00']],
  [72, ['11-22', '12:00', '11-23', '12:00', '11-24', '12:00']],
])('%i hours have round moments', (hours, words) => {
  expect(timeTicks(start, start + hours * 3_600_000, 6).map((tick) => tick.words)).toEqual(words);
});
