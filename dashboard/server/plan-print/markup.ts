/** Markup that may be put into a page as it is. Made by `html` only, which escapes all else. */
export interface Markup {
  readonly markup: string;
}

type Part = Markup | string | number | null | readonly Part[];

/** A template whose values are escaped, for text and for quoted attributes alike. */
export function html(texts: TemplateStringsArray, ...values: readonly Part[]): Markup {
  let markup = texts[0] ?? '';
  for (const [index, value] of values.entries()) markup += toMarkup(value) + (texts[index + 1] ?? '');
  return { markup };
}

function toMarkup(part: Part): string {
  if (part === null) return '';
  if (typeof part === 'string') return escape(part);
  if (typeof part === 'number') return String(part);
  return 'markup' in part ? part.markup : part.map(toMarkup).join('');
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => escapes[sign] ?? '');
}
