import { expect, it } from 'vitest';
import { simulateHistory } from '../../simulators/history.ts';
import { toKnownEvents } from './read-events.ts';
import { toSparkline } from './sparkline.ts';

function line(time: number, role: string | null, deviceId = 'a') {
  return { deviceId, time, until: null, role };
}

it.each([
  ['from the first sign to the end', [line(1, 'sign'), line(5, 'failure'), line(9, 'end')], [[1, 9]]],
  [
    'twice',
    [line(1, 'failure'), line(2, 'end'), line(5, 'failure'), line(6, 'end')],
    [
      [1, 2],
      [5, 6],
    ],
  ],
  ['that did not end', [line(1, 'sign'), line(5, 'failure')], [[1, 5]]],
  ['without a failure: none', [line(1, 'sign'), line(9, 'end')], []],
  ['that only looked like trouble: none', [line(1, 'benign')], []],
  [
    'as a stretch of time',
    [{ ...line(3, null), until: 8 }, line(9, null)],
    [
      [3, 8],
      [9, 9],
    ],
  ],
])('an event %s', (_, lines, wanted) => {
  expect(toKnownEvents(lines).map(({ from, to }) => [from, to])).toEqual(wanted);
});

it("each device's events are its own, and those of a simulated fire are one", () => {
  const { truth } = simulateHistory({ scenario: 'kitchen-fire', seed: 1, interval_s: 20 });
  const lines = truth.map(({ deviceId, time, role }) => ({ deviceId, time, role, until: null }));
  const [event, ...others] = toKnownEvents([...lines, line(0, 'failure', 'b')]).filter(
    ({ deviceId }) => deviceId !== 'b',
  );
  expect(others).toEqual([]);
  expect(event?.from).toBe(truth[0]?.time);
});

it.each([
  [[0, 1, 8], 10, '·▁█'],
  [[], 10, ''],
  [[0, 0], 10, '··'],
  [[1, 1, 1, 1, 0, 0, 2, 0], 4, '██·█'],
])('a line of blocks for %j', (counts, width, text) => {
  expect(toSparkline(counts, width)).toBe(text);
});
