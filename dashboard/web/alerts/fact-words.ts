import { findMetric, type SensorKind } from '../../../domain/kinds.ts';
import { metricLabel, valueWords } from './alert-words.ts';
import type { Phrase } from '../shell/dictionary.ts';
import { amountWords, numberWords } from '../parts/amount-words.ts';
import { formatDuration } from '../parts/format.ts';
import { language, t } from '../shell/language.ts';

/** What rules work out, in words: by the whole name, or by what stands before or behind a metric's name. */

const phrases: Readonly<Record<string, Phrase>> = {
  silence_s: 'factSilence',
  held_s: 'factHeld',
  covered_s: 'factCovered',
  over_s: 'factOver',
  within_s: 'factWithin',
  waited_s: 'factWaited',
  still_s: 'factStill',
  in_state_s: 'factInState',
  learned_h: 'factLearned',
  deviation_sd: 'factDeviation',
  rate_per_s: 'factRate',
  count: 'factCount',
  readings: 'factReadings',
  ratio: 'factRatio',
  difference: 'factDifference',
  compared_with: 'factComparedWith',
  news_sd: 'factNews',
};

/** The longer ones first: one may begin with another. */
const prefixes: readonly (readonly [prefix: string, phrase: Phrase, isAmount: boolean])[] = [
  ['beyond_usual_', 'factBeyondUsual', true],
  ['usual_spread_', 'factSpread', true],
  ['usual_', 'factUsual', false],
  ['still_at_', 'factStillAt', false],
  ['jump_', 'factJump', true],
  ['compared_with_', 'factComparedWith', false],
];

const perMinute = '_per_min';

/** The kind of device, and the metric that the rule is about. */
interface FactPlace {
  readonly kind: SensorKind;
  readonly metric: string;
}

export interface FactWords {
  readonly label: string;
  readonly value: string;
}

/** Null where people can make nothing of it: a name that the page does not know, the number of a rule's state. */
export function factWords(about: FactPlace, name: string, value: number): FactWords | null {
  const { kind } = about;
  const phrase = phrases[name];
  if (phrase !== undefined) return { label: t(phrase), value: plainWords(about, name, value) };
  for (const [prefix, prefixed, isAmount] of prefixes) {
    const metric = name.startsWith(prefix) ? name.slice(prefix.length) : '';
    if (findMetric(kind, metric) === undefined) continue;
    return {
      label: t(prefixed, { metric: metricLabel(kind, metric) }),
      value: isAmount ? amountWords(kind, metric, [value])(value) : valueWords(kind, metric, value),
    };
  }
  const metric = name.endsWith(perMinute) ? findMetric(kind, name.slice(0, -perMinute.length)) : undefined;
  if (metric !== undefined) {
    const label = t('factPerMinute', { metric: metricLabel(kind, metric.name) });
    return { label, value: perMinuteWords(kind, metric.name, value) };
  }
  return null;
}

function plainWords({ kind, metric }: FactPlace, name: string, value: number): string {
  if (name === 'rate_per_s') return perMinuteWords(kind, metric, value * 60);
  if (name === 'difference') return amountWords(kind, metric, [value])(value);
  if (name === 'ratio') return t('evidenceFactor', { n: numberWords(value) });
  if (name.endsWith('_sd')) return t('factDeviations', { n: numberWords(value) });
  if (name.endsWith('_h')) return formatDuration(value * 3_600, language.value);
  return name.endsWith('_s') ? formatDuration(value, language.value) : numberWords(value);
}

function perMinuteWords(kind: SensorKind, metric: string, rate: number): string {
  return `${amountWords(kind, metric, [rate])(rate)}/min`;
}
