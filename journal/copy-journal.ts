import { existsSync } from 'node:fs';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checkStore } from './check-store.ts';
import { createHolds } from './holds.ts';
import { ID_KEY } from './journal.ts';
import { openLmdbFile, storeFile } from './lmdb-block-store.ts';
import { offsetOfWhole, snapshotFiles } from './snapshots.ts';
import { faultOfHeader } from './store-header.ts';

/** A copy of a journal's store, as it was at one moment. */
export interface JournalCopy {
  readonly id: string;
  readonly firstOffset: number;
  readonly lastOffset: number;
  /** Records that could not be read in the journal itself already. */
  readonly damagedRecords: number;
  /** Up to where the reader was done when it last said so; 0 when it never did. */
  readonly settled: number;
}

/**
 * Copies the newest snapshots of a journal's folder into another, while a service may be replacing them.
 *
 * @returns the offsets that they were taken at, by their path within the folder
 * @throws where one is not whole
 */
export async function copySnapshots(from: string, to: string): Promise<ReadonlyMap<string, number>> {
  const offsets = new Map<string, number>();
  for (const file of snapshotFiles(from)) {
    const copy = join(to, file);
    await mkdir(dirname(copy), { recursive: true, mode: 0o700 });
    await copyFile(join(from, file), copy);
    const offset = offsetOfWhole(copy);
    if (offset === null) throw new Error(`the snapshot ${join(from, file)} is damaged`);
    offsets.set(file, offset);
  }
  return offsets;
}

/** Copies the store of a journal's folder into a new file, while a service may be writing to it. */
export async function copyStore(from: string, to: string): Promise<void> {
  const path = join(from, storeFile);
  if (!existsSync(path)) throw new Error(`there is no journal at ${path}`);
  const fault = faultOfHeader(path);
  if (fault !== null) {
    throw new Error(`the journal ${path} is damaged (${fault}): start the service once, which mends it`);
  }
  const store = openLmdbFile(path, { readOnly: true });
  try {
    await mkdir(dirname(to), { recursive: true, mode: 0o700 });
    await store.copyTo(to);
  } finally {
    await store.close();
  }
}

/**
 * Reads a copy of a store from end to end, and notes in it that the reader `name` is done up to `doneOf(id)` at most:
 * the copy is a little newer than what that reader had brought elsewhere.
 */
export async function settleCopy(
  path: string,
  { name, doneOf }: { readonly name: string; readonly doneOf: (id: string) => Promise<number> },
): Promise<JournalCopy> {
  const store = openLmdbFile(path);
  try {
    const id = store.getValue(ID_KEY)?.toString('utf8');
    if (id === undefined) throw new Error(`the journal ${path} has no id: start the service once`);
    const { firstOffset, lastOffset, damaged } = checkStore(store, { bytesMax: Infinity, until: Infinity });
    const holds = createHolds(store);
    const settled = holds.settledOf(name) ?? 0;
    holds.set(name, Math.min(settled, await doneOf(id)));
    await holds.save();
    const damagedRecords = damaged.reduce((sum, { first, last }) => sum + last - first + 1, 0);
    return { id, firstOffset, lastOffset, damagedRecords, settled };
  } finally {
    await store.close();
    await rm(`${path}-lock`, { force: true });
  }
}
