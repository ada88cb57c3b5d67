import { describe, expect, it } from 'vitest';
import { createTestDevice } from './test-device.ts';

const hour = 3600;
const day = 24 * hour;

/** Levels at these times after Monday 00:00 in China. */
function levelsAt(during: unknown, times_s: readonly number[]): number[] {
  const device = createTestDevice({ during });
  return times_s.map((time_s) => device.pass(time_s));
}

describe('a schedule', () => {
  it('has no value but that it is time', () => {
    const device = createTestDevice({ during: { from: '00:00', to: '01:00' } });
    device.pass(0);
    expect(device.verdict()).toMatchObject({ metric: -1, value: 1 });
    expect(device.evaluator).toMatchObject({ quantity: 'schedule', thresholds: [1] });
  });

  it('holds from its beginning to just before its end', () => {
    const times = [8 * hour - 0.001, 8 * hour, 12 * hour, 18 * hour - 0.001, 18 * hour];
    expect(levelsAt({ from: '08:00', to: '18:00' }, times)).toEqual([0, 1, 1, 1, 0]);
  });

  it('goes over midnight', () => {
    const times = [0, 6 * hour - 1, 6 * hour, 22 * hour - 1, 22 * hour, day];
    expect(levelsAt({ from: '22:00', to: '06:00' }, times)).toEqual([1, 1, 0, 0, 1, 1]);
  });

  it('belongs to the day on which it began', () => {
    const fridayNight = { days: ['fri'], from: '22:00', to: '06:00' };
    const times = [4 * day + hour, 4 * day + 23 * hour, 5 * day + hour, 5 * day + 23 * hour];
    expect(levelsAt(fridayNight, times)).toEqual([0, 1, 1, 0]);
    const weekend = { days: ['sat', 'sun'], from: '00:00', to: '23:59' };
    expect(
      levelsAt(
        weekend,
        [4 * day, 5 * day, 6 * day, 7 * day].map((time) => time + hour),
      ),
    ).toEqual([0, 1, 1, 0]);
  });

  it('follows the offset that it gives', () => {
    // 00:00 in China is 16:00 the day before in London.
    expect(levelsAt({ from: '15:30', to: '16:30', utc_offset_h: 0 }, [0, hour])).toEqual([1, 0]);
  });

  it('wakes at its edges', () => {
    const device = createTestDevice({ during: { days: ['mon'], from: '22:00', to: '06:00' } });
    device.pass(0);
    expect(device.wakeAt_s()).toBe(22 * hour);
    device.pass(22 * hour);
    expect(device.wakeAt_s()).toBe(30 * hour);
    expect(device.verdict().since).toBe(device.view.now);
    device.pass(30 * hour);
    expect(device.wakeAt_s()).toBe(7 * day + 22 * hour);
  });

  it('speaks by our clock, in the times of the device', () => {
    const device = createTestDevice({ during: { from: '08:00', to: '18:00' } });
    device.pass(0);
    device.view.now -= 3600 * 1000;
    expect(device.wakeAt_s()).toBe(7 * hour);
  });
});
