import type { SensorKind } from '../domain/kinds.ts';
import type { Rule } from '../rules/rule.ts';
import type { Series } from './baselines.ts';
import { runEngine, type Sample } from './run-engine.ts';

/** An alert of the product that told of something new; times in ms. */
export interface HeardAlert {
  readonly ruleId: string;
  readonly at: number;
  /** What made it speak, in the unit of the metric; empty and NaN for what is about no metric. */
  readonly metric: string;
  readonly value: number;
  readonly threshold: number;
  /** Null for what states a breach. */
  readonly probability: number | null;
  /** How far ahead the rule looks, s: what comes later did not come true. NaN for a breach. */
  readonly within_s: number;
  /** The band that is to hold 80 % of the cases; NaN for a breach. */
  readonly earliestAt: number;
  readonly latestAt: number;
}

/** What one device with these samples makes the product say: every alert raised about the present, in order. */
export function hearAlerts(
  rules: readonly Rule[],
  { kind, samples }: { readonly kind: SensorKind; readonly samples: readonly Sample[] },
): readonly HeardAlert[] {
  const within_s = new Map(rules.map(({ id, when }) => [id, when.forecast?.within_s ?? NaN]));
  return runEngine({ rules, kind, samples })
    .filter(({ change, retrospective }) => change === 'raise' && !retrospective)
    .map(({ ruleId, heardAt, forecast, evidence }) => ({
      ruleId,
      at: heardAt,
      metric: forecast?.metric ?? evidence?.metric ?? '',
      value: evidence?.value ?? NaN,
      threshold: forecast?.threshold ?? evidence?.threshold ?? NaN,
      probability: forecast?.probability ?? null,
      within_s: within_s.get(ruleId) ?? NaN,
      earliestAt: forecast?.earliestAt ?? NaN,
      latestAt: forecast?.latestAt ?? NaN,
    }));
}

/**
 * The rules that foretell with a model, with the breaches that they foretell: all that a forecast depends on, so that
 * hours of series need not be played to every other rule too. Empty where the rules hold no such forecast.
 */
export function forecastRules(rules: readonly Rule[], model: string): readonly Rule[] {
  const forecasts = rules.filter(({ when }) => when.forecast?.model === model);
  const breaches = new Set(forecasts.map(({ when }) => when.forecast?.breach));
  return rules.filter((rule) => forecasts.includes(rule) || breaches.has(rule.id));
}

/** What is said in a report's figure that asks for a forecast which the rules do not hold. */
export function missingRule(model: string): string {
  return `no rule with the model ${model} ships`;
}

/** The forecasts of these rules for a device that measures one thing. Each series is played once, and remembered. */
export function createForecaster(
  rules: readonly Rule[],
  { kind, metric }: { readonly kind: SensorKind; readonly metric: string },
): (series: Series) => readonly HeardAlert[] {
  const heard = new WeakMap<Series, readonly HeardAlert[]>();
  return (series) => {
    const known = heard.get(series) ?? hearSeries(rules, { kind, metric, series });
    heard.set(series, known);
    return known;
  };
}

function hearSeries(
  rules: readonly Rule[],
  { kind, metric, series }: { kind: SensorKind; metric: string; series: Series },
): readonly HeardAlert[] {
  if (rules.length === 0) return [];
  const samples = series.map(({ time, value }) => ({ time, values: { [metric]: value } }));
  return hearAlerts(rules, { kind, samples }).filter(({ probability }) => probability !== null);
}
