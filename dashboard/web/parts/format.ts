import { findMetric, type SensorKind } from '../../../domain/kinds.ts';
import type { Language } from '../../../domain/text.ts';

/** Numbers and times as people of a control room read them: 24 hours, their own time zone. */

const units = {
  zh: { second: '秒', minute: '分', hour: '小时', day: '天' },
  en: { second: ' s', minute: ' min', hour: ' h', day: ' d' },
} as const;

/** A stretch of time in its two largest units, short enough to tick: `4 分 07 秒`, `2 h 05 min`. */
export function formatAge(ageMs: number, language: Language): string {
  const unit = units[language];
  const s = Math.max(0, Math.floor(ageMs / 1_000));
  const gap = language === 'zh' ? '' : ' ';
  if (s < 60) return `${s}${unit.second}`;
  if (s < 3_600) return `${Math.floor(s / 60)}${unit.minute}${gap}${two(s % 60)}${unit.second}`;
  if (s < 86_400) {
    return `${Math.floor(s / 3_600)}${unit.hour}${gap}${two(Math.floor(s / 60) % 60)}${unit.minute}`;
  }
  return `${Math.floor(s / 86_400)}${unit.day}${gap}${Math.floor(s / 3_600) % 24}${unit.hour}`;
}

/** `14:02:05`. */
export function formatTime(time: number): string {
  const date = new Date(time);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** The time today, else the date too: `11-21 14:02:05`, with the year when it is another. */
export function formatMoment(time: number, now: number): string {
  const date = new Date(time);
  const today = new Date(now);
  if (date.toDateString() === today.toDateString()) return formatTime(time);
  const year = date.getFullYear() === today.getFullYear() ? '' : `${date.getFullYear()}-`;
  return `${year}${two(date.getMonth() + 1)}-${two(date.getDate())} ${formatTime(time)}`;
}

/** `85 ms`, `1.2 s`, `75 s`. */
export function formatDelay(delayMs: number): string {
  if (delayMs < 1_000) return `${Math.round(delayMs)} ms`;
  return `${(delayMs / 1_000).toFixed(delayMs < 10_000 ? 1 : 0)} s`;
}

/** A metric's value with its unit; switches as the words given. */
export function formatValue(
  value: number,
  metric: { kind: SensorKind; name: string },
  words: { on: string; off: string },
): string {
  const definition = findMetric(metric.kind, metric.name);
  if (definition === undefined) return String(value);
  if (definition.type === 'switch') return value === 1 ? words.on : words.off;
  const number = value.toLocaleString('en-US', {
    minimumFractionDigits: definition.decimals,
    maximumFractionDigits: definition.decimals,
  });
  return definition.unit === '' ? number : `${number} ${definition.unit}`;
}

/** A lead in one unit, as people say it: `40 秒`, `11 分钟`, `2.5 h`. */
export function formatLead(lead_s: number, language: Language): string {
  const unit = { zh: [' 秒', ' 分钟', ' 小时'], en: [' s', ' min', ' h'] }[language];
  if (lead_s < 90) return `${Math.round(lead_s)}${unit[0]}`;
  if (lead_s < 5_400) return `${Math.round(lead_s / 60)}${unit[1]}`;
  return `${Number((lead_s / 3_600).toFixed(1))}${unit[2]}`;
}

/** How long something lasted or may last, exact where it is short: `95 秒`, `2.5 min`, `6 h`, `3 d`. */
export function formatDuration(duration_s: number, language: Language): string {
  const unit = { zh: [' 秒', ' 分钟', ' 小时', ' 天'], en: [' s', ' min', ' h', ' d'] }[language];
  if (duration_s < 120) return `${Math.round(duration_s)}${unit[0]}`;
  if (duration_s < 2 * 3_600) return `${Number((duration_s / 60).toFixed(1))}${unit[1]}`;
  if (duration_s < 2 * 86_400) return `${Number((duration_s / 3_600).toFixed(1))}${unit[2]}`;
  return `${Number((duration_s / 86_400).toFixed(1))}${unit[3]}`;
}

/** `72 %`. What is not sure is never said to be. */
export function formatPercent(probability: number): string {
  if (probability <= 0 || probability >= 1) return probability <= 0 ? '0 %' : '100 %';
  return `${Math.min(99, Math.max(1, Math.round(probability * 100)))} %`;
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}
