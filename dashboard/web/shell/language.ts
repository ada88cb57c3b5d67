import { signal } from '@preact/signals';
import type { Language, Text } from '../../../domain/text.ts';
import { dictionary, type Phrase } from './dictionary.ts';
import { readStored, writeStored } from './stored.ts';

const storageKey = 'language';

/** The language of the page: what was chosen before, else the browser's, else Chinese. */
export const language = signal<Language>('zh');

export function startLanguage(): void {
  const chosen = readChoice();
  const english = navigator.languages
    .find((tag) => /^(zh|en)/i.test(tag))
    ?.toLowerCase()
    .startsWith('en');
  setLanguage(chosen ?? (english === true ? 'en' : 'zh'), false);
}

export function setLanguage(choice: Language, remember = true): void {
  language.value = choice;
  document.documentElement.lang = choice === 'zh' ? 'zh-CN' : 'en';
  if (!remember) return;
  writeStored(storageKey, choice);
}

function readChoice(): Language | null {
  const stored = readStored(storageKey);
  return stored === 'zh' || stored === 'en' ? stored : null;
}

/** A phrase in the page's language, with `{name}` filled in. */
export function t(phrase: Phrase, values: Values = {}): string {
  return fill(dictionary[phrase], values);
}

/** The same for a room's own phrases, which are loaded with the room: `const t = phrasesOf({ ... })`. */
export function phrasesOf<P extends string>(
  phrases: Readonly<Record<P, Text>>,
): (phrase: P, values?: Values) => string {
  return (phrase, values = {}) => fill(phrases[phrase], values);
}

/** Several words after one another, as the page's language sets them apart. */
export function listed(words: readonly string[]): string {
  return words.join(language.value === 'zh' ? '、' : ', ');
}

type Values = Readonly<Record<string, string | number>>;

/**
 * `{name}` is the value; `{name|s}` is an `s` unless the value is one, for words that have a plural.
 */
function fill(text: Text, values: Values): string {
  const words = text[language.value];
  if (!words.includes('{')) return words;
  return words.replace(/\{(\w+)(?:\|([^}]*))?\}/g, (_whole, name: string, plural?: string) => {
    if (plural === undefined) return String(values[name] ?? '');
    return String(values[name]) === '1' ? '' : plural;
  });
}

/** The page's language of a text that comes in both. */
export function say(text: Text): string {
  return text[language.value];
}
