import { describe, expect, it } from 'vitest';
import type { Reading } from '../domain/reading.ts';
import { backtest } from './backtest.ts';
import { knownEventsOf } from './known-events.ts';
import { rulesLimits } from './limits.ts';
import { toReading, waterRule } from './test-history.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** Noon in China. */
const start = Date.parse('2026-06-01T12:00:00+08:00');

/** A gauge that tells each minute, a flood of ten minutes at each of the given times. */
function gauge(deviceId: string, floods: readonly number[], { days = 3 } = {}): readonly Reading[] {
  return Array.from({ length: days * 24 * 60 }, (_, index) => {
    const time = start + index * minute;
    const isFlood = floods.some((at) => time >= at && time < at + 10 * minute);
    return { ...toReading('water', time, { depth_m: isFlood ? 0.5 : 0 }), deviceId };
  });
}

const rules = [waterRule({ off_delay_s: 60 })];

describe('a back-test', () => {
  it('counts alerts by rule and day, device-days and what known events confirm', async () => {
    const floods = [start + hour, start + 13 * hour, start + 2 * day];
    const readings = [...gauge('a', floods), ...gauge('b', [start + hour], { days: 1 })];
    const result = await backtest({
      rules,
      readings: readings.toSorted((x, y) => x.receivedAt - y.receivedAt),
      knownEvents: knownEventsOf([
        // Nine minutes before the alert; the other one is another device's.
        { deviceId: 'a', from: start, to: start + 51 * minute },
        { deviceId: 'c', from: start, to: start + 3 * day },
      ]),
    });
    expect(result).toMatchObject({ devices: 2, readings: 4 * 24 * 60, deviceDays: 6, alertsLeftOut: 0 });
    expect(result.span).toEqual({ from: start, to: start + 3 * day - minute });
    const [rule, ...others] = result.rules;
    expect(others).toEqual([]);
    expect(rule).toMatchObject({ ruleId: 'test-depth', alerts: 4, confirmed: 1, retrospective: 0 });
    // 13 hours after noon is tomorrow in China.
    expect([...rule!.byDay.values()]).toEqual([2, 1, 1]);
    const told = result.alerts.map(({ deviceId, raisedAt, returnedAt }) => [
      deviceId,
      (raisedAt - start) / minute,
      ((returnedAt ?? 0) - raisedAt) / minute,
    ]);
    expect(told).toEqual([
      ['a', 60, 11],
      ['b', 60, 11],
      ['a', 13 * 60, 11],
      ['a', 48 * 60, 11],
    ]);
    expect(result.alerts.map(({ isConfirmed }) => isConfirmed)).toEqual([true, false, false, false]);
  });

  it('holds no more alerts than it may, and counts the others', async () => {
    const floods = Array.from({ length: 9 }, (_, index) => start + index * 2 * hour);
    const result = await backtest({ rules, readings: gauge('a', floods, { days: 1 }), alerts_max: 4 });
    expect(result.alerts).toHaveLength(4);
    expect(result.alertsLeftOut).toBe(5);
    expect(result.rules[0]?.alerts).toBe(9);
  });

  it('lets time go on after the last reading only as far as it is told', async () => {
    const slow = [waterRule({ on_delay_s: 50 })];
    const readings = [toReading('water', start, { depth_m: 0.5 })];
    expect((await backtest({ rules: slow, readings })).alerts).toEqual([]);
    const { alerts } = await backtest({ rules: slow, readings, until: start + minute });
    expect(alerts.map(({ raisedAt }) => raisedAt - start)).toEqual([50_000]);
  });

  it('judges what arrived at one instant as one message: a flushed buffer rings nothing', async () => {
    const flushed = [0, 1, 2, 3].map((index) =>
      toReading('water', start + index * 10 * minute, {
        depth_m: index === 1 ? 0.5 : 0,
        at: start + 30 * minute,
      }),
    );
    const { alerts } = await backtest({ rules, readings: flushed });
    expect(alerts.map(({ retrospective }) => retrospective)).toEqual([true]);
  });

  it('says nothing of no readings', async () => {
    const nothing = await backtest({ rules, readings: [], until: start });
    expect(nothing).toMatchObject({ readings: 0, devices: 0, deviceDays: 0, span: null, alerts: [] });
  });

  it('tells how far it is', async () => {
    const told: number[] = [];
    const length = rulesLimits.backtestProgress_readings;
    await backtest({
      rules,
      readings: Array.from({ length }, (_, index) =>
        toReading('water', start + index * minute, { depth_m: 0 }),
      ),
      progress: (count) => told.push(count),
    });
    expect(told).toEqual([length]);
  });
});
