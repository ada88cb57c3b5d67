import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, renameSync } from 'node:fs';
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { ReportDamage } from '../keeping/damage-log.ts';
import { setAside } from '../keeping/set-aside.ts';
import { JournalFull } from './journal-full.ts';
import type { Space } from './space.ts';

/** What a reader knew after `offset`, in as many pieces as it likes. */
export interface Snapshot {
  readonly offset: number;
  /**
   * Taken one after the other while others work: what they hold must be as it was at `offset`. Each is copied before
   * the next is taken, so one memory may serve them all.
   */
  readonly pieces: Iterable<Uint8Array>;
}

export interface LoadedSnapshot {
  readonly offset: number;
  readonly pieces: readonly Uint8Array[];
}

const folderName = 'snapshots';
const ending = '.snapshot';
const formerEnding = '.former';
const mark = 'N1SNAP01';
/** The mark, and the offset (8). */
const HEADER_BYTES = 16;
/** Length (4) and CRC-32 (4) of a piece; the last frame has none and the number of pieces as its check. */
const FRAME_BYTES = 8;
/** Pieces are gathered up to this size for one write: between two writes everybody else has their turn. */
const WRITE_BYTES = 2 ** 22;

/**
 * Snapshots lie in files beside the journal's store: they can be large, and a commit of alarms must not wait
 * for them. One replaces the other by renaming, or does not. The one before stays beside it, and the journal keeps
 * what came after that one: when the newest is damaged, a fold goes on from the former and nothing is missing.
 */
export function createSnapshots({
  directory,
  space,
  report,
}: {
  directory: string;
  space: Space;
  report: ReportDamage;
}) {
  const folder = join(directory, folderName);
  /** One save at a time for a name, in the order of the calls. */
  const saving = new Map<string, Promise<void>>();

  const pathOf = (name: string): string => join(folder, `${name}${ending}`);
  const formerOf = (name: string): string => join(folder, `${name}${formerEnding}`);

  /** Sets the newest aside and puts the one before it in its place; that may be none. */
  function refuse(name: string, why: string): void {
    const aside = setAside(pathOf(name));
    const hasFormer = existsSync(formerOf(name));
    if (hasFormer) renameSync(formerOf(name), pathOf(name));
    report({
      kind: 'snapshot',
      subject: `${name} ${aside ?? ''}`,
      detail: `the snapshot of ${name} ${why} and was set aside; ${
        hasFormer
          ? 'the one before it is used, and what came after that is read again'
          : 'there is none before it: the state is made anew from the records that the journal still has'
      }`,
      setAside: aside,
      missing: null,
      between: null,
    });
  }

  function load(name: string): LoadedSnapshot | null {
    for (;;) {
      const bytes = readIfThere(pathOf(name));
      if (bytes === null) return null;
      const snapshot = decode(bytes);
      if (snapshot !== null) return snapshot;
      refuse(name, 'is damaged');
    }
  }

  async function write(name: string, { offset, pieces }: Snapshot): Promise<void> {
    const path = pathOf(name);
    const draft = `${path}.draft`;
    await mkdir(folder, { recursive: true });
    try {
      const file = await open(draft, 'w');
      try {
        await writePieces(file, { offset, pieces }, space);
        await file.datasync();
      } finally {
        await file.close();
      }
      // Between the two there is none but the former: a start puts it back.
      await rename(path, formerOf(name)).catch(ignoreMissing);
      await rename(draft, path);
      await syncFolder(folder);
    } catch (error) {
      await rm(draft, { force: true });
      if (error instanceof JournalFull || !(await space.wasOutOfSpace(error, WRITE_BYTES))) throw error;
      throw new JournalFull('disk');
    }
  }

  return {
    save: async (name: string, snapshot: Snapshot): Promise<void> => {
      const before = saving.get(name) ?? Promise.resolve();
      const done = before.then(() => write(name, snapshot));
      const settled = done.then(
        () => undefined,
        () => undefined,
      );
      saving.set(name, settled);
      await done;
    },
    /**
     * The newest that is whole; null when there is none. A damaged one is set aside and reported.
     */
    load,
    /** The reader cannot use it, though it is whole: sets it aside, so that the next `load` tries the one before. */
    refuse,
    /** Before anybody loads one: what is damaged gives way to the one before it. */
    check(): void {
      for (const name of namesIn(folder, formerEnding)) {
        if (!existsSync(pathOf(name))) renameSync(formerOf(name), pathOf(name));
      }
      for (const name of namesIn(folder, ending)) load(name);
    },
    /** The offset of the snapshot that `load` would give; 0 when there is none. */
    offsetOf: (name: string): number => offsetIn(pathOf(name)),
    /** Of the one before it; 0 when there is none. */
    formerOffsetOf: (name: string): number => offsetIn(formerOf(name)),
    stop: async (): Promise<void> => {
      await Promise.all(saving.values());
    },
  };
}

