import { describe, expect, it } from 'vitest';
import type { Series } from './baselines.ts';
import type { HeardAlert } from './hear-alerts.ts';
import { evaluationLimits } from './limits.ts';
import { judgeSaid, saidTable, toCame, toSaid, type SaidForecast } from './said.ts';

/** One a second, 0 to 99, again and again. */
const saw: Series = Array.from({ length: 300 }, (_none, index) => ({
  time: index * 1_000,
  value: index % 100,
}));

function alertAt(at_s: number, more: Partial<HeardAlert> = {}): HeardAlert {
  return {
    ruleId: 'forecast',
    at: at_s * 1_000,
    metric: 'temperature_c',
    value: NaN,
    threshold: 90,
    probability: 0.8,
    within_s: 30,
    earliestAt: (at_s + 5) * 1_000,
    latestAt: (at_s + 20) * 1_000,
    ...more,
  };
}

describe('what came of a forecast', () => {
  it('is read from the series: in time, in its band, too late', () => {
    const [soon, early, late] = toSaid(saw, [alertAt(80), alertAt(87), alertAt(20)]);
    expect(soon).toEqual({ probability: 0.8, came: true, inBand: true });
    expect(early).toEqual({ probability: 0.8, came: true, inBand: false });
    expect(late).toEqual({ probability: 0.8, came: false, inBand: false });
  });

  it('is left out where the series ends too soon, or the threshold was met already', () => {
    expect(toSaid(saw, [alertAt(285, { threshold: 100 })])).toEqual([]);
    expect(toSaid(saw, [alertAt(95)])).toEqual([]);
    const detections = [80, 20, 95, 299].map((time) => ({ at: time * 1_000, probability: null }));
    expect(toCame(saw, detections, { threshold: 90, within_s: 30 })).toEqual([true, false]);
  });
});

function cases(probability: number, count: number, came: number): readonly SaidForecast[] {
  return Array.from({ length: count }, (_none, index) => ({
    probability,
    came: index < came,
    inBand: index < came,
  }));
}

const enough = evaluationLimits.reliabilityCases_min;

describe('the judgement of what was said', () => {
  it('is that of the worst bin with enough cases: errors do not cancel', () => {
    const said = [...cases(0.45, enough, enough), ...cases(0.95, enough, enough / 2)];
    expect(judgeSaid(said)).toMatchObject({
      measured: expect.stringContaining(`55 points (45 % said, 100 % came of ${enough}`) as string,
      reached: false,
    });
  });

  it('is that of the one bin that holds all, however few', () => {
    expect(judgeSaid(cases(0.95, 3, 3))).toEqual({
      measured: '5 points (95 % said, 100 % came of 3, all in one bin)',
      reached: true,
    });
  });

  it('is none where the cases are few and apart, or nothing was said', () => {
    const few = [...cases(0.45, 4, 4), ...cases(0.95, 4, 4)];
    expect(judgeSaid(few)).toMatchObject({ reached: null });
    expect(judgeSaid([])).toEqual({ measured: 'nothing was foretold', reached: null });
  });
});

describe('the table of what was said', () => {
  it('has a line for all with the Brier scores, and one for each bin', () => {
    const said = [...cases(0.5, 2, 1), ...cases(1, 2, 2)];
    const { rows } = saidTable('Heat', [
      { name: 'recorded', said, plain: [true, false, false, false] },
      { name: 'simulated', said: [], plain: [] },
    ]);
    expect(rows).toEqual([
      ['recorded', 'all', 4, '75 %', '75 %', '100 %', '0.125', '0.188', '0.750'],
      ['', '0.5–0.6', 2, '50 %', '50 %', '', '', '', ''],
      ['', '0.9–1.0', 2, '100 %', '100 %', '', '', '', ''],
      ['simulated', 'nothing', 0, '', '', '', '', '', '–'],
    ]);
  });
});
