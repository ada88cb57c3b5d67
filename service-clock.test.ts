import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import { createServiceClock, type ServiceClock } from './service-clock.ts';

const minute = 60_000;
const start = 1_800_000_000_000;

describe('the clock of the service', () => {
  let passed: number;
  let set: number;
  let clock: ServiceClock;

  beforeEach(() => {
    [passed, set] = [0, 0];
    clock = createServiceClock({
      log: pino({ level: 'silent' }),
      wall: () => start + Math.floor(passed) + set,
      monotonic: () => passed,
    });
  });

  /** What the clock says has passed after each step. */
  function wait(ms: number, steps = 1): number {
    let last = clock.now();
    for (let step = 0; step < steps; step += 1) {
      passed += ms / steps;
      const now = clock.now();
      expect(now).toBeGreaterThanOrEqual(last);
      last = now;
    }
    return last - start;
  }

  it("goes with the system's", () => {
    expect(wait(minute, 7)).toBe(minute);
    expect(clock.lead_ms()).toBe(0);
  });

  it.each([1, 100])('goes on a little slower when that is set back, looked at %d times', (steps) => {
    set = -50_000;
    expect(wait(100_000, steps)).toBeCloseTo(80_000, -1);
    expect(clock.lead_ms()).toBeCloseTo(30_000, -1);
    wait(3 * minute, steps);
    expect(clock.lead_ms()).toBe(0);
  });

  it.each([1, 100])('goes on a little faster when that is set forward, looked at %d times', (steps) => {
    set = 50_000;
    expect(wait(100_000, steps)).toBeCloseTo(125_000, -1);
    wait(2 * minute, steps);
    expect(clock.lead_ms()).toBe(0);
  });

  it('hardly notices one that is set and set right again', () => {
    set = 50_000;
    wait(2_000, 20);
    set = 0;
    const off = wait(1_000, 20) - 3_000;
    expect(off).toBeGreaterThan(0);
    expect(off).toBeLessThan(500);
    expect(wait(10_000, 20)).toBe(13_000);
  });

  it.each([
    ['an hour and more back', -3_600_001],
    ['a minute and more forward', 60_001],
  ])('believes one that is set by %s', (_words, by) => {
    set = by;
    expect(clock.now()).toBe(start + by);
  });

  it('goes on from where the records were before a restart, unless they are far ahead', () => {
    clock.goOnFrom(start + 30 * minute);
    expect(clock.now()).toBe(start + 30 * minute);
    clock.goOnFrom(start);
    expect(clock.now()).toBe(start + 30 * minute);
    clock.goOnFrom(start + 120 * minute);
    expect(clock.now()).toBe(start + 30 * minute);
  });
});
