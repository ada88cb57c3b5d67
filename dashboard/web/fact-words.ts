import { findMetric, type SensorKind } from '../../domain/kinds.ts';
import { metricLabel, valueWords } from './alert-words.ts';
import type { Phrase } from './dictionary.ts';
import { formatLead } from './format.ts';
import { language, t } from './language.ts';

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
  state: 'factState',
};

/** The longer ones first: one may begin with another. */
const prefixes: readonly (readonly [string, Phrase])[] = [
  ['beyond_usual_', 'factBeyondUsual'],
  ['usual_spread_', 'factSpread'],
  ['usual_', 'factUsual'],
  ['still_at_', 'factStillAt'],
  ['jump_', 'factJump'],
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

/** A name that the page does not know is shown as it is: better than nothing to whoever wrote the rule. */
export function factWords(about: FactPlace, name: string, value: number): FactWords {
  const { kind } = about;
  const phrase = phrases[name];
  if (phrase !== undefined) return { label: t(phrase), value: plainWords(about, name, value) };
  for (const [prefix, prefixed] of prefixes) {
    const metric = name.startsWith(prefix) ? name.slice(prefix.length) : '';
    if (findMetric(kind, metric) === undefined) continue;
    return {
      label: t(prefixed, { metric: metricLabel(kind, metric) }),
      value: valueWords(kind, metric, value),
    };
  }
  const metric = name.endsWith(perMinute) ? findMetric(kind, name.slice(0, -perMinute.length)) : undefined;
  if (metric !== undefined) {
    const label = t('factPerMinute', { metric: metricLabel(kind, metric.name) });
    return { label, value: `${round(value)} ${metric.unit}/min` };
  }
  return { label: name, value: round(value) };
}

function plainWords({ kind, metric }: FactPlace, name: string, value: number): string {
  if (name.endsWith('_per_s')) return `${round(value)} ${findMetric(kind, metric)?.unit ?? ''}/s`;
  if (name.endsWith('_sd')) return `${round(value)} σ`;
  if (name.endsWith('_h')) return formatLead(value * 3_600, language.value);
  return name.endsWith('_s') ? formatLead(value, language.value) : round(value);
}

/** Four digits say enough. */
function round(value: number): string {
  return String(Number(value.toPrecision(4)));
}
