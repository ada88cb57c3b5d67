import { describe, expect, it } from 'vitest';
import { createClockOffset } from './clock-offset.ts';
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
    meter.add(sample);
    expect(meter.summary(sample.shownAt)).toEqual({ medianMs: delayMs, p99Ms: delayMs, count: 1 });
  });

  it('does not take the wait that a rule asks for as a delay', () => {
    const meter = createDelayMeter();
    meter.add({ time: 1_000, receivedAt: 6_000, shownAt: 6_050 }, alertPlausibleMs);
    expect(meter.summary(6_050)?.medianMs).toBe(50);
  });

  it('tells the median and the 99th percentile of the last ten minutes', () => {
    const meter = createDelayMeter();
    meter.add({ time: 0, receivedAt: 0, shownAt: 50_000 });
    const start = 1_000_000;
    for (let n = 1; n <= 100; n += 1) meter.add({ time: start, receivedAt: start, shownAt: start + n });
    expect(meter.summary(start + 100)).toEqual({ medianMs: 50, p99Ms: 99, count: 100 });
    expect(meter.summary(start + 20 * 60_000)).toBeNull();
  });
});

describe('the clock offset', () => {
  it('believes the quickest round trip', () => {
    const clock = createClockOffset();
    expect(clock.offset()).toBe(0);
    clock.add({ sentAt: 1_000, receivedAt: 3_000, serverTime: 9_500 });
    clock.add({ sentAt: 5_000, receivedAt: 5_010, serverTime: 12_005 });
    clock.add({ sentAt: 6_000, receivedAt: 6_400, serverTime: 13_000 });
    expect(clock.offset()).toBe(7_000);
    expect(clock.roundTrip()).toBe(10);
  });
});
