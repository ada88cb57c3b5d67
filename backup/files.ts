import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, copyFile, mkdir, open, readdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { syncFolder } from '../keeping/unfinished-restore.ts';

/** Every file below a folder, by its path within it, in order; what a link names counts as a file. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .toSorted();
}

/** The same of a data folder, without what lies below its embedded database, where only the server looks. */
export async function keptFiles(data: string): Promise<readonly string[]> {
  const files: string[] = [];
  for (const entry of await readdir(data, { withFileTypes: true })) {
    if (!entry.isDirectory()) files.push(entry.name);
    else if (entry.name !== 'postgres') {
      const below = await filesBelow(join(data, entry.name));
      files.push(...below.map((path) => join(entry.name, path)));
    }
  }
  return files.toSorted();
}

/** Copies a file, and makes the folders above it. False where it is gone meanwhile. */
export async function copyInto(from: string, to: string): Promise<boolean> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  try {
    await copyFile(from, to);
    await chmod(to, 0o600);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** The size of a file and the SHA-256 of what is in it. */
export async function measureFile(
  path: string,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) {
    bytes += (chunk as Buffer).length;
    hash.update(chunk as Buffer);
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** A file is on disk, and for its owner alone. */
export async function settleFile(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.chmod(0o600);
    await file.sync();
  } finally {
    await file.close();
  }
  await syncFolder(dirname(path));
}

/** The same of everything below a folder. */
export async function settleFolder(folder: string): Promise<void> {
  for (const path of await filesBelow(folder)) {
    const whole = join(folder, path);
    await settleFile(whole);
    await chmod(dirname(whole), 0o700);
  }
  await syncFolder(folder);
}
