import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadRules } from '../rules/load-rules.ts';
import type { Series } from './baselines.ts';
import { createForecaster, forecastRules, hearAlerts } from './hear-alerts.ts';
import { atPoint, atThreshold } from './site-rules.ts';

const { rules } = await loadRules(join(import.meta.dirname, '../rules/defaults'));
const cable = { kind: 'electrical', metric: 'cable_temperature_l1_c' } as const;

/** Five minutes at 30 °C, then ever faster up to 120 °C. */
const failing: Series = Array.from({ length: 480 }, (_none, index) => ({
  time: index * 1_000,
  value: Math.min(120, 30 + Math.max(0, index - 300) ** 1.5 / 15),
}));
const samples = failing.map(({ time, value }) => ({ time, values: { cable_temperature_l1_c: value } }));

it('hears forecasts and breaches, each with what it is about', () => {
  const alerts = hearAlerts(
    rules.filter(({ kind }) => kind === 'electrical'),
    { kind: 'electrical', samples },
  );
  const fire = alerts.filter(({ ruleId }) => ruleId.startsWith('electrical-cable-fire'));
  expect(fire).toMatchObject([
    { ruleId: 'electrical-cable-fire-forecast', threshold: 90, within_s: 120 },
    { ruleId: 'electrical-cable-fire', threshold: 90, probability: null, metric: cable.metric },
  ]);
  expect(fire[0]?.probability).toBeGreaterThanOrEqual(0.9);
  expect(fire[0]!.at).toBeLessThan(fire[1]!.at);
});

it('needs only a forecast and its breach for the same forecasts', () => {
  const own = forecastRules(rules, 'cable');
  expect(own.map(({ id }) => id).toSorted()).toEqual([
    'electrical-cable-fire',
    'electrical-cable-fire-forecast',
    'electrical-cable-forecast',
    'electrical-cable-temperature',
  ]);
  const all = hearAlerts(
    rules.filter(({ kind }) => kind === 'electrical'),
    { kind: 'electrical', samples },
  );
  expect(createForecaster(own, cable)(failing)).toEqual(
    all.filter(({ probability }) => probability !== null),
  );
});

it('hears nothing from a model that no rule asks', () => {
  expect(forecastRules(rules, 'no such model')).toEqual([]);
  expect(createForecaster([], cable)(failing)).toEqual([]);
});

it('changes the threshold of what is foretold, and the operating point, and nothing else', () => {
  const own = forecastRules(rules, 'cable');
  const at = (changed: typeof own) => createForecaster(changed, cable)(failing);
  expect(
    new Set(at(atThreshold(own, { model: 'cable', threshold: 80 })).map(({ threshold }) => threshold)),
  ).toEqual(new Set([80]));
  const early = at(atPoint(own, { model: 'cable', min_probability: 0.5, keep_probability: 0.2 }));
  expect(early[0]!.at).toBeLessThan(at(own)[0]!.at);
  expect(atPoint(own, { model: 'heat', min_probability: 0.5, keep_probability: 0.2 })).toEqual(own);
});
