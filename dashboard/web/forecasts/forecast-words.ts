import type { Alert, AlertEvent, Forecast, ForecastOutcome, ForecastRecord } from '../../../domain/alert.ts';
import { clockOffset_ms, expectedHere } from '../../forecast-time.ts';
import { valueWords } from '../alerts/alert-words.ts';
import type { Phrase } from '../shell/dictionary.ts';
import { formatAge, formatLead, formatMoment, formatPercent } from '../parts/format.ts';
import { language, t } from '../shell/language.ts';

/** Forecasts in words. */

/** From this probability on it is called so; the mildest last. */
const likelihoods: readonly (readonly [number, Phrase])[] = [
  [0.95, 'almostCertain'],
  [0.8, 'veryLikely'],
  [0.6, 'likely'],
  [0.4, 'evenly'],
  [0.2, 'possible'],
  [0, 'unlikely'],
];

export function likelihoodPhrase(probability: number): Phrase {
  return likelihoods.find(([from]) => probability >= from)?.[1] ?? 'unlikely';
}

/** `72 % likely`. */
export function likelihoodWords(probability: number): string {
  return `${formatPercent(probability)} ${t(likelihoodPhrase(probability))}`;
}

export function recordWords({ count, cameTrue, medianLead_s }: ForecastRecord): string {
  if (count === 0) return t('noRecord');
  if (medianLead_s === null) return t('recordWithoutLead', { count, cameTrue });
  return t('recordOf', { count, cameTrue, lead: formatLead(medianLead_s, language.value) });
}

/** `−4 min 07 s` while it is to come, `+0 min 12 s` once it should have. */
export function countdownWords(expectedAt: number, now: number): string {
  const time = formatAge(Math.abs(expectedAt - now), language.value);
  return t(expectedAt >= now ? 'countdown' : 'countedOver', { time });
}

export function expectedWords(expectedAt: number, now: number): string {
  const time = formatAge(Math.abs(expectedAt - now), language.value);
  return t(expectedAt >= now ? 'expectedIn' : 'expectedSince', { time });
}

/** The forecast's times by our clock; null when it does not stand. */
export interface ForecastTimes {
  readonly expectedAt: number;
  readonly earliestAt: number;
  readonly latestAt: number;
}

export function forecastTimes(alert: Alert): ForecastTimes | null {
  const { forecast, evidence, receivedAt } = alert;
  const expectedAt = expectedHere(alert);
  if (forecast === null || expectedAt === null) return null;
  const offset = clockOffset_ms(evidence?.time ?? receivedAt, receivedAt);
  return { expectedAt, earliestAt: forecast.earliestAt + offset, latestAt: forecast.latestAt + offset };
}

/** `14:02:05–14:09:10 之间`. */
export function bandWords({ earliestAt, latestAt }: ForecastTimes, now: number): string {
  return t('between', { from: formatMoment(earliestAt, now), to: formatMoment(latestAt, now) });
}

export function limitWords({ kind }: Pick<Alert, 'kind'>, forecast: Forecast): string {
  return valueWords(kind, forecast.metric, forecast.threshold);
}

export const resultPhrases: Readonly<Record<ForecastOutcome['result'], Phrase>> = {
  breached: 'outcomeBreached',
  withdrawn: 'outcomeWithdrawn',
  lost: 'outcomeLost',
};

export const reasonPhrases: Readonly<Record<ForecastOutcome['reason'], Phrase>> = {
  breached: 'reasonBreached',
  ebbed: 'reasonEbbed',
  overdue: 'reasonOverdue',
  silent: 'reasonSilent',
};

/** `Withdrawn: the rise stopped`. */
export function outcomeWords({ result, reason }: ForecastOutcome): string {
  const colon = language.value === 'zh' ? '：' : ': ';
  return `${t(resultPhrases[result])}${colon}${t(reasonPhrases[reason])}`;
}

/** What the breach says of its forecast; null when that one ended otherwise. */
export function foretoldWords({ lead_s, promisedLead_s, probability }: ForecastOutcome): string | null {
  if (lead_s === null) return null;
  return t('foretold', {
    lead: formatLead(lead_s, language.value),
    promised: formatLead(promisedLead_s, language.value),
    percent: formatPercent(probability),
  });
}

/** What a line of history says of its forecast: how it ended, or what it expected then. */
export function updateWords({ type, detail, at }: AlertEvent): string | null {
  const outcome = detail['outcome'] as ForecastOutcome | undefined;
  if (outcome !== undefined) return outcomeWords(outcome);
  if (type === 'update' && detail['forecast'] === undefined) return t('tookOver');
  const forecast = detail['forecast'] as Forecast | undefined;
  if (forecast === undefined || type === 'unknown') return null;
  return `${formatMoment(forecast.expectedAt, at)} · ${likelihoodWords(forecast.probability)}`;
}
