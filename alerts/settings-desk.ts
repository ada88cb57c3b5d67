import type { Logger } from 'pino';
import type { SettingsRecord } from '../domain/record.ts';
import type { SettingsOutcome, SettingsRequest, SettingsView } from '../domain/settings-view.ts';
import type { FileFault } from '../domain/yaml-content.ts';
import type { ParsedSettings } from './settings-parse.ts';
import { fileAuthor, type SettingsInForce } from './settings.ts';

/** The settings for those who run the desk: reading, checking and changing them. */
export interface SettingsDesk {
  /**
   * Puts the file of this start in force when it differs from the last one that was; a faulty one is logged
   * and left, because what was in force is better than nothing. A null text: there is no file.
   */
  takeFile(file: { readonly name: string; readonly text: string } | null): Promise<void>;
  view(): SettingsView;
  check(text: string): ParsedSettings;
  /** Answers once they are in force. Throws when the journal does not take them. */
  change(request: SettingsRequest): Promise<SettingsOutcome>;
}

export function createSettingsDesk(options: {
  readonly settings: SettingsInForce;
  readonly parse: (file: { readonly name: string; readonly text: string }) => ParsedSettings;
  /** Resolves with the offset when the record is on disk. */
  readonly append: (record: SettingsRecord) => Promise<number>;
  /** Shown where nothing else was written. */
  readonly shippedText: string;
  readonly log: Logger;
  readonly now?: () => number;
}): SettingsDesk {
  const { settings, parse, append, shippedText, log, now = Date.now } = options;
  const name = 'desk.yaml';
  let fileErrors: readonly FileFault[] = [];
  let warningsOf: { readonly text: string; readonly warnings: readonly FileFault[] } | null = null;

  async function putInForce(record: Omit<SettingsRecord, 'type' | 'at'>): Promise<number> {
    const offset = await append({ type: 'settings', at: now(), ...record });
    await settings.whenFolded(offset);
    log.info({ event: 'settings-in-force', by: record.by, revision: offset }, 'settings are in force');
    return offset;
  }

  return {
    async takeFile(file) {
      const parsed = parse(file ?? { name, text: '' });
      fileErrors = parsed.errors;
      for (const error of parsed.errors) {
        log.error(
          { event: 'settings-error', ...error },
          `the settings file is refused and the former ones stay: ${error.message}`,
        );
      }
      for (const warning of parsed.warnings) {
        log.warn({ event: 'settings-warning', ...warning }, `look at the settings: ${warning.message}`);
      }
      const text = file?.text ?? '';
      if (parsed.settings === null || text === (settings.fileText() ?? '')) return;
      await putInForce({ by: fileAuthor, comment: null, text });
    },
    view() {
      const version = settings.version() ?? { revision: 0, at: 0, by: fileAuthor, comment: null, text: '' };
      if (warningsOf?.text !== version.text) {
        warningsOf = { text: version.text, warnings: parse({ name, text: version.text }).warnings };
      }
      return {
        ...version,
        text: version.text === '' ? shippedText : version.text,
        settings: settings.current(),
        warnings: warningsOf.warnings,
        fileErrors,
      };
    },
    check: (text) => parse({ name, text }),
    async change({ text, by, comment, revision }) {
      const present = settings.version()?.revision ?? 0;
      const { errors, warnings, settings: read } = parse({ name, text });
      if (revision !== null && revision !== present)
        return { outcome: 'stale', errors, warnings, revision: present };
      if (read === null) return { outcome: 'refused', errors, warnings, revision: present };
      return { outcome: 'done', errors, warnings, revision: await putInForce({ by, comment, text }) };
    },
  };
}
