import { signal } from '@preact/signals';
import { readStored, writeStored } from './stored.ts';

export const themes = ['auto', 'dark', 'light'] as const;
export type Theme = (typeof themes)[number];

const key = 'theme';

/** What was chosen; `auto` follows the system. */
export const theme = signal<Theme>('auto');

/** Before the first frame, so that nothing flashes. */
export function startTheme(): void {
  const stored = readStored(key);
  setTheme(themes.find((each) => each === stored) ?? 'auto');
}

export function setTheme(choice: Theme): void {
  theme.value = choice;
  if (choice === 'auto') document.documentElement.removeAttribute('data-theme');
  else document.documentElement.setAttribute('data-theme', choice);
  writeStored(key, choice);
}

/** Whether the page is dark now, for what is drawn outside of CSS. */
export function isDark(): boolean {
  if (theme.value !== 'auto') return theme.value === 'dark';
  return !matchMedia('(prefers-color-scheme: light)').matches;
}
