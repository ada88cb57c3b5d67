import { mkdir, readdir, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { createEmbeddedServer } from '../database/embedded-server.ts';
import { lockDataDirectory } from '../keeping/data-lock.ts';
import { beginRestore, endRestore } from '../keeping/unfinished-restore.ts';
import { checkBackup, toText } from './check-backup.ts';
import { embeddedFolder } from './database-of.ts';
import { copyInto, settleFile } from './files.ts';
import { expectEmpty, fillDatabase, unknownMigrations } from './fill-database.ts';
import { dataFolder, type Manifest } from './manifest.ts';

interface RestoreOptions {
  readonly config: Pick<Config, 'DATA_DIR' | 'DATABASE_URL'>;
  /** The folder of the backup. */
  readonly from: string;
  readonly log: Logger;
}

/**
 * Brings a backup back into a data folder and a database that are empty, both. Until the end a file in the folder
 * keeps every service from starting on it; what fails takes away again what it had put there.
 *
 * @throws in words for people: which file, and what to do
 */
export async function restoreBackup({ config, from, log }: RestoreOptions): Promise<Manifest> {
  const { manifest, faults } = await checkBackup(from);
  if (faults.length > 0) throw new Error(`the backup is not whole:\n${toText(faults)}`);
  const unknown = unknownMigrations(manifest);
  if (unknown.length > 0) {
    throw new Error(
      `the backup was made by a newer version (${manifest.version}): its schema has ${unknown.join(', ')}, which this one does not know. Use that version or a newer one`,
    );
  }
  const data = config.DATA_DIR;
  await mkdir(data, { recursive: true });
  const unlock = await lockDataDirectory(data);
  try {
    await expectEmptyFolder(data);
    if (config.DATABASE_URL !== undefined) await expectEmpty(config.DATABASE_URL);
    await beginRestore(data);
    try {
      await putFiles(manifest, { from, data });
      await putTables(manifest, { config, from, log });
      await endRestore(data);
    } catch (error) {
      await emptyAgain(data);
      throw error;
    }
    return manifest;
  } finally {
    await unlock();
  }
}

async function expectEmptyFolder(data: string): Promise<void> {
  // A file system of its own has this folder from its birth.
  const names = (await readdir(data)).filter((name) => name !== 'lost+found');
  if (names.length === 0) return;
  throw new Error(
    `the data folder ${data} is not empty (${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''}): move away what lies there, or give another DATA_DIR`,
  );
}

async function putFiles(
  manifest: Manifest,
  { from, data }: { readonly from: string; readonly data: string },
): Promise<void> {
  for (const { path } of manifest.files) {
    if (!path.startsWith(`${dataFolder}/`)) continue;
    const target = join(data, path.slice(dataFolder.length + 1));
    if (!(await copyInto(join(from, path), target))) throw new Error(`${join(from, path)} is missing`);
    await settleFile(target);
  }
}

async function putTables(manifest: Manifest, { config, from, log }: RestoreOptions): Promise<void> {
  if (config.DATABASE_URL !== undefined) {
    await fillDatabase(config.DATABASE_URL, { manifest, folder: from, log });
    return;
  }
  const server = createEmbeddedServer({ directory: embeddedFolder(config), log });
  try {
    const { url } = await server.start();
    await fillDatabase(url, { manifest, folder: from, log });
  } finally {
    await server.stop();
  }
}

/** The folder was empty: everything in it came from here. The mark goes last. */
async function emptyAgain(data: string): Promise<void> {
  const elsewhere = await readlink(join(data, 'postgres', 'home')).catch(() => null);
  if (elsewhere !== null) await rm(elsewhere, { recursive: true, force: true });
  for (const name of await readdir(data)) {
    if (name !== 'lost+found' && name !== 'restore-unfinished') {
      await rm(join(data, name), { recursive: true, force: true });
    }
  }
  await endRestore(data);
}
