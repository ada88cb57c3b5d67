import type { BlockStore } from './block-store.ts';
import { openBlock } from './block.ts';

/** What the store holds, in offsets and in bytes since the journal was made. */
export interface Extent {
  readonly firstOffset: number;
  readonly lastOffset: number;
  /** Ever stored, and those of them that trimming has removed. */
  readonly bytesEver: number;
  readonly bytesTrimmed: number;
}

/** A block never holds more records than this, whatever the limits: behind a damaged one the numbering goes on so much later. */
export const blockRecordsMax = 4_096;

/** The key of an offset up to which numbers were given, whatever blocks are left. */
const BASE_KEY = 'base';

/** The last number that was given where blocks of the end are lost; 0: no such loss. */
export function baseOf(store: BlockStore): number {
  return store.getValue(BASE_KEY)?.readDoubleLE(0) ?? 0;
}

/** Records that numbers up to `offset` were given. Durable. */
export async function setBase(store: BlockStore, offset: number): Promise<void> {
  const bytes = Buffer.allocUnsafeSlow(8);
  bytes.writeDoubleLE(offset);
  await store.putValues(new Map([[BASE_KEY, bytes]]));
}

/**
 * From the first and the last block alone, however many there are. Where the last one is damaged nobody knows how
 * many records it held: the numbering goes on behind the most that it can have held, so that no number is given
 * twice.
 */
export function measureExtent(store: BlockStore): Extent {
  const first = store.firstBlock();
  const last = store.lastBlock();
  const base = baseOf(store);
  if (!first || !last) return { firstOffset: base + 1, lastOffset: base, bytesEver: 0, bytesTrimmed: 0 };
  const lastHeader = openBlock(last.bytes);
  const lastOffset = lastHeader?.lastOffset ?? last.firstOffset + blockRecordsMax - 1;
  const bytesEver = bytesThrough(store, last);
  return {
    firstOffset: first.firstOffset,
    lastOffset: Math.max(lastOffset, base),
    bytesEver,
    bytesTrimmed: Math.min(bytesEver, bytesBefore(store, first)),
  };
}

/** Bytes ever stored up to the end of a block, counted from the nearest whole one at or before it. */
function bytesThrough(store: BlockStore, last: { firstOffset: number; bytes: Buffer }): number {
  let bytes = 0;
  let block: typeof last | undefined = last;
  while (block !== undefined) {
    bytes += store.storedBytes(block.bytes.length);
    const header = openBlock(block.bytes);
    if (header !== null) return header.bytesBefore + bytes;
    const before = store.blockBefore(block.firstOffset);
    block = before === undefined ? undefined : store.blockAt(before);
  }
  return bytes;
}

/** Bytes ever stored before a block: of the nearest whole one from it on, less what lies between. */
function bytesBefore(store: BlockStore, first: { firstOffset: number; bytes: Buffer }): number {
  let between = 0;
  let block: typeof first | undefined = first;
  while (block !== undefined) {
    const header = openBlock(block.bytes);
    if (header !== null) return Math.max(0, header.bytesBefore - between);
    between += store.storedBytes(block.bytes.length);
    const after = store.blockAfter(block.firstOffset);
    block = after === undefined ? undefined : store.blockAt(after);
  }
  return 0;
}
