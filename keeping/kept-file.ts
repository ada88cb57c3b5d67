import { randomUUID } from 'node:crypto';
import { link, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';

/**
 * Small files that must survive: replaced as a whole, with a checksum as their last line, and the one before kept
 * beside them as `<path>.former`. Files from before there were checksums have none and are taken as they are.
 */
const checkPattern = /\n#crc32 ([0-9a-f]{8})\n$/;

export function formerOf(path: string): string {
  return `${path}.former`;
}

/** The content of a kept file's text. Throws when the checksum is not that of the content. */
export function openKept(text: string): string {
  const match = checkPattern.exec(text);
  if (match === null) {
    // Those without a checksum are one line without an end.
    if (text.includes('\n') || text.includes('#crc32')) throw new Error('its end is damaged');
    return text;
  }
  const content = text.slice(0, match.index);
  if (checksum(content) !== match[1]) throw new Error('its checksum is not that of its content');
  return content;
}

/**
 * Replaces a file, readable by its owner only. After a crash it is the old or the new one, also through a power
 * cut. Throws what the file system throws, and then the old one is still there.
 */
export async function writeKept(path: string, content: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(`${content}\n#crc32 ${checksum(content)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await keepFormer(path);
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** A second name for the present file, made whole before it takes the place of the one before it. */
async function keepFormer(path: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await link(path, temporary);
    await rename(temporary, formerOf(path));
    // Two names of one file: renaming one onto the other does nothing.
    await rm(temporary, { force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function checksum(content: string): string {
  return crc32(content).toString(16).padStart(8, '0');
}
