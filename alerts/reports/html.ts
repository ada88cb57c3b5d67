/** A piece of a page that is safe to show: whatever came from outside has been escaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | Html | null | readonly Part[];

/** Makes a piece of a page, under a name that no formatter takes for a template that it may indent: what is put in is escaped unless it is such a piece itself; null is nothing. */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  let text = strings[0] ?? '';
  for (const [index, part] of parts.entries()) text += toText(part) + (strings[index + 1] ?? '');
  return new Html(text);
}

function toText(part: Part): string {
  if (part === null) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(toText).join('');
  return escapeHtml(String(part));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it stands in a page or an attribute. Control characters, which no page may have, are left out. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll(/[&<>"']/gu, (character) => entities[character] ?? '')
    .replaceAll(/[\p{Cc}--[\t\n\r]]/gv, '');
}
