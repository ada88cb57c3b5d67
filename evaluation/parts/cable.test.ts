import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadRules } from '../../rules/load-rules.ts';
import { recordingPath, whyNoRecordings } from '../../test/support/recordings.ts';
import { describeUnless } from '../../test/support/skips.ts';
import type { Series } from '../baselines.ts';
import { createForecaster, forecastRules } from '../hear-alerts.ts';
import { quantile } from '../protocol.ts';
import { readCableChannels, thin } from './cable-recordings.ts';
import { scoreCables, untilBreach, type CableForecast } from './cable-score.ts';
import { simulateCables } from './cable-simulated.ts';

/** 30 °C before heating, then 1 °C/s: 70 °C at 40 s and 90 °C at 60 s. */
const heated: Series = Array.from({ length: 300 }, (_, index) => ({
  time: (index - 100) * 1_000,
  value: 30 + Math.max(0, index - 100),
}));

/** A forecast at these seconds, whatever the series. */
function sayingAt(...times_s: readonly number[]): CableForecast {
  return (_series, threshold) =>
    times_s.map((time_s) => ({
      ruleId: 'cable',
      at: time_s * 1_000,
      metric: 'cable_temperature_l1_c',
      value: NaN,
      threshold,
      probability: 0.9,
      within_s: 120,
      earliestAt: NaN,
      latestAt: NaN,
    }));
}

let forecast: CableForecast = () => [];

beforeAll(async () => {
  const { rules } = await loadRules(join(import.meta.dirname, '../../rules/defaults'));
  const hear = createForecaster(forecastRules(rules, 'cable'), {
    kind: 'electrical',
    metric: 'cable_temperature_l1_c',
  });
  forecast = (series, threshold_c) => hear(series).filter(({ threshold }) => threshold === threshold_c);
});

describe('how cables are scored', () => {
  it('counts the lead to both thresholds', () => {
    const { table, ours, quiet } = scoreCables('', { all: [heated], forecast: sayingAt(20), seed: 1 });
    const own = table.rows.filter(([, name]) => name === 'forecast');
    expect(own.map((row) => row.slice(2, 5))).toEqual([
      ['1 of 1', 20, 20],
      ['1 of 1', 40, 40],
    ]);
    expect([ours.median_s, quiet]).toEqual([40, 0]);
  });

  it('counts what is said before heating, and what is far too early as false', () => {
    const { table, ours, quiet } = scoreCables('', { all: [heated], forecast: sayingAt(-90), seed: 1 });
    const own = table.rows.filter(([, name]) => name === 'forecast');
    expect(own.map((row) => row.slice(6, 8))).toEqual([
      [1, 1],
      [1, 1],
    ]);
    expect([ours.median_s, quiet]).toEqual([0, 2]);
  });

  it('looks no further than the highest breach', () => {
    expect(untilBreach(heated).at(-1)?.time).toBe(70_000);
  });

  it('thins to an interval', () => {
    expect(thin(heated, 20).map(({ time }) => time / 1_000)).toEqual(
      Array.from({ length: 15 }, (_, index) => index * 20 - 100),
    );
  });
});

describe('simulated loads', () => {
  it('are the same again with the same seed', () => {
    const once = simulateCables(2, { seed: 3, risesBetween_c: [5, 50] });
    expect(simulateCables(2, { seed: 3, risesBetween_c: [5, 50] })).toEqual(once);
    expect(simulateCables(2, { seed: 4, risesBetween_c: [5, 50] })).not.toEqual(once);
  });

  it('of common size are hardly ever warned of', () => {
    const cables = simulateCables(120, { seed: 77, risesBetween_c: [5, 50] });
    const below = cables.filter(({ truth }) => truth.every(({ value }) => value < 70));
    const warned = below.filter(({ series }) => forecast(series, 70).length > 0);
    expect(below.length).toBeGreaterThan(80);
    expect(warned.length / below.length).toBeLessThan(0.03);
  });
});

describeUnless(whyNoRecordings(), 'cables heated until they fail', () => {
  it.each([1, 5, 20])(
    'are warned of half a minute before 90 °C, and never before heating, every %i s',
    async (interval_s) => {
      const channels = await readCableChannels(recordingPath('carolfire_cable_temps'));
      const last = channels.filter(({ isLast }) => isLast).map(({ series }) => thin(series, interval_s));
      expect(last.length).toBeGreaterThan(0);
      const leads_s = last.map((series) => {
        const breach = series.find(({ value }) => value >= 90)?.time ?? NaN;
        const first = forecast(untilBreach(series), 90)[0]?.at ?? NaN;
        expect(first).toBeGreaterThan(0);
        return (breach - first) / 1_000;
      });
      expect(quantile(leads_s, 0.5)).toBeGreaterThanOrEqual(30);
      expect(Math.max(...leads_s)).toBeLessThanOrEqual(120);
    },
  );
});
