import { describe, expect, it } from 'vitest';
import { isSingleKey, keyCaps, keysOfPress } from './key-words.ts';

const press = (
  key: string,
  held: Partial<Record<'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey', boolean>> = {},
) => ({
  key,
  ctrlKey: false,
  altKey: false,
  shiftKey: false,
  metaKey: false,
  ...held,
});

describe('the keys of a press', () => {
  it.each([
    [press('a'), 'a'],
    [press('A', { shiftKey: true }), 'Shift+a'],
    [press('?', { shiftKey: true }), 'Shift+?'],
    [press('m', { ctrlKey: true, altKey: true }), 'Control+Alt+m'],
    [press('F2'), 'F2'],
    [press('+'), '+'],
    [press('Tab'), null],
    [press('Escape'), null],
    [press('Shift', { shiftKey: true }), null],
    [press('Process'), null],
  ])('%o are %s', (event, keys) => expect(keysOfPress(event)).toBe(keys));

  it.each([
    ['a', ['A'], true],
    ['Shift+?', ['?'], true],
    ['Shift+a', ['Shift', 'A'], true],
    ['Control+Alt+m', ['Ctrl', 'Alt', 'M'], false],
    ['/', ['/'], true],
    ['+', ['+'], true],
    ['F2', ['F2'], false],
  ])('%s is shown as %o', (keys, caps, isSingle) => {
    expect(keyCaps(keys)).toEqual(caps);
    expect(isSingleKey(keys)).toBe(isSingle);
  });
});
