import type { Alert, AlertEvent, Finding, StaffActionType } from '../../../domain/alert.ts';
import { findMetric, type SensorKind } from '../../../domain/kinds.ts';
import { personName } from '../parts/staff-names.ts';
import type { Phrase } from '../shell/dictionary.ts';
import { formatValue } from '../parts/format.ts';
import { say, t } from '../shell/language.ts';

/** Alerts in words. */

export const conditionPhrases: Readonly<Record<Alert['condition'], Phrase>> = {
  active: 'conditionActive',
  normal: 'conditionNormal',
  unknown: 'conditionUnknown',
};

export const operatorPhrases: Readonly<Record<Alert['operator'], Phrase>> = {
  unacknowledged: 'operatorUnacknowledged',
  acknowledged: 'operatorAcknowledged',
  confirmed: 'operatorConfirmed',
};

export const findingPhrases: Readonly<Record<Finding, Phrase>> = {
  real: 'findingReal',
  cooking: 'findingCooking',
  steam: 'findingSteam',
  dust: 'findingDust',
  insects: 'findingInsects',
  test: 'findingTest',
  deviceFault: 'findingDeviceFault',
  drill: 'findingDrill',
};

const suppressionPhrases: Readonly<Record<Exclude<Alert['suppression'], 'none'>, Phrase>> = {
  shelved: 'shelved',
  suppressed: 'suppressed',
  outOfService: 'outOfService',
};

export const eventPhrases: Readonly<Record<AlertEvent['type'], Phrase>> = {
  raise: 'eventRaise',
  worsen: 'eventWorsen',
  ease: 'eventEase',
  return: 'eventReturn',
  reactivate: 'eventReactivate',
  unknown: 'eventUnknown',
  known: 'eventKnown',
  update: 'eventUpdate',
  realarm: 'eventRealarm',
  suppress: 'eventSuppress',
  unsuppress: 'eventUnsuppress',
  chatter: 'eventChatter',
  calm: 'eventCalm',
  acknowledge: 'acknowledge',
  confirm: 'confirm',
  silence: 'eventSilence',
  shelve: 'eventShelve',
  unshelve: 'eventUnshelve',
  assign: 'eventAssign',
  reset: 'reset',
  comment: 'comment',
  close: 'close',
  refuse: 'eventRefuse',
};

/** What the button says that does it. */
export const actionPhrases: Readonly<Record<StaffActionType, Phrase>> = {
  acknowledge: 'acknowledge',
  confirm: 'confirm',
  silence: 'silence',
  shelve: 'shelve',
  unshelve: 'unshelve',
  assign: 'eventAssign',
  reset: 'reset',
  comment: 'comment',
  close: 'close',
};

export interface StateWord {
  readonly tone: 'calm' | 'alert' | 'unknown';
  readonly phrase: Phrase;
}

/** The regions of an alert that a person should know, each in a word. */
export function stateWords(alert: Alert): readonly StateWord[] {
  if (alert.closedAt !== null) return [{ tone: 'calm', phrase: 'closed' }];
  const words: StateWord[] = [
    {
      tone: alert.condition === 'unknown' ? 'unknown' : alert.condition === 'active' ? 'alert' : 'calm',
      phrase: conditionPhrases[alert.condition],
    },
    {
      tone: alert.operator === 'unacknowledged' ? 'alert' : 'calm',
      phrase: operatorPhrases[alert.operator],
    },
  ];
  if (alert.latch === 'latched') words.push({ tone: 'calm', phrase: 'latched' });
  if (alert.isChattering) words.push({ tone: 'unknown', phrase: 'chattering' });
  if (alert.silencedAt !== null) words.push({ tone: 'calm', phrase: 'silenced' });
  if (alert.suppression !== 'none') {
    words.push({ tone: 'unknown', phrase: suppressionPhrases[alert.suppression] });
  }
  return words;
}

/** Who did it: a person, the rules, or time. */
export function authorWords(by: string): string {
  if (by === 'rules') return t('rules');
  return by === 'clock' ? t('theClock') : personName(by);
}

export function metricLabel(kind: SensorKind, name: string): string {
  const metric = findMetric(kind, name);
  return metric === undefined ? name : say(metric.label);
}

export function valueWords(kind: SensorKind, name: string, value: number): string {
  return formatValue(value, { kind, name }, { on: t('on'), off: t('off') });
}

/** A value at a chart's axis, where the unit stands once elsewhere. */
export function tickWords(kind: SensorKind, name: string, value: number): string {
  const decimals = findMetric(kind, name)?.decimals ?? 0;
  return value.toLocaleString('en-US', { maximumFractionDigits: decimals });
}
