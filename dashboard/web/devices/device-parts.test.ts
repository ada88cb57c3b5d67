import { describe, expect, it } from 'vitest';
import { testAlert } from '../alerts/test-alert.ts';
import { clusterEvents, courseEvents } from './course-events.ts';
import { thresholdsOf } from './course-thresholds.ts';
import { daysUntil } from './date-fact.tsx';
import { healthOf, usualInterval_s } from './health.ts';
import { keyValue } from './key-value.ts';
import { liveFrom, readRange, writeRange, type CourseRange } from './ranges.ts';

const hour = 3_600_000;
const point = (time: number, avg: number | null = 1) => ({ time, min: avg, avg, max: avg });

describe('a stretch in the address', () => {
  it.each<[string, CourseRange]>([
    ['range=7d', { type: 'live', name: '7d' }],
    ['range=all', { type: 'all' }],
    ['from=1000&to=2000', { type: 'fixed', from: 1_000, to: 2_000 }],
    ['from=2000&to=1000', { type: 'live', name: '24h' }],
    ['range=century', { type: 'live', name: '24h' }],
    ['', { type: 'live', name: '24h' }],
  ])('%s', (address, expected) => {
    expect(readRange(new URLSearchParams(address))).toEqual(expected);
  });

  it('is read as it was written', () => {
    const range: CourseRange = { type: 'fixed', from: 1_000, to: 2_000 };
    const written = Object.entries(writeRange(range)).flatMap(([name, value]) =>
      value === null ? [] : [[name, value]],
    );
    expect(readRange(new URLSearchParams(written))).toEqual(range);
  });

  it('is asked for from the same time on for a while, and never for less than is shown', () => {
    const starts = Array.from({ length: 80 }, (_, minute) =>
      liveFrom(8 * hour, 1_000 * hour + minute * 60_000),
    );
    expect(new Set(starts).size).toBe(2);
    expect(starts.every((from, minute) => from <= 992 * hour + minute * 60_000)).toBe(true);
  });
});

describe('how well a device is heard of', () => {
  const now = 100 * hour;

  it('is the share of hours with readings, and since when there was no gap', () => {
    const points = [0, 1, 2, 10, 11].map((at) => point((89 + at) * hour));
    const health = healthOf({ points }, now + 1, 90_000);
    expect(health).toEqual({ heardShare: 5 / 12, hours: 12, steadySince: 99 * hour });
  });

  it('is not known without readings, and has no steady time while it is silent', () => {
    expect(healthOf({ points: [point(1, null)] }, now, 1)).toEqual({
      heardShare: null,
      hours: 0,
      steadySince: null,
    });
    expect(healthOf({ points: [point(50 * hour)] }, now, 1).steadySince).toBeNull();
  });

  it('tells the usual time between readings', () => {
    expect(usualInterval_s({ points: [0, 20, 40, 60, 300].map((s) => point(s * 1_000)) })).toBe(20);
    expect(usualInterval_s({ points: [point(0), point(1)] })).toBeNull();
  });
});

describe('what happened around a device', () => {
  const words = { alert: () => 'alert', rules: () => 'rules', service: () => 'service' };
  const alerts = [0, 1, 50].map((at) =>
    testAlert({ id: `a${at}`, raisedAt: at * 1_000, closedAt: at === 50 ? 1 : null }),
  );

  it('is put together where marks would cover each other', () => {
    const mark = { deviceId: 'd', workOrder: 'W', reason: '', by: 'li', since: 90_000, until: null };
    const events = courseEvents(
      { alerts, mark, ruleSets: [{ id: 's', at: 70_000, by: 'li', comment: null }] },
      words,
    );
    const clusters = clusterEvents(events, [0, 100]);
    expect(clusters.map((cluster) => cluster.events.map(({ type }) => type))).toEqual([
      ['alert', 'alert'],
      ['alert'],
      ['rules'],
      ['service'],
    ]);
    expect(clusters[1]).toMatchObject({ share: 0.5 });
    expect(clusterEvents(events, [60, 80])).toHaveLength(1);
  });
});

const latest = (values: Record<string, number>) => ({ kind: 'smoke' as const, latest: { values } });

describe('facts', () => {
  it('tell the most telling value that there is', () => {
    expect(keyValue(latest({ temperature_c: 21, battery_pct: 90 }))).toEqual(['temperature_c', 21]);
    expect(keyValue(latest({ battery_pct: 90 }))).toEqual(['battery_pct', 90]);
    expect(keyValue({ kind: 'smoke', latest: null })).toBeNull();
  });

  it('tell days until a date, here', () => {
    const noon = new Date(2026, 10, 22, 12).getTime();
    expect(['2026-11-22', '2026-11-23', '2026-11-20'].map((day) => daysUntil(day, noon))).toEqual([0, 1, -2]);
  });

  it('are lines for limits, the worst of the same value', () => {
    const limit = {
      ruleId: 'r',
      title: { zh: '', en: '' },
      metric: 'depth_m',
      comparison: '>=',
      value: 0.27,
    } as const;
    const limits = [
      { ...limit, severity: 3 as const },
      { ...limit, severity: 1 as const },
      { ...limit, metric: 'battery_pct', severity: 4 as const },
    ];
    expect(thresholdsOf(limits, { kind: 'water', metric: 'depth_m' })).toEqual([
      { value: 0.27, severity: 1, label: '≥ 0.270 m 紧急' },
    ]);
  });
});
