import {
  digestCounts,
  digestHeading,
  shortPlace,
  shortTitle,
  toBulletin,
  type Bulletin,
} from './bulletin.ts';
import { cutEnd, escapeHtml, toHtmlText, toLine, toMarkdownLine } from './clean-text.ts';
import { notifierLimits } from './limits.ts';
import type { Message } from './notifier.ts';
import { toClock, toForecastWords, toMark, words } from './words.ts';

/**
 * A message in the forms that channels take. First the severity's word, what and where; then what to do; then
 * the time and the link. Whatever comes from outside is harmless in each form.
 */

/** For an SMS: one line; a part holds 70 UTF-16 units in Chinese. The link is never cut. */
export function toShortText(message: Message): string {
  const { delivery, confirmUrl } = message.notices[0];
  const isDigest = message.notices.length > 1;
  const link = isDigest || confirmUrl === null ? '' : ` ${confirmUrl}`;
  const rest = notifierLimits.shortText_characters_max - link.length;
  const text = isDigest
    ? `${digestHeading(message)}${words[message.language].colon}${digestCounts(message)}`
    : `${shortSentences(message).join('')}${toClock(delivery.content.eventTime, message)}`;
  return cutEnd(text, Math.max(rest, 0)) + link;
}

/** For a voice that reads it out: no brackets, no addresses, no shortened words; twice, for who picked up late. */
export function toSpokenText(message: Message): string {
  const { language } = message;
  const text =
    message.notices.length > 1
      ? `${digestHeading(message)}${words[language].comma}${digestCounts(message)}`
      : shortSentences(message).join('');
  const spoken = text
    .replaceAll(/[【[]/gu, '')
    .replaceAll(/[】\]]/gu, words[language].comma)
    .replaceAll('·', words[language].comma);
  return toLine(`${spoken}${words[language].stop}${spoken}`);
}

function shortSentences(message: Message): readonly string[] {
  const { delivery } = message.notices[0];
  const { language, content } = delivery;
  const { comma, stop, measured: measuredWord } = words[language];
  const measured = cutEnd(toLine(content.measured[language]), notifierLimits.shortMeasured_characters_max);
  const advice = cutEnd(toLine(content.advice[language]), notifierLimits.shortAdvice_characters_max);
  const what = `${toMark(content, language)}${shortTitle(content.title[language])}`;
  const sentences = [
    [what, shortPlace(content.place[language])].filter((part) => part !== '').join(comma),
    toForecastWords(delivery, message),
    measured === '' ? '' : `${measuredWord} ${measured}`,
    advice.replace(/[。.]$/u, ''),
  ];
  return sentences.filter((sentence) => sentence !== '').map((sentence) => sentence + stop);
}

/** For robots: `title` is what a phone shows of it. */
export function toMarkdown(message: Message): { readonly title: string; readonly text: string } {
  const { heading, lines, links } = toBulletin(message);
  const { colon } = words[message.language];
  const title = toMarkdownLine(heading);
  const body = lines.map(({ label, text }) => {
    const line = toMarkdownLine(text);
    return label === '' ? line : `**${label}**${colon}${line}`;
  });
  const linked = links.map(({ label, url }) => `[${toMarkdownLine(label)}](${url})`);
  // Two blanks before a break: robots differ in what they take for a new line.
  return { title, text: [`### ${title}`, ...body, ...linked].join('  \n') };
}

/** For a mailbox. */
export function toMail(message: Message): {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
} {
  const bulletin = toBulletin(message);
  return { subject: bulletin.heading, text: toPlain(bulletin, message), html: toHtml(bulletin, message) };
}

function toPlain({ heading, lines, links }: Bulletin, { language }: Message): string {
  const { colon } = words[language];
  const body = lines.map(({ label, text }) => (label === '' ? text : `${label}${colon}${text}`));
  const linked = links.map(({ label, url }) => `${label}${colon}${url}`);
  return [heading, '', ...body, '', ...linked].join('\n').trimEnd();
}

function toHtml({ heading, lines, links }: Bulletin, { language }: Message): string {
  const { colon } = words[language];
  const body = lines.map(({ label, text }) =>
    label === '' ? toHtmlText(text) : `<b>${label}${colon}</b>${toHtmlText(text)}`,
  );
  const linked = links.map(
    ({ label, url }) => `<p><a href="${escapeHtml(url)}">${toHtmlText(label)}</a></p>`,
  );
  return [
    `<!doctype html><html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><meta charset="utf-8"><body>`,
    `<h2>${toHtmlText(heading)}</h2><p>${body.join('<br>')}</p>${linked.join('')}</body></html>`,
  ].join('');
}
