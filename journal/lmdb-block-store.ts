import { mkdirSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { open } from 'lmdb';
import { SharedJournalError, type BlockStore } from './block-store.ts';

const PAGE_BYTES = 4_096;
/** Larger values go to whole pages of their own, with a page header. */
const INLINE_BYTES_MAX = 2_000;
const PAGE_HEADER_BYTES = 16;
/** Key, node header and the share of the tree above it. */
const NODE_BYTES = 48;
/** Address space, not memory: the journal's own limit is reached long before. */
const MAP_FACTOR = 2;
const MAP_BYTES_MIN = 2 ** 30;
const DETAIL_WAIT_MS = 1_000;

/**
 * Blocks in LMDB: a commit is one B-tree transaction with copied pages, so a kill or a power cut in the middle
 * of it leaves the state before it, whatever part of its pages reached the disk. One weakness is known (3.5.6):
 * a write that finds the volume full makes the library format its error into too small a buffer, which can abort the
 * process. Nothing acknowledged is lost by it, and the journal's look at the free space keeps away from it.
 */
export function openLmdbBlockStore(directory: string, bytesMax: number): BlockStore {
  mkdirSync(directory, { recursive: true });
  return openLmdbFile(join(directory, storeFile), { bytesMax });
}

/** The store's file in the journal's folder. */
export const storeFile = 'journal.mdb';

/** A store by its file. With `readOnly` it must be there, and a service may be writing to it. */
export function openLmdbFile(
  path: string,
  { bytesMax = 0, readOnly = false }: { bytesMax?: number; readOnly?: boolean } = {},
): BlockStore {
  const root = open<Buffer, string>({
    path,
    noSubdir: true,
    // With overlapping syncs, the library's default, a put resolves before the data is on disk.
    overlappingSync: false,
    // The journal batches by itself; the library's batching would add a turn of the event loop.
    eventTurnBatching: false,
    mapSize: Math.max(MAP_BYTES_MIN, bytesMax * MAP_FACTOR),
    pageSize: PAGE_BYTES,
    encoding: 'binary',
    maxDbs: 4,
    readOnly,
  });
  const blocks = root.openDB<Buffer, number>('blocks', { encoding: 'binary' });
  const values = root.openDB<Buffer, string>('values', { encoding: 'binary' });

  function keyAt(offset: number): number | undefined {
    for (const key of blocks.getKeys({ start: offset, reverse: true, limit: 1 })) return key;
    return undefined;
  }
  function block(firstOffset: number | undefined): { firstOffset: number; bytes: Buffer } | undefined {
    if (firstOffset === undefined) return undefined;
    const bytes = blocks.getBinary(firstOffset);
    return bytes && { firstOffset, bytes };
  }
  function firstKey(): number | undefined {
    for (const key of blocks.getKeys({ limit: 1 })) return key;
    return undefined;
  }

  return {
    async append(firstOffset, bytes) {
      // The condition finds a second writer: whoever comes second meets the other's key.
      const isNew = await whole(
        blocks.ifNoExists(firstOffset, () => {
          void blocks.put(firstOffset, bytes);
        }),
      );
      if (!isNew) throw new SharedJournalError(dirname(path));
    },
    blockAt: (offset) => block(keyAt(offset) ?? firstKey()),
    blockAfter(firstOffset) {
      for (const key of blocks.getKeys({ start: firstOffset + 1, limit: 1 })) return key;
      return undefined;
    },
    blockBefore: (firstOffset) => keyAt(firstOffset - 1),
    firstOffsets: (order) => blocks.getKeys({ reverse: order === 'newest first' }),
    async prefetch(offset, blocksMax) {
      await blocks.prefetch([...blocks.getKeys({ start: keyAt(offset) ?? offset, limit: blocksMax })]);
    },
    firstBlock: () => block(firstKey()),
    lastBlock() {
      for (const key of blocks.getKeys({ reverse: true, limit: 1 })) return block(key);
      return undefined;
    },
    async removeThrough(offset, blocksMax) {
      // A block ends where the next one starts; so the last block is never removed and keeps the numbering.
      const keys = [...blocks.getKeys({ end: offset + 2, limit: blocksMax + 1 })];
      const removable = keys.slice(0, -1);
      if (removable.length === 0) return 0;
      await Promise.all(removable.map((key) => whole(blocks.remove(key))));
      return removable.length;
    },
    storedBytes: (bytes) =>
      bytes <= INLINE_BYTES_MAX
        ? bytes + NODE_BYTES
        : Math.ceil((bytes + PAGE_HEADER_BYTES) / PAGE_BYTES) * PAGE_BYTES + NODE_BYTES,
    async fileBytes() {
      const { blocks: sectors } = await stat(path);
      return sectors * 512;
    },

    getValue: (key) => values.getBinary(key),
    async putValues(changes) {
      await whole(
        values.batch(() => {
          for (const [key, value] of changes) void (value ? values.put(key, value) : values.remove(key));
        }),
      );
    },
    valueKeys: (prefix) => [...values.getKeys({ start: prefix, end: `${prefix}\uFFFF` })],
    // Without the pages that are free: a copy is smaller, and every page of it was read once.
    copyTo: (copy) => root.backup(copy, true),
    close: () => root.close(),
  };
}

/**
 * The library rejects with an error that says nothing and carries a second promise, rejected too, with the real
 * one: without a handler that would end the process.
 */
async function whole<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    const { commitError } = error as { commitError?: Promise<never> };
    // Should the detail never come, the failure itself still does.
    if (commitError) await Promise.race([commitError, delay(DETAIL_WAIT_MS)]);
    throw error;
  }
}
