/** A forecast at the moment when it was raised, with what became of it. */
export interface SaidForecast {
  readonly probability: number;
  readonly came: boolean;
  /** Whether the breach fell into the band that was said to hold 80 % of the cases. */
  readonly inBand: boolean;
  /** For how much it counts among others. */
  readonly weight: number;
}

export interface SaidSummary {
  readonly count: number;
  /** Weighted means, 0 to 1; NaN of none. */
  readonly said: number;
  readonly came: number;
  readonly inBand: number;
  readonly brier: number;
  /** Of a detector that always says the share that came. */
  readonly baseRateBrier: number;
}

/** What was said and what came, weighted: so that four fires can stand beside hundreds of simulated hours. */
export function summarizeSaid(forecasts: readonly SaidForecast[]): SaidSummary {
  const total = forecasts.reduce((sum, { weight }) => sum + weight, 0);
  const mean = (of: (forecast: SaidForecast) => number): number =>
    forecasts.reduce((sum, forecast) => sum + forecast.weight * of(forecast), 0) / total;
  const came = mean((forecast) => Number(forecast.came));
  return {
    count: forecasts.length,
    said: mean(({ probability }) => probability),
    came,
    inBand: mean(({ inBand }) => Number(inBand)),
    brier: mean((forecast) => (forecast.probability - Number(forecast.came)) ** 2),
    baseRateBrier: came * (1 - came),
  };
}

export const saidColumns = [
  'cases',
  'forecasts',
  'said',
  'came',
  'Brier',
  'Brier of the base rate',
  'in the 80 % band',
] as const;

/** A row under `saidColumns`. */
export function toSaidRow(name: string, forecasts: readonly SaidForecast[]): readonly (string | number)[] {
  const { count, said, came, brier, baseRateBrier, inBand } = summarizeSaid(forecasts);
  return [
    name,
    count,
    percent(said),
    percent(came),
    decimals(brier),
    decimals(baseRateBrier),
    percent(inBand),
  ];
}

/** A share of 0 to 1 as it is printed. */
export function percent(share: number): string {
  return Number.isNaN(share) ? '–' : `${(100 * share).toFixed(0)} %`;
}

function decimals(value: number): string {
  return Number.isNaN(value) ? '–' : value.toFixed(3);
}
