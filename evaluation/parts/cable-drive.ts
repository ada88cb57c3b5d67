import { createOutlook, type ForecastModel } from '../../rules/foresight/model.ts';
import type { Series } from '../baselines.ts';

/** A forecast rule, as far as the alerts of one device go. */
export interface DrivenRule {
  readonly model: ForecastModel;
  readonly threshold: number;
  readonly within_s: number;
  readonly minProbability: number;
  readonly keepProbability: number;
  /** How far below the threshold a breach ends. */
  readonly deadband: number;
}

/** A forecast when it was raised; times in ms. */
export interface RaisedForecast {
  readonly at: number;
  readonly probability: number;
  readonly expectedAt: number;
  readonly earliestAt: number;
  readonly latestAt: number;
  /** When the value met the threshold; infinite when it did not before the forecast was withdrawn. */
  readonly breachAt: number;
}

/**
 * Plays one device's values to a model and raises and withdraws as the rules do: raised at `minProbability`,
 * withdrawn below `keepProbability` or when twice the time promised has passed, ended by the breach.
 */
export function driveForecast(series: Series, rule: DrivenRule): readonly RaisedForecast[] {
  const memory = { data: new Float64Array(rule.model.slots).fill(NaN), at: 0 };
  const outlook = createOutlook();
  const raised: RaisedForecast[] = [];
  let open: RaisedForecast | null = null;
  let isBreached = false;
  let lastTime = -Infinity;
  for (const { time, value } of series) {
    if (Number.isNaN(value)) continue;
    if (time - lastTime > rule.model.silence_s_max * 1_000) memory.data.fill(NaN);
    lastTime = time;
    rule.model.observe(memory, time, value);
    if (value >= rule.threshold) {
      if (open !== null) raised.push({ ...open, breachAt: time });
      open = null;
      isBreached = true;
      continue;
    }
    if (value < rule.threshold - rule.deadband) isBreached = false;
    if (isBreached) continue;
    rule.model.outlook(memory, { now: time, threshold: rule.threshold, horizon_s: rule.within_s }, outlook);
    if (open === null) {
      if (outlook.probability < rule.minProbability || Number.isNaN(outlook.probability)) continue;
      open = {
        at: time,
        probability: outlook.probability,
        expectedAt: time + outlook.expected_s * 1_000,
        earliestAt: time + outlook.earliest_s * 1_000,
        latestAt: time + outlook.latest_s * 1_000,
        breachAt: Infinity,
      };
    } else if (outlook.probability < rule.keepProbability || time > open.at + 2 * rule.within_s * 1_000) {
      raised.push(open);
      open = null;
    }
  }
  if (open !== null) raised.push(open);
  return raised;
}
