import { describe, expect, it } from 'vitest';
import { simulateHistory, type History, type HistoryReading } from '../history.ts';

const dayMs = 86_400_000;

function mean(readings: readonly HistoryReading[], metric: string): number {
  return readings.reduce((sum, { values }) => sum + (values[metric] ?? 0), 0) / readings.length;
}

/** One figure for each whole day before the first failure (or before the end). */
function byDay(history: History, figure: (readings: readonly HistoryReading[]) => number): number[] {
  const start = history.readings[0]?.time ?? 0;
  const until = history.truth.find(({ role }) => role === 'failure')?.time ?? Number.POSITIVE_INFINITY;
  const figures: number[] = [];
  for (let from = start; ; from += dayMs) {
    const day = history.readings.filter(({ time }) => time >= from && time < from + dayMs);
    if (from + dayMs > until || day.length < 1_400) return figures;
    figures.push(figure(day));
  }
}

const timesOf = ({ truth }: History, event: string): number[] =>
  truth.filter((told) => told.event.startsWith(event)).map(({ time }) => time);

describe('door-wear', () => {
  const history = simulateHistory({ scenario: 'door-wear', seed: 5, days: 6, interval_s: 60 });
  const [trapped = Number.NaN] = timesOf(history, 'entrapment');

  it('warns by stages, reversals and failed closings, hours before somebody is trapped', () => {
    expect(timesOf(history, 'door-wear-stage').length).toBeGreaterThanOrEqual(3);
    for (const event of ['door-reversals', 'door-close-failed']) {
      const [first = Number.NaN] = timesOf(history, event);
      expect(first).toBeLessThan(trapped - 3_600_000);
    }
    // They become more: the last day before the entrapment has more than the one before.
    const failed = timesOf(history, 'door-close-failed');
    const within = (from: number, to: number): number =>
      failed.filter((time) => time >= trapped - to * dayMs && time < trapped - from * dayMs).length;
    expect(within(0, 0.5)).toBeGreaterThan(within(1, 1.5));
  });

  it('shows the entrapment as rules know it, until it is over', () => {
    const inside = history.readings.filter(({ time }) => time >= trapped && time < trapped + 600_000);
    expect(inside.length).toBeGreaterThan(5);
    for (const { values } of inside) {
      expect(values).toMatchObject({ occupied: 1, door_closed: 1, speed_m_s: 0, service_mode: 1 });
      expect([3, 11]).toContain(values['fault_code']);
    }
    expect(inside.some(({ values }) => values['alarm_button'] === 1)).toBe(true);
    const last = history.readings.at(-1)?.values;
    expect(last).toMatchObject({ service_mode: 1, fault_code: 0, alarm_button: 0 });
  });
});

describe('lifts that are out of service', () => {
  it.each([
    ['lift-power-loss', 5, 41],
    ['fire-recall', 3, 0],
    ['firefighter-service', 4, 0],
    ['lift-inspection', 2, 0],
  ])('%s shows mode %i and code %i, comes back with code 40, and traps nobody', (scenario, mode, code) => {
    for (const seed of [1, 2, 3]) {
      const { readings, truth } = simulateHistory({ scenario, seed, interval_s: 5 });
      const out = readings.filter(({ values }) => values['service_mode'] === mode);
      expect(out.length).toBeGreaterThan(20);
      for (const { values } of out) expect(values['fault_code']).toBe(code);
      expect(readings.some(({ values }) => values['fault_code'] === 40)).toBe(true);
      expect(truth.map(({ event }) => event)).not.toContain('entrapment');
      expect(readings.at(-1)?.values['service_mode']).toBe(1);
      // Who stands between floors in normal service, or in the dark, does so for less than a quarter minute.
      let since: number | null = null;
      for (const { time, values } of readings) {
        const isExcused = [2, 3, 4].includes(values['service_mode'] ?? 1);
        const isCaught = values['door_zone'] === 0 && values['speed_m_s'] === 0 && values['occupied'] === 1;
        since = isCaught && !isExcused ? (since ?? time) : null;
        expect(time - (since ?? time)).toBeLessThan(15_000);
      }
    }
  });
});

