import { signal } from '@preact/signals';
import { readStored, writeStored } from '../stored.ts';

/**
 * What somebody made of the shortcuts in this browser: a shortcut's name → its own key, or null where it is switched
 * off. What is not named is as shipped.
 */
export type KeyChoices = Readonly<Record<string, string | null>>;

const key = 'shortcuts';

export const keyChoices = signal<KeyChoices>(read());

/** Gives a shortcut another key, switches it off (null), or puts it back as it was shipped (undefined). */
export function chooseKey(name: string, keys: string | null | undefined): void {
  const { [name]: _before, ...rest } = keyChoices.value;
  put(keys === undefined ? rest : { ...rest, [name]: keys });
}

/** All as shipped. */
export function forgetKeyChoices(): void {
  put({});
}

/** Several at once, as with the switch for all single keys. */
export function chooseKeys(choices: KeyChoices): void {
  put({ ...keyChoices.value, ...choices });
}

function put(choices: KeyChoices): void {
  keyChoices.value = choices;
  writeStored(key, JSON.stringify(choices));
}

function read(): KeyChoices {
  try {
    const stored: unknown = JSON.parse(readStored(key) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return {};
    return Object.fromEntries(
      Object.entries(stored).filter(([, keys]) => keys === null || typeof keys === 'string'),
    );
  } catch {
    return {};
  }
}
