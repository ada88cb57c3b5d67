import { readFile } from 'node:fs/promises';
import { openKept, writeKept } from '../../keeping/kept-file.ts';

/** Reads a file; null when there is none. Throws when it is damaged: a start looks before that and sets it aside. */
export async function readPrivateFile(path: string): Promise<string | null> {
  try {
    return openKept(await readFile(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new Error(`cannot read ${path}`, { cause: error });
  }
}

/** Replaces a file as a whole, readable by its owner only: after a crash it is the old or the new one. */
export async function writePrivateFile(path: string, content: string): Promise<void> {
  try {
    await writeKept(path, content);
  } catch (error) {
    throw new Error(`cannot write ${path}`, { cause: error });
  }
}
