import type { Forecast, ForecastOutcome } from '../domain/alert.ts';
import type { Outlook } from './foresight/model.ts';
import type { ForecastSettings } from './evaluators/forecast.ts';
import { rulesLimits } from './limits.ts';
import type { ForecastRecords } from './forecast-records.ts';

/** What a forecast says. Times on the device's clock, ms. */
export interface Expectation {
  readonly expectedAt: number;
  readonly earliestAt: number;
  readonly latestAt: number;
  /** As shown: what the model says, corrected by the rule's record. */
  readonly probability: number;
}

/** A forecast that was made, until its rule is quiet again. */
export interface OpenForecast {
  /** The one that was nearest to its threshold when this was told last. */
  metricName: string;
  readonly threshold: number;
  readonly madeAt: number;
  /** What has not come by then does not come true. */
  readonly endsAt: number;
  readonly promised: Expectation;
  /** The model's own probability when it was made, before any correction. */
  readonly said: number;
  told: Expectation;
  toldAt: number;
  /** It has ended, while the model goes on saying so: it is not made a second time. */
  isOver: boolean;
}

export function toExpectation(
  { expected_s, earliest_s, latest_s }: Outlook,
  now: number,
  probability: number,
): Expectation {
  return {
    expectedAt: Math.round(now + expected_s * 1000),
    earliestAt: Math.round(now + earliest_s * 1000),
    latestAt: Math.round(now + latest_s * 1000),
    probability,
  };
}

export function openForecast(
  expectation: Expectation,
  about: { now: number; within_s: number } & Pick<OpenForecast, 'threshold' | 'metricName' | 'said'>,
): OpenForecast {
  const { now, within_s, ...rest } = about;
  return {
    ...rest,
    madeAt: now,
    endsAt: now + within_s * 1000,
    promised: expectation,
    told: expectation,
    toldAt: now,
    isOver: false,
  };
}

/** True when what is expected now differs so much from what was told that the desk must hear of it. */
export function isNews({ told, toldAt }: OpenForecast, expectation: Expectation, now: number): boolean {
  if (now - toldAt < rulesLimits.forecastUpdateEvery_ms_min) return false;
  const moved_ms = Math.abs(expectation.expectedAt - told.expectedAt);
  const ahead_ms = Math.max(told.expectedAt - now, rulesLimits.forecastUpdateEvery_ms_min);
  if (moved_ms > ahead_ms * rulesLimits.forecastMove_share_min) return true;
  return Math.abs(expectation.probability - told.probability) >= rulesLimits.forecastProbability_step_min;
}

export function toForecast(
  forecast: OpenForecast,
  { breachRuleId }: Pick<ForecastSettings, 'breachRuleId'>,
  record: ReturnType<ForecastRecords['recordOf']>,
): Forecast {
  return {
    metric: forecast.metricName,
    threshold: forecast.threshold,
    breachRuleId,
    ...forecast.told,
    record,
  };
}

/** How it ended, at `now` on the device's clock. */
export function toOutcome(
  { madeAt, promised }: OpenForecast,
  reason: ForecastOutcome['reason'],
  now: number,
): ForecastOutcome {
  const breachedAt = reason === 'breached' ? now : null;
  return {
    result: reason === 'breached' ? 'breached' : reason === 'silent' ? 'lost' : 'withdrawn',
    reason,
    madeAt,
    expectedAt: promised.expectedAt,
    probability: promised.probability,
    breachedAt,
    promisedLead_s: (promised.expectedAt - madeAt) / 1000,
    lead_s: breachedAt === null ? null : (breachedAt - madeAt) / 1000,
  };
}
