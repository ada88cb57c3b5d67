import { createOutlook, type ForecastModel, type Question } from '../../rules/foresight/model.ts';
import type { Series } from '../baselines.ts';
import type { Warning } from '../parts/water-warnings.ts';

/** When to say it. Probabilities are those of a breach within `within_s`. */
export interface OperatingPoint {
  readonly within_s: number;
  readonly minProbability: number;
  readonly keepProbability: number;
}

/**
 * The forecasts that a model alone makes on one device's series, for fits that have no rule: one is raised when the
 * point's conditions hold below the threshold, and stands until the chance falls below `keepProbability` or the threshold is met.
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
