import type { Delivery, DeliveryContent, DeliveryReason } from '../../domain/delivery.ts';
import { severities } from '../../domain/severity.ts';
import type { Language } from '../../domain/text.ts';

/** The words of messages, in both languages of the command centre. */
export const words = {
  zh: {
    forecast: '预警',
    place: '地点',
    advice: '措施',
    expected: '预计',
    probability: '概率',
    measured: '实测',
    more: (count: number) => `同一事件另有 ${count} 条告警`,
    comment: '说明',
    time: '时间',
    confirm: '确认收到',
    digest: (count: number, since: string) => `${since} 起 ${count} 条通知`,
    andMore: (count: number) => `等 ${count} 处`,
    others: (count: number) => `其他 ${count} 条`,
    stop: '。',
    comma: '，',
    list: '、',
    colon: '：',
  },
  en: {
    forecast: 'Early warning',
    place: 'Place',
    advice: 'Do',
    expected: 'Expected',
    probability: 'probability',
    measured: 'Measured',
    more: (count: number) => `${count} more alerts of the same incident`,
    comment: 'Note',
    time: 'Time',
    confirm: 'I have received this',
    digest: (count: number, since: string) => `${count} notices since ${since}`,
    andMore: (count: number) => `and others, ${count} in all`,
    others: (count: number) => `${count} others`,
    stop: '. ',
    comma: ', ',
    list: ', ',
    colon: ': ',
  },
} as const;

/** What the reason adds to the mark; the first telling adds nothing. */
const reasonWords: Readonly<Record<DeliveryReason, { readonly zh: string; readonly en: string } | null>> = {
  raised: null,
  worsened: { zh: '加重', en: 'worse' },
  reactivated: { zh: '再次触发', en: 'active again' },
  again: { zh: '再次提醒', en: 'nobody answered' },
  escalated: { zh: '升级', en: 'escalated' },
  returned: { zh: '恢复', en: 'Back to normal' },
  dispatched: { zh: '派单', en: 'task for you' },
  overdue: { zh: '超时', en: 'overdue' },
  whistled: { zh: '吹哨', en: 'whistle' },
  notice: null,
};

/** The mark that every message begins with: `【紧急·升级】`, `【预警·一般】`, `[Back to normal] `. */
export function toMark(
  {
    severity,
    reason,
    forecast,
  }: Pick<DeliveryContent, 'severity' | 'reason'> & {
    readonly forecast: object | null;
  },
  language: Language,
): string {
  const reasonWord = reasonWords[reason]?.[language] ?? null;
  // What is over must not look as if it were on.
  const parts =
    reason === 'returned'
      ? [reasonWord]
      : [
          forecast === null ? null : words[language].forecast,
          severities[severity - 1]?.label[language] ?? null,
          reasonWord,
        ];
  const text = parts.filter((part) => part !== null).join(language === 'zh' ? '·' : ' · ');
  return language === 'zh' ? `【${text}】` : `[${text}] `;
}

const formats = new Map<string, { readonly time: Intl.DateTimeFormat; readonly day: Intl.DateTimeFormat }>();

function formatsOf(timeZone: string) {
  let known = formats.get(timeZone);
  if (known === undefined) {
    const time = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
    const day = new Intl.DateTimeFormat('en-CA', { timeZone, month: '2-digit', day: '2-digit' });
    known = { time, day };
    formats.set(timeZone, known);
  }
  return known;
}

/** `09:41`, with the day (`11-21 09:41`) where it is not that of `at`. */
export function toClock(time: number, { at, timeZone }: { at: number; timeZone: string }): string {
  const { time: clock, day } = formatsOf(timeZone);
  const date = new Date(time);
  const isToday = day.format(date) === day.format(new Date(at));
  return isToday ? clock.format(date) : `${day.format(date)} ${clock.format(date)}`;
}

/** `预计 10:05，概率 80 %`; empty where nothing is foretold. */
export function toForecastWords(
  { content: { forecast }, language }: Delivery,
  zone: { at: number; timeZone: string },
): string {
  if (forecast === null) return '';
  const { expected, probability, comma } = words[language];
  const percent = Math.round(forecast.probability * 100);
  return `${expected} ${toClock(forecast.expectedAt, zone)}${comma}${probability} ${percent} %`;
}
