import type { DeskSettings } from '../domain/desk-settings.ts';
import type { JournalEntry } from '../domain/record.ts';

/** How the desk is run as of the record that is being folded: a fold of the settings records. */
export interface SettingsInForce {
  apply(entry: JournalEntry): void;
  current(): DeskSettings;
  snapshot(): Uint8Array;
  restore(state: Uint8Array): void;
}

/** `parse` turns a file's text into settings; null where it cannot be read any more: what was in force stays. */
export function createSettingsInForce(options: {
  readonly initial: DeskSettings;
  readonly parse: (text: string) => DeskSettings | null;
}): SettingsInForce {
  const { initial, parse } = options;
  let text: string | null = null;
  let current = initial;

  function take(next: string | null): void {
    text = next;
    current = (next === null ? null : parse(next)) ?? current;
  }

  return {
    apply({ record }) {
      if (record.type === 'settings') take(record.text);
    },
    current: () => current,
    snapshot: () => Buffer.from(JSON.stringify(text)),
    restore(state) {
      current = initial;
      take(JSON.parse(Buffer.from(state).toString()) as string | null);
    },
  };
}
