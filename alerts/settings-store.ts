import type { Logger } from 'pino';
import type { Database } from '../database/connection.ts';
import type { SettingsVersion } from '../domain/settings-view.ts';
import { storable } from './alert-row.ts';
import type { Document } from './document-outbox.ts';
import { alertsLimits } from './limits.ts';
import { createProjection } from './projection.ts';
import type { SettingsInForce } from './settings.ts';

/** The history of the settings, carried to the database whenever it is there. */
export interface SettingsStore {
  start(): void;
  stop(): Promise<void>;
  /** Newest first; while the database is away, what has not reached it, and what is in force. */
  history(limit: number): Promise<readonly SettingsVersion[]>;
}

export function createSettingsStore(options: {
  readonly database: Database;
  readonly settings: SettingsInForce;
  readonly journalId: () => string;
  readonly log: Logger;
}): SettingsStore {
  const { database, settings, journalId, log } = options;
  const { outbox } = settings;
  const projection = createProjection<readonly Document<SettingsVersion>[]>({
    name: 'settings',
    database,
    unsaved: {
      next() {
        const batch = outbox.next(alertsLimits.settingsPerSave_max);
        return batch.length === 0 ? null : batch;
      },
      saved: (batch) => outbox.saved(batch),
      size: () => outbox.size(),
    },
    save,
    log,
  });

  async function save(batch: readonly Document<SettingsVersion>[]): Promise<void> {
    await database.kysely
      .insertInto('desk_settings')
      .values(
        batch.map(({ content: { revision, at, by, comment, text } }) => ({
          journal_id: journalId(),
          journal_offset: revision,
          at: new Date(at),
          by_whom: by,
          comment: comment === null ? null : storable(comment),
          text: storable(text),
        })),
      )
      .onConflict((conflict) => conflict.columns(['journal_id', 'journal_offset']).doNothing())
      .execute();
  }

  async function readSaved(limit: number): Promise<readonly SettingsVersion[]> {
    if (!database.isAvailable()) return [];
    const rows = await database.kysely
      .selectFrom('desk_settings')
      .selectAll()
      .orderBy('at', 'desc')
      .orderBy('journal_offset', 'desc')
      .limit(limit)
      .execute();
    return rows.map(({ journal_offset, at, by_whom, comment, text }) => ({
      revision: Number(journal_offset),
      at: at.getTime(),
      by: by_whom,
      comment,
      text,
    }));
  }

  return {
    start() {
      settings.onChange(() => projection.wake());
      projection.start();
    },
    stop: () => projection.stop(),
    async history(limit) {
      const max = Math.min(limit, alertsLimits.settingsHistory_max);
      const known = [settings.version(), ...outbox.content().map(({ content }) => content)];
      const all = [...(await readSaved(max)), ...known.filter((version) => version !== null)];
      const byTime = new Map(all.map((version) => [`${version.revision} ${version.at}`, version]));
      return [...byTime.values()].toSorted((a, b) => b.at - a.at || b.revision - a.revision).slice(0, max);
    },
  };
}
