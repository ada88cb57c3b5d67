import { describe, expect, it } from 'vitest';
import type { ChartData } from '../parts/chart-data.ts';
import { chartCone, chartMarkers, chartSpans, chartThresholds } from './chart-story.ts';
import { chartWindow } from './chart-window.ts';
import { testAlert, testForecast } from './test-alert.ts';

const minute = 60_000;
const start = 1_800_000_000_000;
const evidence = {
  metric: 'depth_m',
  quantity: 'value',
  value: 0.3,
  threshold: 0.27,
  comparison: '>=',
  since: start,
  time: start + minute,
  readings: [],
  onDelay_s: 60,
  facts: {},
} as const;
const flood = {
  kind: 'water',
  evidence,
  eventTime: start,
  receivedAt: start + minute,
  raisedAt: start + minute,
} as const;

describe('the stretch that an alert is shown in', () => {
  it('reaches up to now while it is open, and beyond its end when it is over', () => {
    const now = start + 60 * minute;
    const open = chartWindow(testAlert(flood), now);
    expect(open).toMatchObject({ metric: 'depth_m', to: null, ahead_ms: 0 });
    expect(open?.from).toBeLessThanOrEqual(start - 10 * minute);
    const over = testAlert({ ...flood, condition: 'normal', returnedAt: start + 5 * minute });
    expect(chartWindow(over, now)?.to).toBeGreaterThanOrEqual(start + 15 * minute);
  });

  it('reaches into the future of a forecast', () => {
    const forecast = testForecast({ expectedAt: start + 10 * minute, latestAt: start + 15 * minute });
    const window = chartWindow(testAlert({ ...flood, forecast }), start + minute);
    expect(window?.to).toBeNull();
    expect(window?.ahead_ms).toBeGreaterThan(14 * minute);
  });

  it("is by our clock where the device's is hours off", () => {
    const off = 7 * 3_600_000;
    const late = testAlert({ ...flood, receivedAt: evidence.time + off, raisedAt: evidence.time + off });
    expect(chartWindow(late, start + off)?.offset_ms).toBe(off);
    expect(chartMarkers(late, off)[0]?.at).toBe((start + off) / 1_000);
  });

  it('shows the first metric of what fell silent, and nothing of a rule that broke', () => {
    const silence = { ...evidence, metric: '', quantity: 'silence_s' } as const;
    expect(chartWindow(testAlert({ ...flood, evidence: silence }), start)?.metric).toBe('depth_m');
    expect(chartWindow(testAlert({ scope: { type: 'rule', id: 'r' } }), start)).toBeNull();
  });
});

describe('what an alert puts into its chart', () => {
  it('is the limit of the value, when it began and rang, and how long it had to hold', () => {
    const alert = testAlert({ ...flood, severity: 1, returnedAt: start + 9 * minute });
    expect(chartThresholds(alert, 'depth_m')).toEqual([
      { value: 0.27, severity: 1, label: '≥ 0.270 m 紧急' },
    ]);
    expect(chartMarkers(alert, 0).map(({ label }) => label)).toEqual(['开始', '告警', '恢复']);
    expect(chartSpans(alert, 0)).toEqual([{ from: start / 1_000, to: start / 1_000 + 60, tone: 'delay' }]);
  });

  it('is no line for what is no value of the metric', () => {
    const rate = testAlert({ ...flood, evidence: { ...evidence, quantity: 'ratePerMinute' } });
    expect(chartThresholds(rate, 'depth_m')).toEqual([]);
    expect(chartThresholds(testAlert(flood), 'rain_mm_h')).toEqual([]);
  });

  it('is a cone from the last reading on while a forecast stands', () => {
    const forecast = testForecast({
      expectedAt: start + 60_000,
      earliestAt: start,
      latestAt: start + 90_000,
    });
    const data: ChartData = [
      [1, 2],
      [0, null],
      [0.1, null],
      [0, null],
    ];
    const cone = chartCone(testAlert({ ...flood, forecast }), { data, offset_ms: 0 });
    expect(cone).toMatchObject({ from: { at: 1, value: 0.1 }, value: 0.27, at: start / 1_000 + 60 });
    const over = testAlert({ ...flood, forecast, condition: 'normal' });
    expect(chartCone(over, { data: [[], [], [], []], offset_ms: 0 })).toBeUndefined();
  });
});
