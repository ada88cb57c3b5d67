import { describe, expect, it } from 'vitest';
import { alertPlausibleMs, createDelayMeter } from './delay-meter.ts';

describe('the delay from sensor to screen', () => {
  it.each([
    ['counts from the measurement', { time: 1_000, receivedAt: 1_080, shownAt: 1_200 }, 200],
    [
      'counts from arrival when the device lives in another year',
      { time: 5, receivedAt: 1_000_000, shownAt: 1_000_090 },
      90,
    ],
    [
      'is not shortened by a device clock that is ahead',
      { time: 31_000, receivedAt: 1_000, shownAt: 1_150 },
      150,
    ],
  ])('%s', (_name, sample, delayMs) => {
    const meter = createDelayMeter();
    meter.add({ ...sample, errorMs: 0 });
    expect(meter.summary(sample.shownAt)).toEqual({
      medianMs: delayMs,
      p99Ms: delayMs,
      count: 1,
      errorMs: 0,
    });
  });

  it('does not take the wait that a rule asks for as a delay', () => {
    const meter = createDelayMeter();
    meter.add({ time: 1_000, receivedAt: 6_000, shownAt: 6_050, errorMs: 0 }, alertPlausibleMs);
    expect(meter.summary(6_050)?.medianMs).toBe(50);
  });

  it('tells the median and the 99th percentile of the last ten minutes', () => {
    const meter = createDelayMeter();
    meter.add({ time: 0, receivedAt: 0, shownAt: 50_000, errorMs: 0 });
    const start = 1_000_000;
    for (let n = 1; n <= 100; n += 1)
      meter.add({ time: start, receivedAt: start, shownAt: start + n, errorMs: 0 });
    expect(meter.summary(start + 100)).toEqual({ medianMs: 50, p99Ms: 99, count: 100, errorMs: 0 });
    expect(meter.summary(start + 20 * 60_000)).toBeNull();
  });

  it('leaves out what was measured while the clock was known badly, once it is known well', () => {
    const meter = createDelayMeter();
    meter.add({ time: 0, receivedAt: 0, shownAt: 10, errorMs: 900 });
    expect(meter.summary(10)).toEqual({ medianMs: 10, p99Ms: 10, count: 1, errorMs: 900 });
    for (const errorMs of [2, 4, 20]) meter.add({ time: 1_000, receivedAt: 1_000, shownAt: 1_180, errorMs });
    expect(meter.summary(1_180)).toEqual({ medianMs: 180, p99Ms: 180, count: 2, errorMs: 4 });
  });
});