describe('slow decay', () => {
  it('raises the dry leakage from day to day', () => {
    const history = simulateHistory({ scenario: 'insulation-ageing', seed: 3, interval_s: 60 });
    const least = byDay(history, (day) =>
      day.reduce(
        (min, { values }) => Math.min(min, values['residual_current_ma'] ?? min),
        Number.POSITIVE_INFINITY,
      ),
    );
    expect(least.length).toBeGreaterThan(14);
    for (const [index, value] of least.entries()) {
      // To the noise of the sensor and an undried night.
      expect(value).toBeGreaterThan(0.85 * Math.max(...least.slice(0, index + 1)));
    }
    expect(least.at(-1)).toBeGreaterThan(3 * (least[0] ?? 0));
  });

  it('leaves what is natural, seasonal or new where it was', () => {
    const leakage = byDay(simulateHistory({ scenario: 'natural-leakage', seed: 3, interval_s: 60 }), (day) =>
      mean(day, 'residual_current_ma'),
    );
    expect(Math.min(...leakage)).toBeGreaterThan(100);
    expect(Math.max(...leakage) / Math.min(...leakage)).toBeLessThan(1.25);
    const season = simulateHistory({ scenario: 'hot-season', seed: 3, interval_s: 60 });
    const apart = byDay(season, (day) =>
      Math.abs(mean(day, 'cable_temperature_l2_c') - mean(day, 'cable_temperature_l3_c')),
    );
    expect(Math.max(...apart)).toBeLessThan(6);
  });

  it('sets L2 apart from the other phases, evening after evening', () => {
    const history = simulateHistory({ scenario: 'loose-terminal', seed: 3, interval_s: 60 });
    const apart = byDay(history, (day) =>
      Math.max(
        ...day.map(
          ({ values }) => (values['cable_temperature_l2_c'] ?? 0) - (values['cable_temperature_l1_c'] ?? 0),
        ),
      ),
    );
    expect(apart.slice(-3)).toEqual(apart.slice(-3).toSorted((a, b) => a - b));
    expect(apart.at(-1)).toBeGreaterThan((apart[0] ?? 0) + 15);
  });

  it('raises clean air’s reading week by week, until the head is cleaned', () => {
    const history = simulateHistory({ scenario: 'dirty-head', seed: 3, days: 20, interval_s: 60 });
    const medians = byDay(history, (day) => {
      const sorted = day.map(({ values }) => values['obscuration_pct_m'] ?? 0).toSorted((a, b) => a - b);
      return sorted[Math.floor(sorted.length / 2)] ?? 0;
    });
    const [highest, last] = [Math.max(...medians), medians.at(-1) ?? 0];
    expect(highest).toBeGreaterThan(1);
    expect(last).toBeLessThan(0.3);
    const rising = medians.slice(0, medians.indexOf(highest) + 1);
    expect(rising).toEqual(rising.toSorted((a, b) => a - b));
  });

  it('lets the pump run longer from day to day', () => {
    const history = simulateHistory({ scenario: 'failing-pump', seed: 3, interval_s: 60 });
    const running = byDay(history, (day) => mean(day, 'pump_running'));
    expect(running.at(-1)).toBeGreaterThan(2.5 * (running[0] ?? 1));
  });
});

describe('fires and what is none', () => {
  it('smoulders: carbon monoxide and smoke while it is hardly warmer', () => {
    for (const seed of [1, 2, 3]) {
      const history = simulateHistory({ scenario: 'smouldering-fire', seed, interval_s: 20 });
      const [begun = 0] = timesOf(history, 'smouldering');
      const [flames = 0] = timesOf(history, 'ignition');
      const at = (time: number) => history.readings.findLast((reading) => reading.time < time)?.values ?? {};
      const [before, glowing] = [at(begun), at(flames)];
      expect((glowing['co_ppm'] ?? 0) - (before['co_ppm'] ?? 0)).toBeGreaterThan(40);
      expect((glowing['obscuration_pct_m'] ?? 0) - (before['obscuration_pct_m'] ?? 0)).toBeGreaterThan(5);
      expect((glowing['temperature_c'] ?? 0) - (before['temperature_c'] ?? 0)).toBeLessThan(5);
      expect(flames - begun).toBeGreaterThan(30 * 60_000);
    }
  });

  it.each(['cooking', 'bath-steam', 'insects'])(
    '%s looks like smoke, and neither heats nor alarms',
    (scenario) => {
      const { readings } = simulateHistory({ scenario, seed: 3, interval_s: 20 });
      const most = (metric: string): number =>
        readings.reduce((max, { values }) => Math.max(max, values[metric] ?? 0), 0);
      expect(most('obscuration_pct_m')).toBeGreaterThan(1.1);
      expect(most('temperature_c')).toBeLessThan(40);
      expect(most('co_ppm')).toBeLessThan(25);
      expect(most('alarm')).toBe(0);
    },
  );

  it('alarms in test mode only', () => {
    const { readings } = simulateHistory({ scenario: 'head-test', seed: 3, interval_s: 20 });
    const alarming = readings.filter(({ values }) => values['alarm'] === 1);
    expect(alarming.length).toBeGreaterThan(5);
    expect(alarming.every(({ values }) => values['test'] === 1)).toBe(true);
  });
});

describe('gauges that err', () => {
  it.each(['gauge-stuck', 'gauge-jumps', 'gauge-spider', 'car-waves'])(
    '%s reads as a flood where there is none',
    (scenario) => {
      const tops = [1, 2, 3].map((seed) => {
        const { readings, truth } = simulateHistory({ scenario, seed, interval_s: 60 });
        expect(truth.filter(({ role }) => role === 'failure')).toEqual([]);
        return readings.reduce((max, { values }) => Math.max(max, values['depth_m'] ?? 0), 0);
      });
      expect(Math.max(...tops)).toBeGreaterThan(0.15);
    },
  );

  it('repeats a stuck reading to the last digit', () => {
    const { readings, truth } = simulateHistory({ scenario: 'gauge-stuck', seed: 1, interval_s: 60 });
    const from = truth.find(({ event }) => event === 'sensor-fault')?.time ?? 0;
    const until = truth.find(({ event }) => event === 'sensor-well')?.time ?? 0;
    const stuck = readings.filter(({ time }) => time >= from && time < until);
    expect(stuck.length).toBeGreaterThan(60);
    expect(new Set(stuck.map(({ values }) => values['depth_m'])).size).toBe(1);
  });
});
