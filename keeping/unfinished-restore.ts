import { access, open, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** The file that stands in a data folder from the beginning of a restore until it is whole. */
export const unfinishedRestore = 'restore-unfinished';

/** Throws where a restore into the folder was begun and did not end: half of a past is worse than none. */
export async function refuseUnfinishedRestore(directory: string): Promise<void> {
  const path = join(directory, unfinishedRestore);
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere) {
    throw new Error(
      `a restore into the data folder ${directory} was begun and did not end (${path} tells): empty the folder, and the database of DATABASE_URL where there is one, and restore again`,
    );
  }
}

/** From here on no service starts on the folder. On disk before anything else is. */
export async function beginRestore(directory: string): Promise<void> {
  const file = await open(join(directory, unfinishedRestore), 'wx', 0o600);
  await file.sync();
  await file.close();
  await syncFolder(directory);
}

/** Everything is there and on disk. */
export async function endRestore(directory: string): Promise<void> {
  await rm(join(directory, unfinishedRestore));
  await syncFolder(directory);
}

/** Names in a folder are on disk. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
