import { heatModel } from '../../rules/foresight/heat.ts';
import { createOutlook, type ForecastModel } from '../../rules/foresight/model.ts';
import { smokeModel } from '../../rules/foresight/smoke.ts';
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
  /** The band that is to hold 80 % of the cases; NaN for a breach. */
  readonly earliestAt: number;
  readonly latestAt: number;
}

export const heatForecastId = 'smoke-heat-forecast';
export const obscurationForecastId = 'smoke-obscuration-forecast';
/** Both look so far ahead. */
export const smokeWithin_s = 120;

/** What a smoke detector with these samples makes the product say: every alert raised, in order. */
export function hearSmoke(rules: readonly Rule[], samples: readonly Sample[]): readonly HeardAlert[] {
  if (!rules.some(({ id }) => id === heatForecastId)) return driveSmoke(samples);
  return runEngine({ rules, kind: 'smoke', samples })
    .filter(({ change, retrospective }) => change === 'raise' && !retrospective)
    .map(({ ruleId, heardAt, forecast, evidence }) => ({
      ruleId,
      at: heardAt,
      probability: forecast?.probability ?? null,
      threshold: forecast?.threshold ?? evidence?.threshold ?? NaN,
      earliestAt: forecast?.earliestAt ?? NaN,
      latestAt: forecast?.latestAt ?? NaN,
    }));
}

/** A temperature alone, as a detector without a smoke chamber sends it. */
export function toTemperatureSamples(series: Series): readonly Sample[] {
  return series.map(({ time, value }) => ({ time, values: { temperature_c: value } }));
}

interface DirectRule {
  readonly id: string;
  readonly metric: string;
  readonly model: ForecastModel | null;
  readonly threshold: number;
  readonly min: number;
  readonly keep: number;
}

const directRules: readonly DirectRule[] = [
  { id: 'smoke-heat', metric: 'temperature_c', model: null, threshold: 57, min: 0, keep: 0 },
  { id: 'smoke-obscuration', metric: 'obscuration_pct_m', model: null, threshold: 6.7, min: 0, keep: 0 },
  { id: heatForecastId, metric: 'temperature_c', model: heatModel, threshold: 57, min: 0.9, keep: 0.3 },
  {
    id: obscurationForecastId,
    metric: 'obscuration_pct_m',
    model: smokeModel,
    threshold: 6.7,
    min: 0.82,
    keep: 0.3,
  },
];

/** The rules by hand, for a rule set that has no forecasts: without delays. */
function driveSmoke(samples: readonly Sample[]): readonly HeardAlert[] {
  return directRules.flatMap((rule) => driveRule(samples, rule)).sort((a, b) => a.at - b.at);
}

function driveRule(samples: readonly Sample[], rule: DirectRule): readonly HeardAlert[] {
  const { model, threshold } = rule;
  const memory = { data: new Float64Array(model?.slots ?? 0).fill(NaN), at: 0 };
  const outlook = createOutlook();
  const alerts: HeardAlert[] = [];
  let isOpen = false;
  for (const { time, values } of samples) {
    const value = values[rule.metric] ?? NaN;
    if (Number.isNaN(value)) continue;
    model?.observe(memory, time, value);
    if (model === null) {
      if (value >= threshold && !isOpen) {
        alerts.push({
          ruleId: rule.id,
          at: time,
          probability: null,
          threshold,
          earliestAt: NaN,
          latestAt: NaN,
        });
      }
      isOpen = value >= (isOpen ? 0.9 * threshold : threshold);
      continue;
    }
    model.outlook(memory, { now: time, threshold, horizon_s: smokeWithin_s }, outlook);
    const { probability } = outlook;
    if (!isOpen && value < threshold && probability >= rule.min) {
      isOpen = true;
      alerts.push({
        ruleId: rule.id,
        at: time,
        probability,
        threshold,
        earliestAt: time + outlook.earliest_s * 1_000,
        latestAt: time + outlook.latest_s * 1_000,
      });
    } else if (isOpen && probability < rule.keep) isOpen = false;
  }
  return alerts;
}
