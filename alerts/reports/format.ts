import { figureDefinitions } from '../../domain/figure-definitions.ts';
import type { FigureGap, FigureName, FigureValue } from '../../domain/figures.ts';
import type { Language, Text } from '../../domain/text.ts';
import { toZoned } from '../figures/time-zone.ts';
import { markup, type Html } from './html.ts';

const gaps: Readonly<Record<FigureGap, Text>> = {
  none: { zh: '无', en: 'none' },
  perSeatOnly: { zh: '仅按坐席', en: 'by seat only' },
  tooShort: { zh: '时段过短', en: 'too short' },
  notHere: { zh: '不按此分', en: 'not by this' },
  away: { zh: '缺失', en: 'missing' },
};

/** A number for people: whole ones with groups of three, others with one or two decimals. */
export function toNumber(value: number, language: Language, decimals = 1): string {
  const digits = Number.isInteger(value) ? 0 : decimals;
  return value.toLocaleString(language === 'zh' ? 'zh-CN' : 'en-GB', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

/** A share of 0 to 1 as per cent; never rounded to all or nothing unless it is. */
export function toPercent(share: number, language: Language): string {
  const rounded = Math.round(share * 1000) / 10;
  if (share > 0 && rounded === 0) return '< 0.1 %';
  if (share < 1 && rounded === 100) return '> 99.9 %';
  return `${toNumber(rounded, language)} %`;
}

/** Seconds as people say them: `42 s`, `3 min 20 s`, `2 h 5 min`. */
export function toDuration(seconds: number, language: Language): string {
  const [s, min, h, d] = language === 'zh' ? [' 秒', ' 分', ' 小时', ' 天'] : [' s', ' min', ' h', ' d'];
  if (seconds < 60) return `${toNumber(Math.round(seconds * 10) / 10, language)}${s}`;
  const whole = Math.round(seconds);
  if (whole < 3_600)
    return whole % 60 === 0 ? `${whole / 60}${min}` : `${Math.floor(whole / 60)}${min} ${whole % 60}${s}`;
  const minutes = Math.round(whole / 60);
  if (minutes < 1_440) return `${Math.floor(minutes / 60)}${h} ${minutes % 60}${min}`;
  const hours = Math.round(minutes / 60);
  return `${Math.floor(hours / 24)}${d} ${hours % 24}${h}`;
}

/** A date and time on the wall. */
export function toTime(at: number, timeZone: string): string {
  const { date, time } = toZoned(at, timeZone);
  return `${date} ${time}`;
}

/** A figure's value in its unit, or why there is none. */
export function toValue(name: FigureName, { value, gap }: FigureValue, language: Language): string {
  if (value === null) return gaps[gap ?? 'none'][language];
  const { unit } = figureDefinitions[name];
  if (unit === 'share') return toPercent(value, language);
  if (unit === 'seconds') return toDuration(value, language);
  if (unit === 'minutes') return toDuration(value * 60, language);
  return toNumber(value, language, 2);
}

const marks = { met: '✓', missed: '△', exceeded: '✕' } as const;

/** The same with its verdict: by a mark and by colour, so that it is there in black and white too. */
export function toJudged(name: FigureName, figure: FigureValue, language: Language): Html {
  const text = toValue(name, figure, language);
  if (figure.value === null) return markup`<span class="gap">${text}</span>`;
  const { verdict } = figure;
  return verdict === null
    ? markup`${text}`
    : markup`<span class="${verdict}">${text} ${marks[verdict]}</span>`;
}
