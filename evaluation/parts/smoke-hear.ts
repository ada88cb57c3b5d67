import type { Rule } from '../../rules/rule.ts';
import type { Series } from '../baselines.ts';
import { runEngine, type Sample } from '../run-engine.ts';

/** An alert of a smoke detector that told of something new; times in ms. */
export interface HeardAlert {
  readonly ruleId: string;
  readonly at: number;
  /** Null for what states a breach. */
  readonly probability: number | null;
  readonly threshold: number;
  /** How far ahead the rule looks, s: what comes later did not come true. NaN for a breach. */
  readonly within_s: number;
  /** The band that is to hold 80 % of the cases; NaN for a breach. */
  readonly earliestAt: number;
  readonly latestAt: number;
}

export const heatForecastId = 'smoke-heat-forecast';
export const obscurationForecastId = 'smoke-obscuration-forecast';

/** What a smoke detector with these samples makes the product say: every alert raised, in order. */
export function hearSmoke(rules: readonly Rule[], samples: readonly Sample[]): readonly HeardAlert[] {
  const within_s = new Map(rules.map(({ id, when }) => [id, when.forecast?.within_s ?? NaN]));
  return runEngine({ rules, kind: 'smoke', samples })
    .filter(({ change, retrospective }) => change === 'raise' && !retrospective)
    .map(({ ruleId, heardAt, forecast, evidence }) => ({
      ruleId,
      at: heardAt,
      probability: forecast?.probability ?? null,
      threshold: forecast?.threshold ?? evidence?.threshold ?? NaN,
      within_s: within_s.get(ruleId) ?? NaN,
      earliestAt: forecast?.earliestAt ?? NaN,
      latestAt: forecast?.latestAt ?? NaN,
    }));
}

/** A temperature alone, as a detector without a smoke chamber sends it. */
export function toTemperatureSamples(series: Series): readonly Sample[] {
  return series.map(({ time, value }) => ({ time, values: { temperature_c: value } }));
}
