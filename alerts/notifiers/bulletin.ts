import type { Language } from '../../domain/text.ts';
import { cutEnd, cutStart, toLine } from './clean-text.ts';
import { notifierLimits } from './limits.ts';
import type { Message, Notice } from './notifier.ts';
import { toClock, toForecastWords, toMark, words } from './words.ts';

/**
 * What a message says, before any channel's form: the heading (severity, what), then where, what to do, when,
 * and where to confirm. All of it is one line each; signs of Markdown and HTML are still in it.
 */
export interface Bulletin {
  readonly heading: string;
  /** `label` is empty where the text stands for itself. */
  readonly lines: readonly { readonly label: string; readonly text: string }[];
  readonly links: readonly { readonly label: string; readonly url: string }[];
}

const { longPiece_characters_max: pieceMax } = notifierLimits;

export function toBulletin(message: Message): Bulletin {
  return message.notices.length === 1 ? ofNotice(message, message.notices[0]) : ofDigest(message);
}

function ofNotice(message: Message, { delivery, confirmUrl }: Notice): Bulletin {
  const { language, content } = delivery;
  const w = words[language];
  const { title, place, advice, measured, alertCount, comment, eventTime } = content;
  const lines = [
    { label: w.place, text: cutStart(toLine(place[language]), pieceMax) },
    { label: '', text: toForecastWords(delivery, message) },
    { label: w.advice, text: cutEnd(toLine(advice[language]), pieceMax) },
    { label: w.measured, text: cutEnd(toLine(measured[language]), pieceMax) },
    { label: '', text: alertCount > 0 ? w.more(alertCount) : '' },
    { label: w.comment, text: cutEnd(toLine(comment ?? ''), pieceMax) },
    { label: w.time, text: toClock(eventTime, message) },
  ];
  return {
    heading: toMark(content, language) + cutEnd(toLine(title[language]), pieceMax),
    lines: lines.filter(({ text }) => text !== ''),
    links: confirmUrl === null ? [] : [{ label: w.confirm, url: confirmUrl }],
  };
}

/** Notices of one kind within a digest. */
interface Group {
  readonly name: string;
  readonly places: Set<string>;
  count: number;
}

function ofDigest(message: Message): Bulletin {
  const { language, notices } = message;
  const w = words[language];
  const groups = groupsOf(notices, language);
  const named = groups.slice(0, notifierLimits.digestGroups_max);
  const others = groups.slice(named.length).reduce((sum, { count }) => sum + count, 0);
  const lines = named.map((group) => ({ label: '', text: toGroupLine(group, language) }));
  return {
    heading: digestHeading(message),
    lines: others === 0 ? lines : [...lines, { label: '', text: w.others(others) }],
    links: notices
      .filter(({ confirmUrl }) => confirmUrl !== null)
      .slice(0, notifierLimits.digestLinks_max)
      .map(({ delivery: { content }, confirmUrl }) => ({
        label: `${w.confirm}${w.colon}${shortTitle(content.title[language])}${w.comma}${shortPlace(content.place[language])}`,
        url: confirmUrl ?? '',
      })),
  };
}

/** `【重要】08:10 起 12 条通知`: the worst of them marks it. */
export function digestHeading(message: Message): string {
  const { language, notices } = message;
  const contents = notices.map(({ delivery }) => delivery.content);
  const worst = contents.reduce((a, b) => (b.severity < a.severity ? b : a));
  const since = Math.min(...contents.map(({ eventTime }) => eventTime));
  const mark = toMark({ ...worst, reason: 'notice', forecast: null }, language);
  return mark + words[language].digest(notices.length, toClock(since, message));
}

/** The most numerous first. */
function groupsOf(notices: readonly Notice[], language: Language): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const { delivery } of notices) {
    const { content } = delivery;
    const mark = content.reason === 'notice' ? '' : toMark(content, language);
    const name = mark + shortTitle(content.title[language]);
    const group = groups.get(name) ?? { name, places: new Set(), count: 0 };
    group.count += 1;
    group.places.add(shortPlace(content.place[language]));
    groups.set(name, group);
  }
  return [...groups.values()].toSorted((a, b) => b.count - a.count);
}

function toGroupLine({ name, places, count }: Group, language: Language): string {
  const w = words[language];
  const shown = [...places].slice(0, notifierLimits.digestPlaces_max).join(w.list);
  const more = places.size > notifierLimits.digestPlaces_max ? ` ${w.andMore(places.size)}` : '';
  return `${count} × ${name}${w.colon}${shown}${more}`;
}

/** `9 × 设备离线` and so on, for a short text. */
export function digestCounts(message: Message): string {
  const groups = groupsOf(message.notices, message.language);
  return groups.map(({ count, name }) => `${count} × ${name}`).join(words[message.language].list);
}

export function shortTitle(title: string): string {
  return cutEnd(toLine(title), notifierLimits.shortTitle_characters_max);
}

export function shortPlace(place: string): string {
  return cutStart(toLine(place), notifierLimits.shortPlace_characters_max);
}
