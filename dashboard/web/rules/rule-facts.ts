import type { RuleView } from '../../../domain/rule-set.ts';
import { formatDuration } from '../parts/format.ts';
import { language } from '../shell/language.ts';
import { t } from './phrases.ts';

/** How long and how often a rule must hold, and what ends it; each with its name. */
export function delayWords(rule: RuleView): readonly (readonly [string, string])[] {
  const { onDelay_s, onReadings, offDelay_s, latching } = rule;
  const start = [
    ...(onDelay_s > 0 ? [t('heldFor', { time: time(onDelay_s) })] : []),
    ...(onReadings > 1 ? [t('readingsInRow', { n: onReadings })] : []),
  ];
  return [
    [t('raised'), start.length === 0 ? t('atOnce') : start.join(t('andThen'))],
    [t('returns'), offDelay_s === 0 ? t('atOnce') : t('normalFor', { time: time(offDelay_s) })],
    [t('latching'), latching ? t('latched') : t('notLatched')],
  ];
}

function time(s: number): string {
  return formatDuration(s, language.value);
}

/** `area:code` and the like, for people. */
export function placeWords(place: string): string {
  const [type = '', name = ''] = place.split(/:(.*)/s);
  const words = { area: t('area'), site: t('site'), device: t('device') }[type] ?? type;
  return `${words} ${name}`;
}
