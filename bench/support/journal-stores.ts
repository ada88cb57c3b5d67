import { closeSync, fdatasync, ftruncateSync, mkdirSync, openSync, readSync, statSync, write } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { ClassicLevel } from 'classic-level';
import { open } from 'lmdb';
import type { BlockStore } from '../../journal/block-store.ts';
import { openLmdbBlockStore } from '../../journal/lmdb-block-store.ts';

type OpenStore = (directory: string, bytesMax: number) => BlockStore;

/** The least that a store must do to be compared; what else the journal asks for is kept in memory. */
interface PlainStore {
  /** Resolves when it is on disk. */
  write(firstOffset: number, block: Buffer): Promise<void>;
  read(firstOffset: number): Buffer | undefined;
  remove(firstOffsets: readonly number[]): Promise<void>;
  close(): Promise<void>;
}

function toBlockStore(plain: PlainStore): BlockStore {
  let keys: number[] = [];
  const values = new Map<string, Buffer>();
  const blockOf = (firstOffset: number | undefined): { firstOffset: number; bytes: Buffer } | undefined => {
    const bytes = firstOffset === undefined ? undefined : plain.read(firstOffset);
    return firstOffset === undefined || !bytes ? undefined : { firstOffset, bytes };
  };
  return {
    async append(firstOffset, block) {
      await plain.write(firstOffset, block);
      keys.push(firstOffset);
    },
    blockAt: (offset) => blockOf(keys.findLast((key) => key <= offset)),
    blockAfter: (firstOffset) => keys.find((key) => key > firstOffset),
    blockBefore: (firstOffset) => keys.findLast((key) => key < firstOffset),
    firstOffsets: (order) => (order === undefined ? keys : keys.toReversed()),
    copyTo: () => Promise.reject(new Error('a store for comparison is not copied')),
    prefetch: () => Promise.resolve(),
    firstBlock: () => blockOf(keys[0]),
    lastBlock: () => blockOf(keys.at(-1)),
    async removeThrough(offset, blocksMax) {
      const end = keys.findIndex((_, index) => (keys[index + 1] ?? Number.POSITIVE_INFINITY) > offset + 1);
      const removable = keys.slice(0, Math.min(Math.max(end, 0), blocksMax));
      if (removable.length === 0) return 0;
      await plain.remove(removable);
      keys = keys.slice(removable.length);
      return removable.length;
    },
    storedBytes: (bytes) => bytes,
    fileBytes: () => Promise.resolve(0),
    getValue: (key) => values.get(key),
    putValues(changes) {
      for (const [key, value] of changes) if (value) values.set(key, value);
      return Promise.resolve();
    },
    valueKeys: () => [],
    close: () => plain.close(),
  };
}

/** The library's default: commits overlap with syncs, and the sync of a commit is awaited apart. */
const openOverlappingLmdb: OpenStore = (directory, bytesMax) => {
  mkdirSync(directory, { recursive: true });
  const root = open<Buffer, number>({
    path: join(directory, 'overlapping.mdb'),
    overlappingSync: true,
    eventTurnBatching: false,
    mapSize: bytesMax,
    encoding: 'binary',
  });
  return toBlockStore({
    async write(firstOffset, block) {
      void root.put(firstOffset, block);
      await root.flushed;
    },
    read: (firstOffset) => root.getBinary(firstOffset),
    async remove(firstOffsets) {
      await Promise.all(firstOffsets.map((key) => root.remove(key)));
    },
    close: () => root.close(),
  });
};

/** Sorts as text the way that the numbers do. */
function keyOf(firstOffset: number): string {
  return String(firstOffset).padStart(16, '0');
}

const openLevel: OpenStore = (directory) => {
  const level = new ClassicLevel<string, Buffer>(join(directory, 'level'), { valueEncoding: 'buffer' });
  return toBlockStore({
    write: (firstOffset, block) => level.put(keyOf(firstOffset), block, { sync: true }),
    read: (firstOffset) => level.getSync(keyOf(firstOffset)),
    remove: (firstOffsets) => level.batch(firstOffsets.map((key) => ({ type: 'del', key: keyOf(key) }))),
    close: () => level.close(),
  });
};

const openSqlite: OpenStore = (directory) => {
  mkdirSync(directory, { recursive: true });
  const database = new DatabaseSync(join(directory, 'journal.sqlite'));
  database.exec(
    'pragma journal_mode = wal; pragma synchronous = full; create table blocks (first_offset integer primary key, bytes blob)',
  );
  const insert = database.prepare('insert into blocks values (?, ?)');
  const select = database.prepare('select bytes from blocks where first_offset = ?');
  const remove = database.prepare('delete from blocks where first_offset <= ?');
  return toBlockStore({
    async write(firstOffset, block) {
      insert.run(firstOffset, block);
      // Others settle in a later turn of the event loop too.
      await new Promise(setImmediate);
    },
    read(firstOffset) {
      const row = select.get(firstOffset);
      return row ? Buffer.from(row.bytes as Uint8Array) : undefined;
    },
    async remove(firstOffsets) {
      remove.run(firstOffsets.at(-1) ?? 0);
    },
    async close() {
      database.close();
    },
  });
};

/** The reference: what the disk gives. It never trims and could not be searched. */
const openPlainFile: OpenStore = (directory) => {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, 'journal.log');
  const file = openSync(path, 'w+');
  ftruncateSync(file, 0);
  const writeBytes = promisify(write);
  const sync = promisify(fdatasync);
  const places = new Map<number, { position: number; length: number }>();
  return toBlockStore({
    async write(firstOffset, block) {
      const position = statSync(path).size;
      await writeBytes(file, block, 0, block.length, position);
      await sync(file);
      places.set(firstOffset, { position, length: block.length });
    },
    read(firstOffset) {
      const place = places.get(firstOffset);
      if (!place) return undefined;
      const bytes = Buffer.alloc(place.length);
      readSync(file, bytes, 0, place.length, place.position);
      return bytes;
    },
    remove: () => Promise.resolve(),
    async close() {
      closeSync(file);
    },
  });
};

/** By name, the reference first. */
export const journalStores: Readonly<Record<string, OpenStore>> = {
  file: openPlainFile,
  lmdb: openLmdbBlockStore,
  'lmdb overlapping': openOverlappingLmdb,
  leveldb: openLevel,
  sqlite: openSqlite,
};
