import { cableFeatureNames, createCableReach, toCableFeatures } from './cable-features.ts';
import { cableTrendSlots, createCableTrend, createCableTrendReader, observeCable } from './cable-trend.ts';
import type { ForecastModel } from './model.ts';

/** Of `cableFeatureNames`, in their order. */
const weights: readonly number[] = [0.338, 2.02, 5.126, 0.152, -0.532, 0.47, -0.527, -0.306, -0.378];
/** Logarithm of the time to the breach over that of a straight line: constant, by growth, by ln(time / 100 s). */
const timing = { constant: -0.187, growth: -0.073, time: -0.307 } as const;
const straightUsual_s = 100;
/** Four of five breaches came between these multiples of the expected time. */
const early = 0.65;
const late = 2.0;
/** A cable that has not been heard of for half an hour may be at any temperature. */
const silence_s_max = 1_800;

/**
 * How a cable's temperature goes on: tells heating by fire or a bad contact, which grows, from heating by
 * load, which slackens towards a settled temperature (see `toCableFeatures`). For any threshold, sampling from
 * 1 s to minutes, horizons of 1 to 10 min.
 *
 * Fitted (`evaluation/fit/cable.ts`) on the cable channels of the CAROLFIRE tests (NUREG/CR-6931) at 1, 5
 * and 20 s, to 60, 70, 90 and 105 °C, and on SIMULATED load heating, because every recorded cable fails.
 * Cross-validated in six groups of tests, 120 s ahead, raised at 0.9: 94 % was said of the recorded rises and
 * all came, median lead 40 s over all samplings; of the simulated 94 % was said and 89 % came, and 2.8 % of those
 * that settled below were warned of. Raised at 0.5, 63 % would be said of both, and 95 % and 32 % come: how
 * often a moderate probability comes true depends on how many loads there are to a fire, which nobody
 * knows. So rules should ask for high probabilities.
 */
export const cableModel: ForecastModel = createCableModel();

function createCableModel(): ForecastModel {
  const reader = createCableTrendReader();
  const trend = createCableTrend();
  const reach = createCableReach();
  const features = new Float64Array(cableFeatureNames.length);
  return {
    name: 'cable',
    slots: cableTrendSlots,
    silence_s_max,
    observe: observeCable,
    outlook(memory, question, outlook) {
      outlook.probability = NaN;
      outlook.expected_s = NaN;
      outlook.earliest_s = NaN;
      outlook.latest_s = NaN;
      outlook.rate_per_s = NaN;
      if (!reader.read(memory, question.now, trend)) return;
      outlook.probability = 0;
      outlook.rate_per_s = trend.rate_c_s;
      if (!toCableFeatures({ trend, question }, reach, features)) return;
      let sum = 0;
      for (let i = 0; i < features.length; i += 1) sum += (weights[i] as number) * (features[i] as number);
      outlook.probability = 1 / (1 + Math.exp(-sum));
      outlook.rate_per_s = reach.rate_c_s;
      outlook.expected_s = toExpected_s(reach.straight_s, reach.growth);
      outlook.earliest_s = outlook.expected_s * early;
      outlook.latest_s = outlook.expected_s * late;
    },
  };
}

function toExpected_s(straight_s: number, growth: number): number {
  const stretch =
    timing.constant + timing.growth * growth + timing.time * Math.log(straight_s / straightUsual_s);
  return straight_s * Math.exp(stretch);
}
