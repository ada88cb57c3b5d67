/** What a press has to tell of itself to be a shortcut. */
export type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey'>;

/** Keys that move the focus, give up or act on a control: no shortcut may take them. */
const reserved = new Set(['Tab', 'Enter', 'Escape', ' ', 'Shift', 'Control', 'Alt', 'Meta', 'AltGraph']);

/**
 * The keys of a press in tinykeys' notation: `a`, `Shift+?`, `Control+Alt+m`; null where it cannot be a shortcut.
 * Letters are told small: with Shift held they say so.
 */
export function keysOfPress(press: Press): string | null {
  const { key } = press;
  if (reserved.has(key) || key === 'Dead' || key === 'Process' || key === 'Unidentified') return null;
  const modifiers = [
    ...(press.ctrlKey ? ['Control'] : []),
    ...(press.altKey ? ['Alt'] : []),
    ...(press.shiftKey ? ['Shift'] : []),
    ...(press.metaKey ? ['Meta'] : []),
  ];
  return [...modifiers, key.length === 1 ? key.toLowerCase() : key].join('+');
}

/** Keys as they are printed on a keyboard: `A`, `?`, `Ctrl + Alt + M`. */
export function keyCaps(keys: string): readonly string[] {
  const parts = keys.split(/(?<=\w)\+/);
  const last = parts.pop() ?? '';
  // The sign is pressed with Shift, and nobody says so.
  const isSign = last.length === 1 && !/[a-z0-9]/i.test(last);
  const names: Readonly<Record<string, string>> = {
    Control: 'Ctrl',
    Meta: '⌘',
    ArrowUp: '↑',
    ArrowDown: '↓',
  };
  return [...parts.filter((part) => !(isSign && part === 'Shift')), last].map(
    (part) => names[part] ?? (part.length === 1 ? part.toUpperCase() : part),
  );
}

/** Whether it is one printed character alone, which speech input may say by accident (WCAG 2.1.4). */
export function isSingleKey(keys: string): boolean {
  return !/(Control|Alt|Meta)\+/.test(keys) && keys.replace(/^Shift\+/, '').length === 1;
}
