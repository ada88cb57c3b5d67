import { figureDefinitions } from '../../../domain/figure-definitions.ts';
import type { FigureGap, FigureName, FigureValue, FigureVerdict } from '../../../domain/figures.ts';
import type { Language, Text } from '../../../domain/text.ts';
import { language, say } from '../shell/language.ts';
import { formatDuration } from './format.ts';

/** Why a figure is not known, in the page's language; never a nought in its place. */
const gaps: Readonly<Record<FigureGap, Text>> = {
  none: { zh: '期间没有可计算的记录', en: 'nothing happened to make it of' },
  perSeatOnly: { zh: '仅按坐席计算', en: 'known by seat only' },
  tooShort: { zh: '时段太短', en: 'the period is too short' },
  notHere: { zh: '不能按此筛选计算', en: 'not known by this filter' },
  away: { zh: '所需数据暂不可用', en: 'its data are away now' },
};

export function gapWords(gap: FigureGap | null): string {
  return say(gaps[gap ?? 'none']);
}

const verdicts: Readonly<Record<FigureVerdict, Text>> = {
  met: { zh: '达标', en: 'met' },
  missed: { zh: '未达标', en: 'missed' },
  exceeded: { zh: '超出极限', en: 'beyond the limit' },
};

export function verdictWords(verdict: FigureVerdict): string {
  return say(verdicts[verdict]);
}

/** A figure's amount in its unit: `0.4`, `2.5 %`, `3 分 20 秒`. */
export function amountOf(name: FigureName, value: number): string {
  return toAmount(figureDefinitions[name].unit, value, language.value);
}

function toAmount(unit: string, value: number, language: Language): string {
  if (unit === 'share') return shareWords(value);
  if (unit === 'seconds') return formatDuration(value, language);
  if (unit === 'minutes') return formatDuration(value * 60, language);
  return value.toLocaleString('en-US', { maximumFractionDigits: value < 100 ? 1 : 0 });
}

/** A share of 0 to 1 as per cent; never rounded to all or nothing unless it is. */
export function shareWords(share: number): string {
  const rounded = Math.round(share * 1_000) / 10;
  if (share > 0 && rounded === 0) return '< 0.1 %';
  if (share < 1 && rounded === 100) return '> 99.9 %';
  return `${rounded} %`;
}

/** `≤ 1`, `≥ 80 %`; null where there is no target. */
export function targetWords(name: FigureName): string | null {
  const { target, isHighGood } = figureDefinitions[name];
  return target === null ? null : `${isHighGood ? '≥' : '≤'} ${amountOf(name, target)}`;
}

/** The value, or why there is none; for where a plain text is wanted. */
export function figureText(name: FigureName, figure: FigureValue): string {
  return figure.value === null ? gapWords(figure.gap) : amountOf(name, figure.value);
}
