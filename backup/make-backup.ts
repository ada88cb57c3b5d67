import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { copySnapshots, copyStore, settleCopy, type JournalCopy } from '../journal/copy-journal.ts';
import { snapshotFiles } from '../journal/snapshots.ts';
import { lockDataDirectory } from '../keeping/data-lock.ts';
import { syncFolder } from '../keeping/unfinished-restore.ts';
import { databaseOf } from './database-of.ts';
import { copyInto, filesBelow, keptFiles, measureFile, settleFolder } from './files.ts';
import { fateOf } from './kept-files.ts';
import { attemptPause_ms, attemptsMax } from './limits.ts';
import { dataFolder, encodeManifest, manifestName, tablesFolder, type Manifest } from './manifest.ts';
import { viewDatabase, type DatabaseView } from './read-database.ts';
import { whyUnfit } from './unfit.ts';

interface BackupOptions {
  readonly config: Pick<Config, 'DATA_DIR' | 'DATABASE_URL' | 'RETENTION_DAYS'>;
  /** The folder that gets a folder for this backup. */
  readonly to: string;
  readonly version: string;
  readonly log: Logger;
  readonly now?: () => number;
}

/** What was copied does not fit together, for something went on too far meanwhile: it is copied anew. */
class Passed extends Error {}

/**
 * Takes a backup beside a service that runs, or of one that is stopped.
 *
 * What fits together is a matter of order. Everything that waits somewhere for the database (snapshots with the
 * desk's outbox, accounts, enrolled devices) is copied **before** the moment at which the database is read: what it
 * does not hold any more is in the database. The journal is copied **after** that moment: nothing in the database
 * comes from a record that the journal lacks. So a start finds what a crash at that moment would have left. Only the
 * journal's trimming can come in between, and is looked for.
 *
 * @returns the new folder and what is in it
 */
export async function makeBackup(
  options: BackupOptions,
): Promise<{ readonly folder: string; readonly manifest: Manifest }> {
  const { config, log, now = Date.now } = options;
  const data = config.DATA_DIR;
  if (!existsSync(join(data, 'journal'))) {
    throw new Error(`there is no journal in ${data}: give DATA_DIR as the service has it`);
  }
  const inside = relative(resolve(data), resolve(options.to));
  if (inside === '' || !inside.startsWith('..')) {
    throw new Error(`${options.to} lies in the data folder ${data}: it would be lost with it`);
  }
  await mkdir(options.to, { recursive: true, mode: 0o700 });
  const madeAt = new Date(now()).toISOString();
  const folder = join(options.to, madeAt.replaceAll(/[-:]/g, '').replace(/\.\d+/, ''));
  if (existsSync(folder)) throw new Error(`${folder} is there already`);
  const draft = `${folder}.unfinished`;
  await mkdir(draft, { mode: 0o700 });
  const unlock = await lockDataDirectory(data).catch(() => null);
  try {
    const database = await databaseOf(config, { isRunning: unlock === null, log });
    try {
      const manifest = await fill(draft, { ...options, url: database.url, madeAt });
      await settleFolder(draft);
      await rename(draft, folder);
      await syncFolder(options.to);
      return { folder, manifest };
    } finally {
      await database.release();
    }
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  } finally {
    await unlock?.();
  }
}

type Filling = BackupOptions & { readonly url: string; readonly madeAt: string };

async function fill(draft: string, options: Filling): Promise<Manifest> {
  const { config, log, version, madeAt } = options;
  for (let attempt = 1; ; attempt += 1) {
    const taken = await viewAndJournal(draft, options).catch((error: unknown) => {
      if (!(error instanceof Passed) || attempt === attemptsMax) throw error;
      log.info({ attempt, why: error.message }, 'the backup is begun again');
      return null;
    });
    if (taken === null) {
      await rm(join(draft, dataFolder), { recursive: true, force: true });
      await delay(attemptPause_ms);
      continue;
    }
    const { database, journal, storedOffset } = taken;
    try {
      await mkdir(join(draft, tablesFolder), { mode: 0o700 });
      const tables = await database.copyTables(draft);
      const manifest: Manifest = {
        format: 1,
        madeAt,
        version,
        journal: rangeOf(journal),
        database: { ...(await database.describe(config.RETENTION_DAYS)), storedOffset },
        tables,
        files: await measureAll(draft),
      };
      await writeFile(join(draft, manifestName), encodeManifest(manifest), { mode: 0o600 });
      return manifest;
    } finally {
      await database.close();
    }
  }
}

/** Everything but the tables' rows, in the order that makes it fit; takes moments. */
async function viewAndJournal(
  draft: string,
  { config, url, log }: Filling,
): Promise<{ database: DatabaseView; journal: JournalCopy; storedOffset: number }> {
  const data = config.DATA_DIR;
  const [from, to] = [join(data, 'journal'), join(draft, dataFolder, 'journal')];
  await takeFiles('before', { data, draft, log });
  const snapshots = await copySnapshots(from, to).catch((error: unknown) => {
    throw new Passed((error as Error).message, { cause: error });
  });
  const database = await viewDatabase(url);
  try {
    const copy = join(to, 'journal.mdb');
    await copyStore(from, copy);
    await takeFiles('after', { data, draft, log });
    await expectAudit(draft, database);
    let stored: number | null = null;
    const journal = await settleCopy(copy, {
      name: 'store',
      doneOf: async (id) => (stored = await database.storedOffset(id)) ?? 0,
    });
    if (stored === null && journal.settled > 0) {
      throw new Passed(`the database knows no journal of ${data}: give DATABASE_URL as the service has it`);
    }
    const storedOffset = stored ?? 0;
    const unfit = whyUnfit(journal, [storedOffset, ...snapshots.values()]);
    if (unfit !== null) throw new Passed(unfit);
    if (snapshotFiles(from).some((file) => !snapshots.has(file))) {
      throw new Passed('the first snapshot was taken meanwhile');
    }
    return { database, journal, storedOffset };
  } catch (error) {
    await database.close();
    throw error;
  }
}

function rangeOf({ id, firstOffset, lastOffset, damagedRecords }: JournalCopy): Manifest['journal'] {
  return { id, firstOffset, lastOffset, damagedRecords };
}

/** The audit's file may have been begun anew behind entries that the view does not have. */
async function expectAudit(draft: string, database: DatabaseView): Promise<void> {
  const path = join(draft, dataFolder, 'audit-outbox.jsonl');
  const text = await readFile(path, 'utf8').catch(() => '');
  // Half a line that was being written: the entry was not told of as kept.
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) await writeFile(path, whole);
  const [first = ''] = whole.split('\n');
  if (!first.startsWith('{"head":')) return;
  const { head } = JSON.parse(first) as { head: { readonly chain: string; readonly seq: number } };
  if ((await database.auditedTo(head.chain)) < head.seq) throw new Passed('the audit went on meanwhile');
}

async function takeFiles(
  when: 'before' | 'after',
  { data, draft, log }: { readonly data: string; readonly draft: string; readonly log: Logger },
): Promise<void> {
  for (const path of await keptFiles(data)) {
    const fate = fateOf(path);
    if (fate === null && when === 'before') {
      log.warn({ path: join(data, path) }, 'not in the backup: nobody knows what this file is');
    }
    if (fate === null || !('take' in fate) || fate.take !== when) continue;
    await copyInto(join(data, path), join(draft, dataFolder, path));
  }
}

async function measureAll(draft: string): Promise<Manifest['files']> {
  const files: Manifest['files'] = [];
  for (const path of await filesBelow(draft)) files.push({ path, ...(await measureFile(join(draft, path))) });
  return files;
}
