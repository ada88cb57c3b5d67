import { createOutlook, type ForecastModel, type Question } from '../../rules/foresight/model.ts';
import type { Rule } from '../../rules/rule.ts';
import type { Series } from '../baselines.ts';
import type { Detection } from '../protocol.ts';
import { runEngine, type HeardChange, type Sample } from '../run-engine.ts';

/** A forecast when it was made; seconds from then on. */
export interface Warning extends Detection {
  readonly probability: number;
  readonly expected_s: number;
  readonly earliest_s: number;
  readonly latest_s: number;
}

/** When to say it. Probabilities are those of a breach within `within_s`. */
export interface OperatingPoint {
  readonly within_s: number;
  readonly minProbability: number;
  readonly keepProbability: number;
}

/**
 * The forecasts that a model alone makes on one device's series, to see other points than the shipped one: one is raised when the point's conditions hold below
 * the threshold, and stands until the chance falls below `keepProbability` or the threshold is met.
 */
export function forecastsOf(
  model: ForecastModel,
  series: Series,
  { threshold, point }: { threshold: number; point: OperatingPoint },
): readonly Warning[] {
  const memory = { data: new Float64Array(model.slots).fill(NaN), at: 0 };
  const outlook = createOutlook();
  const question: Question = { now: 0, threshold, horizon_s: point.within_s };
  const warnings: Warning[] = [];
  let stands = false;
  let last = -Infinity;
  for (const { time, value } of series) {
    if (Number.isNaN(value) || time < last) continue;
    if (time - last > model.silence_s_max * 1_000) memory.data.fill(NaN);
    last = time;
    model.observe(memory, time, value);
    if (value >= threshold) {
      stands = false;
      continue;
    }
    question.now = time;
    model.outlook(memory, question, outlook);
    const { probability, expected_s, earliest_s, latest_s } = outlook;
    if (stands) stands = !(probability < point.keepProbability);
    else if (probability >= point.minProbability) {
      stands = true;
      warnings.push({ at: time, probability, expected_s, earliest_s, latest_s });
    }
  }
  return warnings;
}

/** The rule that foretells ponding, among those shipped. */
export function pondingRuleOf(rules: readonly Rule[]): Rule | undefined {
  return rules.find(({ kind, when }) => kind === 'water' && when.forecast?.model === 'ponding');
}

export function pointOf(rule: Rule): OperatingPoint {
  const { within_s = NaN, min_probability = NaN, keep_probability } = rule.when.forecast ?? {};
  return {
    within_s,
    minProbability: min_probability,
    keepProbability: keep_probability ?? 0.4 * min_probability,
  };
}

/** The water rules as a site sets them whose one threshold is this. */
export function atThreshold(rules: readonly Rule[], threshold: number): readonly Rule[] {
  const breachId = pondingRuleOf(rules)?.when.forecast?.breach ?? 'water-depth';
  return rules
    .filter(({ kind }) => kind === 'water')
    .map((rule) => {
      if (rule.id === breachId) {
        const when = { metric: 'depth_m', at_least: threshold, deadband: rule.when.deadband ?? 0 };
        return { ...rule, when, severities: rule.severities.slice(0, 1) };
      }
      const { forecast } = rule.when;
      return forecast === undefined ? rule : { ...rule, when: { forecast: { ...forecast, threshold } } };
    });
}

/** Everything that the product says of a gauge with these samples. */
export function hearWater(rules: readonly Rule[], samples: readonly Sample[]): readonly HeardChange[] {
  return runEngine({ rules, kind: 'water', samples }).filter(
    ({ change, retrospective }) => change === 'raise' && !retrospective,
  );
}

export function toSamples(series: Series): readonly Sample[] {
  return series.map(({ time, value }) => ({ time, values: { depth_m: value } }));
}

export function toWarnings(heard: readonly HeardChange[]): readonly Warning[] {
  return heard.flatMap(({ forecast, heardAt }) =>
    forecast === null
      ? []
      : [
          {
            at: heardAt,
            probability: forecast.probability,
            expected_s: (forecast.expectedAt - heardAt) / 1_000,
            earliest_s: (forecast.earliestAt - heardAt) / 1_000,
            latest_s: (forecast.latestAt - heardAt) / 1_000,
          },
        ],
  );
}
