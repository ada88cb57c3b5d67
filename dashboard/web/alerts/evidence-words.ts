import type { Alert, AlertEvidence, EvidenceQuantity } from '../../../domain/alert.ts';
import { findMetric, type SensorKind } from '../../../domain/kinds.ts';
import { metricLabel, valueWords } from './alert-words.ts';
import { amountWords, numberWords } from '../parts/amount-words.ts';
import type { Phrase } from '../shell/dictionary.ts';
import { formatDuration } from '../parts/format.ts';
import { language, t } from '../shell/language.ts';

/** Evidence in words: what was measured, what it was held against, and what makes it plain. */
export interface EvidenceWords {
  /** The metric, or what else it is about. */
  readonly label: string;
  /** `8.9 mA`, `每分钟上升 1.2 cm`, `3 times within 10 min`. */
  readonly value: string;
  /** `≥ 6.0 mA`, `限值 1 cm`; null where there is none to speak of. */
  readonly limit: string | null;
  /** `平时 41 mA，现在 128 mA`; null when there is nothing more to say. */
  readonly detail: string | null;
  /** Names of the facts that this tells already, and of the metric where it tells its value. */
  readonly told: readonly string[];
}

type About = Pick<Alert, 'kind' | 'condition' | 'receivedAt'> & { readonly evidence: AlertEvidence };
type Words = Omit<EvidenceWords, 'label' | 'told'> & { readonly told?: readonly string[] };

/** `now`: by our clock, ms; asked only where the words change with it (an ongoing silence). */
export function evidenceWords(about: About, now: () => number): EvidenceWords {
  const words = tellers[about.evidence.quantity](about, now);
  return { label: labelOf(about), told: [], ...words };
}

function labelOf({ kind, evidence: { metric, quantity } }: About): string {
  if (metric !== '') return metricLabel(kind, metric);
  return t(labels[quantity] ?? 'conditionOfRule');
}

/** Where it is about no metric. */
const labels: Partial<Record<EvidenceQuantity, Phrase>> = {
  devices: 'devicesTogether',
  dueDate: 'dueDate',
  silence_s: 'contact',
  schedule: 'hoursOfRule',
};

const signs = { '>=': '≥', '<=': '≤', '==': '=', '!=': '≠' } as const;

