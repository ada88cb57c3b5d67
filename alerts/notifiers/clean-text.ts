/**
 * What comes from outside (names of places, reports of residents, comments) made harmless for each form that
 * it is shown in. Robots' Markdown knows no dependable escape, so its signs become their full-width
 * look-alikes, which people read the same.
 */

/** Control characters, blanks without width, and what turns the direction of the text after it. */
const invisible = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]+/gu;
const loneSurrogates = /\p{Surrogate}/gu;
const lookAlikes: Readonly<Record<string, string>> = {
  '*': '＊',
  _: '＿',
  '`': '｀',
  '[': '［',
  ']': '］',
  '<': '＜',
  '>': '＞',
  '#': '＃',
  '~': '～',
  '|': '｜',
  '\\': '＼',
  '@': '＠',
  '&': '＆',
  $: '＄',
};
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const graphemes = new Intl.Segmenter('zh', { granularity: 'grapheme' });

/** One line without control characters, in which no address becomes a link. */
export function toLine(text: string): string {
  return text
    .replace(invisible, ' ')
    .replace(loneSurrogates, '\ufffd')
    .replace(/:\/\//gu, ':／／')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** A line that means nothing in any robot's Markdown and mentions nobody. */
export function toMarkdownLine(text: string): string {
  return toLine(text).replace(/[*_`[\]<>#~|\\@&$]/gu, (sign) => lookAlikes[sign] ?? sign);
}

export function toHtmlText(text: string): string {
  return escapeHtml(toLine(text));
}

/** For text of our own, such as a link. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/gu, (sign) => entities[sign] ?? sign);
}

/** At most `max` UTF-16 units (an SMS counts these), whole characters only, with an ellipsis for what is gone. */
export function cutEnd(text: string, max: number): string {
  if (text.length <= max) return text;
  let kept = '';
  for (const { segment } of graphemes.segment(text)) {
    if (kept.length + segment.length > max - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** The same, but the end stays: of a place, the nearest comes last. */
export function cutStart(text: string, max: number): string {
  if (text.length <= max) return text;
  let kept = '';
  for (const { segment } of [...graphemes.segment(text)].toReversed()) {
    if (kept.length + segment.length > max - 1) break;
    kept = segment + kept;
  }
  return `…${kept.trimStart()}`;
}

/** At most `max` bytes of UTF-8, whole characters only. */
export function cutBytes(text: string, max: number): string {
  if (Buffer.byteLength(text) <= max) return text;
  let bytes = Buffer.byteLength('…');
  let kept = '';
  for (const { segment } of graphemes.segment(text)) {
    bytes += Buffer.byteLength(segment);
    if (bytes > max) break;
    kept += segment;
  }
  return `${kept}…`;
}
