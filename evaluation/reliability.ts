import { evaluationLimits } from './limits.ts';

/** Forecasts whose said probability lies in [from, to); the last bin includes 1. Shares are 0 to 1. */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Mean of what was said. */
  readonly said: number;
  /** Share that came true. */
  readonly came: number;
}

export interface Reliability {
  /** Those without a case are left out. */
  readonly bins: readonly ReliabilityBin[];
  /** Mean squared difference between what was said and what came (1 or 0); NaN without cases. */
  readonly brier: number;
  /** The same for a detector that always says the share that came true: it knows that, and nothing else. */
  readonly baseRateBrier: number;
  /** The largest |said − came| of the bins with enough cases; NaN when none has. */
  readonly worstGap: number;
}

/** Whether probabilities mean what they say: one case is a forecast, at the moment that it was raised. */
export function reliability(
  said: readonly { readonly probability: number; readonly came: boolean }[],
): Reliability {
  const { reliabilityBins, reliabilityCases_min } = evaluationLimits;
  const bins: ReliabilityBin[] = [];
  for (let index = 0; index < reliabilityBins; index += 1) {
    const cases = said.filter(
      ({ probability }) => Math.min(Math.floor(probability * reliabilityBins), reliabilityBins - 1) === index,
    );
    if (cases.length === 0) continue;
    bins.push({
      from: index / reliabilityBins,
      to: (index + 1) / reliabilityBins,
      count: cases.length,
      said: mean(cases.map(({ probability }) => probability)),
      came: mean(cases.map(toOutcome)),
    });
  }
  const gaps = bins
    .filter(({ count }) => count >= reliabilityCases_min)
    .map((bin) => Math.abs(bin.said - bin.came));
  const baseRate = mean(said.map(toOutcome));
  return {
    bins,
    brier: mean(said.map((entry) => (entry.probability - toOutcome(entry)) ** 2)),
    baseRateBrier: baseRate * (1 - baseRate),
    worstGap: gaps.length === 0 ? NaN : Math.max(...gaps),
  };
}

function toOutcome({ came }: { readonly came: boolean }): number {
  return came ? 1 : 0;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
