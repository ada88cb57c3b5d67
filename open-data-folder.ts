import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import type { Database } from './database/connection.ts';
import { decodeJson } from './ingest/json-codec.ts';
import { createJournal, type Journal } from './journal/journal.ts';
import { openCheckedStore } from './journal/open-checked-store.ts';
import type { SpaceState } from './journal/space.ts';
import { checkKeptFiles } from './keeping/check-kept-files.ts';
import { lockDataDirectory } from './keeping/data-lock.ts';
import { createDamageLog, type DamageLog } from './keeping/damage-log.ts';
import { refuseUnfinishedRestore } from './keeping/unfinished-restore.ts';
import { startDatabase } from './start-database.ts';

/** What everything else rests on. */
export interface DataFolder {
  readonly journal: Journal;
  readonly database: Database;
  readonly damages: DamageLog;
  /** Told of room on the disk from now on. */
  readonly onSpace: (listener: (state: SpaceState) => void) => void;
}

/**
 * Takes the data folder for this process alone, looks at everything that is kept there before anybody reads it, and
 * opens journal and database; the database may be away. Throws when another process has the folder, or half a restore
 * lies in it.
 */
export async function openDataFolder(options: {
  readonly config: Pick<Config, 'DATA_DIR' | 'DATABASE_URL' | 'JOURNAL_MAX_MB'>;
  readonly room: (name: string) => Logger;
  /** What has been started, to be stopped in the reverse order. */
  readonly started: (() => Promise<void>)[];
  readonly failed: (error: unknown) => void;
  /** Told how long each commit of the journal took, ms. */
  readonly measured: (commit_ms: number) => void;
}): Promise<DataFolder> {
  const { config, room, started, failed } = options;
  const directory = config.DATA_DIR;
  await mkdir(directory, { recursive: true });
  started.push(await lockDataDirectory(directory));
  await refuseUnfinishedRestore(directory);
  const damages = createDamageLog({ log: room('keeping') });
  const { report } = damages;
  await checkKeptFiles(directory, report);
  const listeners: ((state: SpaceState) => void)[] = [];
  const journal = createJournal({
    directory: join(directory, 'journal'),
    log: room('journal'),
    limits: { bytesMax: config.JOURNAL_MAX_MB * 1024 * 1024 },
    decodeTelemetry: decodeJson,
    openStore: (folder, bytesMax) => openCheckedStore({ directory: folder, bytesMax, report }),
    damaged: report,
    spaceChanged: (state) => listeners.forEach((listener) => listener(state)),
    failed,
    measured: options.measured,
  });
  const url = config.DATABASE_URL ?? null;
  const opening = startDatabase({ url, directory, log: room('database'), started, report });
  const [database] = await Promise.all([opening, journal.start()]);
  started.push(() => journal.stop());
  return { journal, database, damages, onSpace: (listener) => void listeners.push(listener) };
}