/** The newest offset that any snapshot in a journal's folder was taken at, without judging what is in them. */
export function newestSnapshot(directory: string): number {
  const folder = join(directory, folderName);
  const offsets = namesIn(folder, ending).map((name) => offsetIn(join(folder, `${name}${ending}`)));
  return Math.max(0, ...offsets);
}

/** The newest snapshot files of a journal's folder, relative to it. */
export function snapshotFiles(directory: string): readonly string[] {
  return namesIn(join(directory, folderName), ending).map((name) => join(folderName, `${name}${ending}`));
}

/** Where the snapshot in a file was taken; null where anything in it is not as it was written, or it is not there. */
export function offsetOfWhole(path: string): number | null {
  const bytes = readIfThere(path);
  return bytes === null ? null : (decode(bytes)?.offset ?? null);
}

function namesIn(folder: string, wanted: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((file) =>
    file.endsWith(wanted) ? [file.slice(0, -wanted.length)] : [],
  );
}

function offsetIn(path: string): number {
  const header = readIfThere(path, HEADER_BYTES);
  if (header === null || header.length < HEADER_BYTES || header.toString('latin1', 0, mark.length) !== mark)
    return 0;
  const offset = header.readDoubleLE(mark.length);
  return Number.isSafeInteger(offset) && offset >= 0 ? offset : 0;
}

function ignoreMissing(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}

async function writePieces(file: FileHandle, { offset, pieces }: Snapshot, space: Space): Promise<void> {
  const gathered = Buffer.allocUnsafeSlow(WRITE_BYTES);
  let bytes = 0;
  let count = 0;

  async function flush(): Promise<void> {
    if (!(await space.hasRoomFor(bytes))) throw new JournalFull('disk');
    await file.write(gathered, 0, bytes);
    bytes = 0;
  }

  async function put(piece: Uint8Array): Promise<void> {
    for (let from = 0; from < piece.length;) {
      const part = piece.subarray(from, from + gathered.length - bytes);
      gathered.set(part, bytes);
      bytes += part.length;
      from += part.length;
      if (bytes === gathered.length) await flush();
    }
  }

  const header = Buffer.alloc(HEADER_BYTES);
  header.write(mark, 'latin1');
  header.writeDoubleLE(offset, mark.length);
  await put(header);
  for (const piece of pieces) {
    if (piece.length === 0) continue;
    await put(frame(piece.length, crc32(piece)));
    await put(piece);
    count += 1;
  }
  await put(frame(0, count));
  await flush();
}

function frame(length: number, check: number): Buffer {
  const bytes = Buffer.alloc(FRAME_BYTES);
  bytes.writeUInt32LE(length, 0);
  bytes.writeUInt32LE(check, 4);
  return bytes;
}

/** The pieces, as views into `bytes`; null where anything is not as it was written. */
function decode(bytes: Buffer): LoadedSnapshot | null {
  if (bytes.length < HEADER_BYTES || bytes.toString('latin1', 0, mark.length) !== mark) return null;
  const pieces: Uint8Array[] = [];
  let position = HEADER_BYTES;
  while (position + FRAME_BYTES <= bytes.length) {
    const length = bytes.readUInt32LE(position);
    const check = bytes.readUInt32LE(position + 4);
    position += FRAME_BYTES;
    if (length === 0) {
      return check === pieces.length ? { offset: bytes.readDoubleLE(mark.length), pieces } : null;
    }
    const piece = bytes.subarray(position, position + length);
    if (piece.length < length || crc32(piece) !== check) return null;
    pieces.push(piece);
    position += length;
  }
  return null;
}

function readIfThere(path: string, bytesMax?: number): Buffer | null {
  try {
    if (bytesMax === undefined) return readFileSync(path);
    const file = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(bytesMax);
      return bytes.subarray(0, readSync(file, bytes, 0, bytesMax, 0));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return null;
    throw error;
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
