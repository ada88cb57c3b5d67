import { beforeAll, describe, expect, it } from 'vitest';
import { findMetric } from '../domain/kinds.ts';
import { simulateHistory, type History } from './history.ts';
import { scenarios } from './scenarios/scenarios.ts';
import type { ScenarioDefinition, TruthRole } from './scenarios/scenario.ts';

const seeds = [1, 2, 3];
const quiet = new Set(scenarios.filter(({ name }) => name.startsWith('healthy-')).map(({ name }) => name));
/** Long enough for the story, short enough for a test; a fixed one keeps its length. */
const daysOf = ({ kind, duration_s }: ScenarioDefinition): number =>
  Math.min(duration_s / 86_400, kind === 'elevator' ? 3 : 10);

function simulate(definition: ScenarioDefinition, seed: number): History {
  const interval_s = definition.duration_s < 86_400 ? 5 : 60;
  return simulateHistory({ scenario: definition.name, seed, days: daysOf(definition), interval_s });
}

const timesOf = ({ truth }: History, role: TruthRole): number[] =>
  truth.filter((told) => told.role === role).map(({ time }) => time);

describe.each(scenarios.map((definition) => [definition.name, definition] as const))(
  '%s',
  (name, definition) => {
    let histories: readonly History[] = [];
    beforeAll(() => {
      histories = seeds.map((seed) => simulate(definition, seed));
    });

    it('is the same for the same seed, and another for another', () => {
      expect(simulate(definition, 1)).toEqual(histories[0]);
      expect(histories[1]?.readings).not.toEqual(histories[0]?.readings);
    });

    it('reports in the order of time, at its interval and when a state changes, what can be', () => {
      for (const { readings, kind, truth } of histories) {
        const times = readings.map(({ time }) => time);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        expect(new Set(times).size).toBe(times.length);
        const longest = Math.max(...times.slice(1).map((time, index) => time - (times[index] ?? time)));
        expect(longest).toBeLessThanOrEqual(60_000);
        for (const { values } of readings) {
          for (const [metric, value] of Object.entries(values)) {
            const { min, max } = findMetric(kind, metric) ?? { min: Number.NaN, max: Number.NaN };
            if (!(value >= min && value <= max)) throw new Error(`${metric} = ${value}`);
          }
        }
        const told = truth.map(({ time }) => time);
        expect(told).toEqual(told.toSorted((a, b) => a - b));
      }
    });

    if (definition.isBenign) {
      it('never fails, and has no sign of failing', () => {
        for (const history of histories) {
          expect(timesOf(history, 'failure')).toEqual([]);
          expect(timesOf(history, 'sign')).toEqual([]);
          expect(timesOf(history, 'benign').length > 0 || quiet.has(name)).toBe(true);
        }
      });
    } else {
      it('shows a sign before it fails, and is over in the end', () => {
        for (const history of histories) {
          const [sign = Number.NaN] = timesOf(history, 'sign');
          const [failure = Number.NaN] = timesOf(history, 'failure');
          expect(sign).toBeLessThan(failure);
          expect(history.truth.at(-1)?.role).toBe('end');
          expect(history.truth.some(({ event }) => event === 'recovered')).toBe(true);
        }
      });
    }
  },
);

describe('simulateHistory', () => {
  it('takes any length, and any interval', () => {
    const hour = simulateHistory({ scenario: 'healthy-water', seed: 1, duration_s: 3_600, interval_s: 60 });
    expect(hour.readings).toHaveLength(60);
    expect(hour.readings.map(({ time }) => time % 60_000)).toEqual(Array.from({ length: 60 }, () => 0));
    const day = simulateHistory({ scenario: 'healthy-smoke', seed: 1, days: 1, interval_s: 900 });
    expect(day.readings.length).toBeGreaterThanOrEqual(96);
    expect(day.readings.length).toBeLessThanOrEqual(97);
  });

  it('refuses what there is not', () => {
    expect(() => simulateHistory({ scenario: 'meteorite', seed: 1, interval_s: 60 })).toThrow('meteorite');
    const wrong = { scenario: 'door-wear', kind: 'water', seed: 1, interval_s: 60 } as const;
    expect(() => simulateHistory(wrong)).toThrow('elevator');
  });
});
