import { expect, it } from 'vitest';
import { createDelayWindows } from './delay-windows.ts';

it('tells the quantiles of each window by nearest rank', () => {
  const windows = createDelayWindows(200);
  for (let n = 1; n <= 100; n += 1) windows.add(n * 1_000, n);
  expect(windows.since(0)).toEqual({ p50_ms: 50, p99_ms: 99, count: 100, missed: 0 });
  expect(windows.since(91_000)).toEqual({ p50_ms: 95, p99_ms: 100, count: 10, missed: 0 });
  expect(windows.since(200_000)).toEqual({ p50_ms: null, p99_ms: null, count: 0, missed: 0 });
});

it('counts what did not arrive as endless', () => {
  const windows = createDelayWindows(200);
  for (let n = 1; n <= 97; n += 1) windows.add(n, 10);
  windows.add(98, Infinity);
  windows.add(99, Infinity);
  windows.add(100, 10);
  expect(windows.since(0)).toEqual({ p50_ms: 10, p99_ms: null, count: 100, missed: 2 });
});

it('forgets the oldest beyond its size', () => {
  const windows = createDelayWindows(3);
  for (const delay of [1, 2, 3, 4]) windows.add(delay, delay);
  expect(windows.since(0)).toMatchObject({ p50_ms: 3, count: 3 });
});
