import type { RuleCondition } from '../../../domain/rule-set.ts';
import { findMetric, isSensorKind, type SensorKind } from '../../../domain/kinds.ts';
import { severities } from '../../../domain/severity.ts';
import { numberWords } from '../parts/amount-words.ts';
import { formatDuration, formatPercent } from '../parts/format.ts';
import { language, say } from '../shell/language.ts';
import { c } from './condition-phrases.ts';

type Kind = SensorKind | 'any';

/** A condition as a sentence would say it. Keys that are not known are said as they are written. */
export function conditionWords(condition: RuleCondition, kind: Kind): string {
  const name = Object.keys(sayings).find((key) => condition[key] !== undefined);
  if (name === undefined) {
    return namesOf(condition).length > 0
      ? comparisonWords(condition, kind)
      : Object.keys(condition).join(', ');
  }
  return sayings[name]?.(toEntry(condition[name]), kind) ?? name;
}

type Entry = RuleCondition;

const sayings: Readonly<Record<string, (entry: Entry, kind: Kind) => string>> = {
  rate: (entry, kind) => {
    const [metric, over] = [metricWords(entry, kind), time(entry['over_s'])];
    const rise = numberOf(entry['at_least']);
    const fall = numberOf(entry['at_most']);
    if (rise !== null) return c('rateUp', { metric, over, amount: amount(rise, entry, kind) });
    return c('rateDown', { metric, over, amount: amount(Math.abs(fall ?? 0), entry, kind) });
  },
  count: (entry, kind) => {
    const values = { n: text(entry['at_least']), within: time(entry['within_s']) };
    if (entry['increase_of'] === undefined) return c('count', { ...values, what: inner(entry['of'], kind) });
    return c('countIncrease', { ...values, what: label(text(entry['increase_of']), kind) });
  },
  sequence: (entry, kind) => {
    const values = { first: inner(entry['first'], kind), within: time(entry['within_s']) };
    const said =
      entry['missing'] === undefined
        ? c('sequence', { ...values, next: inner(entry['then'], kind) })
        : c('sequenceMissing', { ...values, missing: inner(entry['missing'], kind) });
    return entry['without'] === undefined
      ? said
      : `${said}${c('sequenceWithout', { without: inner(entry['without'], kind) })}`;
  },
  duration: (entry, kind) =>
    c('duration', {
      over: time(entry['over_s']),
      share: formatPercent(numberOf(entry['share']) ?? 1),
      what: inner(entry['of'], kind),
    }),
  absence: (entry) =>
    entry['after_s'] === undefined ? c('absence') : c('absenceAfter', { after: time(entry['after_s']) }),
  stuck: (entry, kind) => c('stuck', { metric: metricWords(entry, kind), for: time(entry['for_s']) }),
  relation: (entry, kind) => {
    const to = entry['to'];
    const other =
      to === 'others'
        ? c('others')
        : (Array.isArray(to) ? to : [to]).map((name) => label(text(name), kind)).join(c('or'));
    const phrase = entry['as'] === 'ratio' ? 'ratio' : 'difference';
    const limit = limitOf(entry, phrase === 'ratio' ? null : { entry, kind });
    return c(phrase, { metric: metricWords(entry, kind), other, limit });
  },
  change: (entry, kind) =>
    c('change', {
      metric: metricWords(entry, kind),
      amount: amount(numberOf(entry['at_least']) ?? 0, entry, kind),
      within: time(entry['within_s']),
    }),
  machine: (entry) => {
    const alarm = Array.isArray(entry['alarm']) ? entry['alarm'].map(text) : [];
    const steps = Array.isArray(entry['transitions']) ? entry['transitions'].length : 0;
    return c('machine', { alarm: alarm.join(c('or')), n: steps });
  },
  deviation: (entry, kind) => {
    const baseline = text(entry['baseline']);
    const phrase = baseline === 'drift' ? 'drift' : baseline === 'all_day' ? 'deviationAllDay' : 'deviation';
    const said = c(phrase, { metric: metricWords(entry, kind), n: text(entry['at_least']) });
    return entry['while'] === undefined
      ? said
      : `${said}${c('while', { what: inner(entry['while'], kind) })}`;
  },
  forecast: (entry, kind) =>
    c('forecast', {
      metric: metricWords(entry, kind),
      within: time(entry['within_s']),
      probability: formatPercent(numberOf(entry['min_probability']) ?? 0),
      breach: text(entry['breach']),
    }),
  quorum: (entry) =>
    c('quorum', {
      place: entry['of'] === 'building' ? c('building') : c('site'),
      within: time(entry['within_s']),
      n: text(entry['at_least']),
      rules: listOf(entry['rules']).join(c('or')),
    }),
  during: (entry) =>
    c('during', {
      days:
        listOf(entry['days'])
          .map((day) => c(dayPhrases[day] ?? 'everyDay'))
          .join(c('and')) || c('everyDay'),
      from: text(entry['from']),
      to: text(entry['to']),
    }),
  all: (entry, kind) => several(entry, kind, c('and')),
  any: (entry, kind) => several(entry, kind, c('or')),
  not: (entry, kind) => c('not', { what: conditionWords(entry, kind) }),
};

