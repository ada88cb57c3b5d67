import { signal } from '@preact/signals';
import type { Language, Text } from '../../domain/text.ts';
import { dictionary, type Phrase } from './dictionary.ts';

const storageKey = 'negative-one.language';

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
  try {
    localStorage.setItem(storageKey, choice);
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
}

function readChoice(): Language | null {
  try {
    const stored = localStorage.getItem(storageKey);
    return stored === 'zh' || stored === 'en' ? stored : null;
  } catch {
    return null;
  }
}

/** A phrase in the page's language, with `{name}` filled in. */
export function t(phrase: Phrase, values: Readonly<Record<string, string | number>> = {}): string {
  const text = dictionary[phrase][language.value];
  return text.replace(/\{(\w+)\}/g, (_whole, name: string) => String(values[name] ?? ''));
}

/** The page's language of a text that comes in both. */
export function say(text: Text): string {
  return text[language.value];
}
