import { kinds } from '../../../domain/kinds.ts';
import type { AlertMatch, DeskSettings, RecipientRole, Tell } from '../../../domain/desk-settings.ts';
import { severities } from '../../../domain/severity.ts';
import { formatDuration } from '../parts/format.ts';
import { language, say } from '../shell/language.ts';
import { t } from './phrases.ts';

/** Settings in words. */

const dayNames = {
  zh: ['周一', '周二', '周三', '周四', '周五', '周六', '周日'],
  en: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
} as const;

/** 1 (Monday) to 7. */
export function dayName(day: number): string {
  return dayNames[language.value][day - 1] ?? String(day);
}

export function daysWords(days: readonly number[]): string {
  return days.length === 0 || days.length === 7 ? t('everyDay') : days.map(dayName).join(' ');
}

export function roleWords(role: RecipientRole): string {
  return t(role);
}

export function secondsWords(s: number): string {
  return formatDuration(s, language.value);
}

/** `周六 08:00 – 20:00`, over midnight with both days. */
export function stretchWords({ from, to }: { readonly from: number; readonly to: number }): string {
  if (from === 0 && to === 7 * 1_440) return t('allWeek');
  const start = `${dayName(Math.floor(from / 1_440) + 1)} ${clockWords(from)}`;
  const endDay = Math.floor((to - 1) / 1_440);
  const end = to % 1_440 === 0 ? '24:00' : clockWords(to);
  const isSameDay = Math.floor(from / 1_440) === endDay;
  return isSameDay ? `${start}–${end}` : `${start} – ${dayName(endDay + 1)} ${end}`;
}

export function clockWords(minute: number): string {
  const inDay = minute % 1_440;
  return `${String(Math.floor(inDay / 60)).padStart(2, '0')}:${String(inDay % 60).padStart(2, '0')}`;
}

/** Enough to know it again, not enough to use it: `138****0001`, `d***@example.org`. */
export function maskAddress(address: string): string {
  if (address === '') return '';
  const mail = /^(.)[^@]*(@.+)$/.exec(address);
  if (mail !== null) return `${mail[1]}***${mail[2]}`;
  if (address.length <= 6) return `${address.slice(0, 1)}***`;
  return `${address.slice(0, 3)}****${address.slice(-4)}`;
}

/** Whom a route or a step means. */
export function tellWords(tell: Tell, { recipients }: Pick<DeskSettings, 'recipients'>): string {
  if ('recipient' in tell) {
    const found = recipients.find(({ id }) => id === tell.recipient);
    return found === undefined ? tell.recipient : say(found.name);
  }
  if ('nearest' in tell) return t('nearest', { role: roleWords(tell.nearest) });
  if ('onDuty' in tell) return t('onDutyNow', { role: t(tell.onDuty) });
  return t('levelAbove');
}

/** What an alert must be like, a few words each; empty: every alert. */
export function matchWords(match: AlertMatch, placeName: (code: string) => string): readonly string[] {
  const { areas, sites, kinds: of, severities: levels, rules, isForecast, hours } = match;
  return [
    ...list(of.map((kind) => say(kinds[kind].label))),
    ...list(levels.map((level) => severityWords(level))),
    ...list([...areas, ...sites].map(placeName)),
    ...list(rules),
    ...(isForecast === null ? [] : [t(isForecast ? 'forecastsOnly' : 'noForecasts')]),
    ...(hours === null ? [] : [`${daysWords(hours.days)} ${hours.from}–${hours.to}`]),
  ];
}

export function severityWords(level: number): string {
  const found = severities.find((severity) => severity.level === level);
  return found === undefined ? String(level) : say(found.label);
}

function list(parts: readonly string[]): readonly string[] {
  return parts.length === 0 ? [] : [parts.join(' / ')];
}
