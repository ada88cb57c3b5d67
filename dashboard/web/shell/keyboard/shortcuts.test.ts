import { afterEach, describe, expect, it } from 'vitest';
import { chooseKey, chooseKeys, forgetKeyChoices } from './key-choices.ts';
import { keysOf, ownerOf, shortcutNames } from './shortcuts.ts';

afterEach(forgetKeyChoices);

describe('the shortcuts', () => {
  it('are shipped with a key each, and none twice', () => {
    const keys = shortcutNames.map(keysOf);
    expect(keys).not.toContain(null);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('can have other keys, be switched off, and be put back', () => {
    chooseKey('acknowledge', 'Control+y');
    expect(keysOf('acknowledge')).toBe('Control+y');
    chooseKeys({ acknowledge: null, note: null });
    expect([keysOf('acknowledge'), keysOf('note'), keysOf('open')]).toEqual([null, null, 'o']);
    chooseKey('acknowledge', undefined);
    expect([keysOf('acknowledge'), keysOf('note')]).toEqual(['a', null]);
  });

  it('tell whose key it is', () => {
    expect(ownerOf('a', 'note')).toBe('acknowledge');
    expect(ownerOf('a', 'acknowledge')).toBeNull();
    chooseKey('acknowledge', null);
    expect(ownerOf('a', 'note')).toBeNull();
  });
});
