import type { DeskSettings } from '../domain/desk-settings.ts';
import type { JournalEntry } from '../domain/record.ts';
import type { SettingsVersion } from '../domain/settings-view.ts';
import { createDocumentOutbox, type Document, type DocumentOutbox } from './document-outbox.ts';

/** How the desk is run as of the record that is being folded: a fold of the settings records. */
export interface SettingsInForce {
  apply(entry: JournalEntry): void;
  current(): DeskSettings;
  /** Null while they are those that come with the product. */
  version(): SettingsVersion | null;
  /** The text that came from a file last; null when none ever did. What was changed since by hand stays until it changes. */
  fileText(): string | null;
  /** Resolves once the record at this offset has been folded. */
  whenFolded(offset: number): Promise<void>;
  onChange(listener: (version: SettingsVersion) => void): void;
  /** The versions that the database has not got yet. */
  readonly outbox: DocumentOutbox<SettingsVersion>;
  snapshot(): Uint8Array;
  restore(state: Uint8Array): void;
}

/** Who the author of settings is that were read from a file. */
export const fileAuthor = 'files';

interface Snapshot {
  readonly format: 2;
  readonly version: SettingsVersion | null;
  readonly fileText: string | null;
  readonly unsaved: readonly Document<SettingsVersion>[];
}

/** `parse` turns a file's text into settings; null where it cannot be read any more: what was in force stays. */
export function createSettingsInForce(options: {
  readonly initial: DeskSettings;
  readonly parse: (text: string) => DeskSettings | null;
}): SettingsInForce {
  const { initial, parse } = options;
  const outbox = createDocumentOutbox<SettingsVersion>();
  const listeners: ((version: SettingsVersion) => void)[] = [];
  const waiting = new Map<number, (() => void)[]>();
  let version: SettingsVersion | null = null;
  let fileText: string | null = null;
  let current = initial;

  function take(next: SettingsVersion | null): void {
    version = next;
    current = (next === null ? null : parse(next.text)) ?? current;
  }

  function apply({ offset, record }: JournalEntry): void {
    if (record.type !== 'settings') return;
    const { at, by, comment, text } = record;
    const next = { revision: offset, at, by, comment, text };
    take(next);
    if (by === fileAuthor) fileText = text;
    outbox.add(String(offset), next);
    for (const resolve of waiting.get(offset) ?? []) resolve();
    waiting.delete(offset);
    for (const listener of listeners) listener(next);
  }

  return {
    apply,
    current: () => current,
    version: () => version,
    fileText: () => fileText,
    whenFolded(offset) {
      if ((version?.revision ?? 0) >= offset) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.set(offset, [...(waiting.get(offset) ?? []), resolve]);
      return promise;
    },
    onChange: (listener) => listeners.push(listener),
    outbox,
    snapshot() {
      const content: Snapshot = { format: 2, version, fileText, unsaved: outbox.content() };
      return Buffer.from(JSON.stringify(content));
    },
    restore(state) {
      const content = upgrade(JSON.parse(Buffer.from(state).toString()) as Snapshot | string | null);
      current = initial;
      ({ fileText } = content);
      outbox.restore(content.unsaved);
      take(content.version);
    },
  };
}

/** Once only the text was kept. */
function upgrade(content: Snapshot | string | null): Snapshot {
  if (content === null || typeof content === 'string') {
    const version =
      content === null ? null : { revision: 1, at: 0, by: fileAuthor, comment: null, text: content };
    return { format: 2, version, fileText: content, unsaved: [] };
  }
  if (content.format !== 2) throw new Error(`the snapshot of the settings has an unknown format`);
  return content;
}