const dayPhrases: Readonly<Record<string, Parameters<typeof c>[0]>> = {
  mon: 'mon',
  tue: 'tue',
  wed: 'wed',
  thu: 'thu',
  fri: 'fri',
  sat: 'sat',
  sun: 'sun',
};

function comparisonWords(entry: Entry, kind: Kind): string {
  const metric = metricWords(entry, kind);
  const levels = Array.isArray(entry['levels']) ? entry['levels'].map(toEntry) : [];
  if (levels.length > 0) {
    const said = levels.map((level) => `${limitOf(level, { entry, kind })} (${severityWords(level)})`);
    return `${metric} ${said.join(c('comma'))}`;
  }
  const only = namesOf(entry)[0];
  const isSwitch = kind !== 'any' && only !== undefined && findMetric(kind, only)?.type === 'switch';
  if (isSwitch && entry['equals'] !== undefined) {
    return c(entry['equals'] === 1 ? 'isOn' : 'isOff', { metric });
  }
  return `${metric} ${limitOf(entry, { entry, kind })}`;
}

/** `≥ 0.15 m`. */
function limitOf(level: Entry, about: { readonly entry: Entry; readonly kind: Kind } | null): string {
  const show = (value: number): string =>
    about === null ? numberWords(value) : amount(value, about.entry, about.kind);
  const signs = { at_least: '≥', at_most: '≤', equals: '=', not_equals: '≠' } as const;
  for (const [key, sign] of Object.entries(signs)) {
    const value = numberOf(level[key]);
    if (value !== null) return `${sign} ${show(value)}`;
  }
  return `= ${listOf(level['one_of']).join(c('or'))}`;
}

function severityWords({ severity }: Entry): string {
  const found = severities.find(({ code }) => code === severity);
  return found === undefined ? text(severity) : say(found.label);
}

function several(entry: unknown, kind: Kind, between: string): string {
  const parts = Array.isArray(entry) ? entry.map((part) => conditionWords(toEntry(part), kind)) : [];
  return parts.length === 1 ? (parts[0] ?? '') : parts.map((part) => c('quoted', { part })).join(between);
}

function inner(entry: unknown, kind: Kind): string {
  return c('quoted', { part: conditionWords(toEntry(entry), kind) });
}

function metricWords(entry: Entry, kind: Kind): string {
  const names = namesOf(entry);
  if (names.length === 0) return '';
  return names.map((name) => label(name, kind)).join(c('or'));
}

function namesOf(entry: Entry): readonly string[] {
  return [...(entry['metric'] === undefined ? [] : [text(entry['metric'])]), ...listOf(entry['metrics'])];
}

function label(name: string, kind: Kind): string {
  const metric = kind === 'any' || !isSensorKind(kind) ? undefined : findMetric(kind, name);
  return metric === undefined ? name : say(metric.label);
}

/** With the unit of the entry's first metric. */
function amount(value: number, entry: Entry, kind: Kind): string {
  const name = namesOf(entry)[0];
  const unit = kind === 'any' || name === undefined ? '' : (findMetric(kind, name)?.unit ?? '');
  return unit === '' ? numberWords(value) : `${numberWords(value)} ${unit}`;
}

function time(value: unknown): string {
  return formatDuration(numberOf(value) ?? 0, language.value);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(text) : [];
}

function toEntry(value: unknown): Entry {
  return typeof value === 'object' && value !== null ? (value as Entry) : {};
}
