import { expect, it } from 'vitest';
import type { TrialAlert } from '../../../domain/rule-set.ts';
import { compareTrial, toLanes } from './trial-compare.ts';

function alert(at: number, returnedAt: number | null, changes: Partial<TrialAlert> = {}): TrialAlert {
  return {
    ruleId: 'water-depth',
    deviceId: 'w-1',
    at,
    returnedAt,
    severity: 3,
    isForecast: false,
    isConfirmed: false,
    ...changes,
  };
}

function compare(tried: readonly TrialAlert[], present: readonly TrialAlert[]) {
  return compareTrial({ alerts: tried, presentAlerts: present }, 1_000_000).map(
    ({ change, shift_s }) => [change, shift_s] as const,
  );
}

it.each([
  ['the same', [alert(10_000, 20_000)], [alert(10_500, 60_000)], [['same', -0.5]]],
  ['earlier', [alert(10_000, 90_000)], [alert(40_000, 90_000)], [['earlier', -30]]],
  ['later', [alert(40_000, null)], [alert(10_000, 90_000)], [['later', 30]]],
  ['new', [alert(10_000, 20_000)], [], [['new', null]]],
  ['gone', [], [alert(10_000, null)], [['gone', null]]],
  [
    'apart in time',
    [alert(500_000, null)],
    [alert(10_000, 20_000)],
    [
      ['gone', null],
      ['new', null],
    ],
  ],
  [
    'of another device',
    [alert(10_000, null)],
    [alert(10_000, null, { deviceId: 'w-2' })],
    [
      ['new', null],
      ['gone', null],
    ],
  ],
] as const)('tells what is %s', (...[, tried, present, expected]) => {
  expect(compare(tried, present)).toEqual(expected);
});

it('takes each alert for one counterpart only', () => {
  const tried = [alert(10_000, 20_000), alert(30_000, 40_000)];
  expect(compare(tried, [alert(5_000, 60_000)])).toEqual([
    ['later', 5],
    ['new', null],
  ]);
});

it('puts the device with most differences first', () => {
  const pairs = compareTrial(
    {
      alerts: [alert(1_000, 2_000), alert(5_000, 6_000, { deviceId: 'w-2' })],
      presentAlerts: [alert(1_000, 2_000)],
    },
    1_000_000,
  );
  expect(toLanes(pairs).map(({ deviceId, differences }) => [deviceId, differences])).toEqual([
    ['w-2', 1],
    ['w-1', 0],
  ]);
});
