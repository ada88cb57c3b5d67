import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Logger } from 'pino';
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

const mark = 'N1SNAP01';
/** The mark, and the offset (8). */
const HEADER_BYTES = 16;
/** Length (4) and CRC-32 (4) of a piece; the last frame has none and the number of pieces as its check. */
const FRAME_BYTES = 8;
/** Pieces are gathered up to this size for one write: between two writes everybody else has their turn. */
const WRITE_BYTES = 2 ** 22;

/**
 * Snapshots lie in files beside the journal's store: they can be large, and a commit of alarms must not wait
 * for them. One replaces the other by renaming, or does not.
 */
export function createSnapshots({ directory, space, log }: { directory: string; space: Space; log: Logger }) {
  const folder = join(directory, 'snapshots');
  /** One save at a time for a name, in the order of the calls. */
  const saving = new Map<string, Promise<void>>();

  const pathOf = (name: string): string => join(folder, `${name}.snapshot`);

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
    /** null when there is none, or when it is damaged: the reader then begins at the oldest record. */
    load: (name: string): LoadedSnapshot | null => {
      const bytes = readIfThere(pathOf(name));
      if (bytes === null) return null;
      const snapshot = decode(bytes);
      if (snapshot === null) log.error({ snapshot: name }, 'a snapshot is damaged and is not used');
      return snapshot;
    },
    /** The offset of the snapshot that `load` would try; 0 when there is none. */
    offsetOf: (name: string): number => {
      const header = readIfThere(pathOf(name), HEADER_BYTES);
      return header === null || header.length < HEADER_BYTES ? 0 : header.readDoubleLE(mark.length);
    },
    stop: async (): Promise<void> => {
      await Promise.all(saving.values());
    },
  };
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
