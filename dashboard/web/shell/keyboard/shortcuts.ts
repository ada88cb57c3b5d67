import { useEffect, useRef } from 'preact/hooks';
import { tinykeys } from 'tinykeys';
import type { Text } from '../../../../domain/text.ts';
import { keyChoices } from './key-choices.ts';

/** Where a shortcut belongs in the dialog that shows them. */
export const shortcutGroups = {
  alerts: { zh: '告警列表', en: 'Alerts' },
  handling: { zh: '处置', en: 'Handling' },
  places: { zh: '跳转', en: 'Going there' },
  shell: { zh: '界面', en: 'The page' },
} as const satisfies Record<string, Text>;

export type ShortcutGroup = keyof typeof shortcutGroups;

/** What can be done by a single key, with its key as shipped (in tinykeys' notation). */
export const shortcuts = {
  nextAlert: { keys: 'j', group: 'alerts', words: { zh: '下一条告警', en: 'Next alert' } },
  previousAlert: { keys: 'k', group: 'alerts', words: { zh: '上一条告警', en: 'Previous alert' } },
  open: { keys: 'o', group: 'alerts', words: { zh: '打开', en: 'Open' } },
  mark: { keys: 'x', group: 'alerts', words: { zh: '选中', en: 'Select' } },
  acknowledge: { keys: 'a', group: 'handling', words: { zh: '确认告警', en: 'Acknowledge' } },
  note: { keys: 'n', group: 'handling', words: { zh: '写备注', en: 'Write a note' } },
  nextStep: { keys: 's', group: 'handling', words: { zh: '完成预案下一步', en: 'Next step of the plan' } },
  map: { keys: 'g', group: 'places', words: { zh: '地图', en: 'To the map' } },
  list: { keys: 'l', group: 'places', words: { zh: '告警列表', en: 'To the list' } },
  tree: { keys: 't', group: 'places', words: { zh: '区域树', en: 'To the areas' } },
  search: { keys: '/', group: 'places', words: { zh: '搜索', en: 'Search' } },
  silence: { keys: 'm', group: 'shell', words: { zh: '静音', en: 'Silence the sound' } },
  help: { keys: 'Shift+?', group: 'shell', words: { zh: '快捷键', en: 'Shortcuts' } },
} as const satisfies Record<
  string,
  { readonly keys: string; readonly group: ShortcutGroup; readonly words: Text }
>;

export type ShortcutName = keyof typeof shortcuts;

/** All of them, in the order in which they are shown. */
export const shortcutNames = Object.keys(shortcuts) as ShortcutName[];

/** The key of a shortcut as it is now; null: switched off. Reads a signal, so what shows it follows the choice. */
export function keysOf(name: ShortcutName): string | null {
  const chosen = keyChoices.value[name];
  return chosen === undefined ? shortcuts[name].keys : chosen;
}

/** The other shortcut that has these keys already; null: they are free. */
export function ownerOf(keys: string, except: ShortcutName): ShortcutName | null {
  return shortcutNames.find((name) => name !== except && keysOf(name) === keys) ?? null;
}

/**
 * While the component is there, the key does this. It does nothing while somebody types or a dialog is open:
 * single keys must not act by accident (WCAG 2.1.4).
 */
export function useShortcut(name: ShortcutName, handler: (event: KeyboardEvent) => void): void {
  const latest = useRef(handler);
  latest.current = handler;
  const keys = keysOf(name);
  useEffect(() => {
    if (keys === null) return undefined;
    return tinykeys(window, {
      [keys]: (event) => {
        if (isTyping(event) || document.querySelector('dialog[open]') !== null) return;
        event.preventDefault();
        latest.current(event);
      },
    });
  }, [keys]);
}

/** The editor of files lies in a shadow: the event's own target is only its host. */
function isTyping(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  return target instanceof Element && target.closest('input, select, textarea, [contenteditable]') !== null;
}