const tellers: Readonly<Record<EvidenceQuantity, (about: About, now: () => number) => Words>> = {
  value({ kind, evidence: { metric, value, threshold, comparison } }) {
    // A switch is on or off, and a code is one of those that count: neither is beyond anything.
    const isPlain = findMetric(kind, metric)?.type === 'switch' || comparison === '==';
    const limit = isPlain ? null : `${signs[comparison]} ${valueWords(kind, metric, threshold)}`;
    return { value: valueWords(kind, metric, value), limit, detail: null, told: [metric] };
  },
  ratePerMinute({ kind, evidence }) {
    const { metric, value, threshold } = evidence;
    const inUnit = amountWords(kind, metric, [value, threshold]);
    const phrase = value < 0 ? 'evidenceFalling' : 'evidenceRising';
    return {
      value: t(phrase, { amount: inUnit(Math.abs(value)) }),
      limit: limitWords(evidence, inUnit),
      detail: presentWords(kind, evidence),
      told: [metric, `${metric}_per_min`],
    };
  },
  ratio({ kind, evidence }) {
    return {
      value: t('evidenceRatio', { n: numberWords(evidence.value) }),
      limit: limitWords(evidence, factorWords),
      ...comparedWith(kind, evidence, 'ratio'),
    };
  },
  difference({ kind, evidence }) {
    const { metric, value, threshold } = evidence;
    const inUnit = amountWords(kind, metric, [value, threshold]);
    return {
      value: t(value < 0 ? 'evidenceBelow' : 'evidenceAbove', { amount: inUnit(Math.abs(value)) }),
      limit: limitWords(evidence, inUnit),
      ...comparedWith(kind, evidence, 'difference'),
    };
  },
  deviation({ kind, evidence }) {
    const { metric, value, facts, readings } = evidence;
    const usual = facts[`usual_${metric}`];
    const present = readings.find((reading) => reading.metric === metric);
    const isPlain = usual !== undefined && present !== undefined;
    return {
      value: t('evidenceDeviation', { n: numberWords(value) }),
      limit: limitWords(evidence, numberWords),
      detail: isPlain
        ? t('evidenceUsual', {
            usual: valueWords(kind, metric, usual),
            present: valueWords(kind, metric, present.value),
          })
        : null,
      told: isPlain ? [metric, 'deviation_sd', `usual_${metric}`] : ['deviation_sd'],
    };
  },
  change({ kind, evidence }) {
    const { metric, value, threshold, facts } = evidence;
    const inUnit = amountWords(kind, metric, [value, threshold]);
    const name = `jump_${metric}`;
    const direction = Math.sign(facts[name] ?? 0);
    const phrase = direction > 0 ? 'evidenceJumpUp' : direction < 0 ? 'evidenceJumpDown' : 'evidenceJump';
    const limit = limitWords(evidence, inUnit);
    return { value: t(phrase, { amount: inUnit(value) }), limit, detail: null, told: [name] };
  },
  count({ evidence }) {
    const { value, facts } = evidence;
    const within = facts['within_s'];
    const phrase = value === 1 ? 'evidenceOnceWithin' : 'evidenceCountWithin';
    return {
      value:
        within === undefined
          ? timesWords(value)
          : t(phrase, { n: numberWords(value), time: durationWords(within) }),
      limit: limitWords(evidence, timesWords),
      detail: null,
      told: ['count', 'within_s'],
    };
  },
  duration_s({ kind, evidence }) {
    const { metric, value, facts } = evidence;
    const over = facts['over_s'];
    const time = durationWords(value);
    return {
      value:
        over === undefined
          ? t('evidenceHeld', { time })
          : t('evidenceHeldOf', { time, over: durationWords(over) }),
      limit: limitWords(evidence, durationWords),
      detail: presentWords(kind, evidence),
      told: [metric, 'held_s', 'over_s'],
    };
  },
  still_s({ kind, evidence }) {
    const { metric, value, facts } = evidence;
    const name = `still_at_${metric}`;
    const at = facts[name];
    return {
      value: t('evidenceStill', { time: durationWords(value) }),
      limit: limitWords(evidence, durationWords),
      detail: at === undefined ? null : t('evidenceStillAt', { value: valueWords(kind, metric, at) }),
      told: at === undefined ? ['still_s'] : [metric, 'still_s', name],
    };
  },
  silence_s({ evidence, condition, receivedAt }, now) {
    const { value, threshold, comparison, onDelay_s } = evidence;
    const isOverdue = comparison === '>=';
    const atRaise_s = isOverdue ? Math.max(value, threshold + onDelay_s) : value;
    // It has gone on since: the number that the rule gave is of the moment at which it spoke.
    const since_s = isOverdue && condition === 'active' ? Math.max(0, now() - receivedAt) / 1_000 : 0;
    return {
      value: t('evidenceSilent', { time: durationWords(atRaise_s + since_s) }),
      limit: limitWords(evidence, durationWords),
      detail: null,
      told: ['silence_s'],
    };
  },
  wait_s({ evidence }) {
    return {
      value: t('evidenceWaited', { time: durationWords(evidence.value) }),
      limit: limitWords(evidence, durationWords),
      detail: null,
      told: ['waited_s', 'within_s'],
    };
  },
  state({ kind, evidence: { metric, readings, facts } }) {
    // The states have names and numbers of the rule's own: what led there says more.
    const cause = readings.find((reading) => reading.metric === metric);
    const lasted = facts['in_state_s'] ?? 0;
    return {
      value: cause === undefined ? t('evidenceInAlarm') : valueWords(kind, metric, cause.value),
      limit: null,
      detail: lasted > 0 ? t('evidenceInState', { time: durationWords(lasted) }) : null,
      told: [metric, 'state', 'in_state_s'],
    };
  },
  schedule: () => ({ value: t('evidenceInHours'), limit: null, detail: null }),
  dueDate({ evidence: { value, facts } }) {
    const devices = facts['devices'] ?? 1;
    return {
      value: dateWords(value),
      limit: null,
      detail: devices > 1 ? devicesWords(devices) : null,
      told: ['devices', 'due_yyyymmdd', 'left_days', 'stage_days'],
    };
  },
  devices({ evidence }) {
    return { value: devicesWords(evidence.value), limit: limitWords(evidence, devicesWords), detail: null };
  },
};

/** What the metric itself is; null where its reading is not among the evidence. */
function presentWords(kind: SensorKind, { metric, readings }: AlertEvidence): string | null {
  const reading = readings.find((one) => one.metric === metric);
  return reading === undefined
    ? null
    : t('evidencePresent', { present: valueWords(kind, metric, reading.value) });
}

/** A limit that is passed away from nought needs no sign; any other has one. */
function limitWords({ threshold, comparison }: AlertEvidence, amount: (size: number) => string): string {
  const isPassedOutwards = threshold < 0 ? comparison === '<=' : comparison === '>=';
  if (isPassedOutwards) return t('evidenceLimit', { limit: amount(Math.abs(threshold)) });
  return `${signs[comparison]} ${amount(threshold)}`;
}

const comparedWithMetric = 'compared_with_';

function comparedWith(
  kind: SensorKind,
  { facts }: AlertEvidence,
  own: string,
): Pick<Words, 'detail' | 'told'> {
  const name = Object.keys(facts).find((fact) => fact.startsWith(comparedWithMetric));
  if (name === undefined) return { detail: null, told: [own] };
  const reference = valueWords(kind, name.slice(comparedWithMetric.length), facts[name] ?? NaN);
  return { detail: t('evidenceCompared', { reference }), told: [own, name] };
}

function durationWords(duration_s: number): string {
  return formatDuration(duration_s, language.value);
}

function factorWords(factor: number): string {
  return t('evidenceFactor', { n: numberWords(factor) });
}

function timesWords(count: number): string {
  return t(count === 1 ? 'evidenceOnce' : 'evidenceCount', { n: numberWords(count) });
}

/** `2026-11-22` of 20261122. */
function dateWords(yyyymmdd: number): string {
  return String(yyyymmdd).replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');
}

function devicesWords(count: number): string {
  return t(count === 1 ? 'evidenceDevice' : 'evidenceDevices', { n: count });
}
