import type { JournalRecord } from '../domain/record.ts';
import type { BlockStore } from './block-store.ts';
import { openBlock, readEntries, startOfBlock } from './block.ts';
import { measureExtent } from './extent.ts';
import { allTypes } from './record-codec.ts';

/** A stretch of offsets that cannot be read, and between which times it was written (ms; null: unknown). */
export interface DamagedStretch {
  readonly first: number;
  readonly last: number;
  readonly from: number | null;
  readonly to: number | null;
}

export interface StoreCheck {
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly blocks: number;
  /** Of these every byte was looked at, newest first. */
  readonly blocksRead: number;
  readonly bytesRead: number;
  readonly damaged: readonly DamagedStretch[];
}

/**
 * Walks the store's tree from end to end, and holds the newest blocks to their checksums until `bytesMax` bytes
 * were read or `until` (performance.now) is over. Reads only.
 */
export function checkStore(
  store: BlockStore,
  { bytesMax, until }: { bytesMax: number; until: number },
): StoreCheck {
  const { firstOffset, lastOffset } = measureExtent(store);
  const damaged: DamagedStretch[] = [];
  let blocks = 0;
  let blocksRead = 0;
  let bytesRead = 0;
  /** Where the block after the one that is looked at begins. */
  let next = lastOffset + 1;
  for (const first of store.firstOffsets('newest first')) {
    blocks += 1;
    if (bytesRead >= bytesMax || performance.now() > until) continue;
    const block = store.blockAt(first);
    const header = block === undefined ? null : openBlock(block.bytes);
    if (header === null) damaged.push(stretchAt(store, first, next - 1));
    else if (header.lastOffset + 1 < next) damaged.push(stretchAt(store, header.lastOffset + 1, next - 1));
    blocksRead += 1;
    bytesRead += block?.bytes.length ?? 0;
    next = first;
  }
  return { firstOffset, lastOffset, blocks, blocksRead, bytesRead, damaged: damaged.toReversed() };
}

/** A stretch with the times of what lies whole around it. */
export function stretchAt(store: BlockStore, first: number, last: number): DamagedStretch {
  const before = store.blockBefore(first);
  const after = store.blockAfter(last);
  return {
    first,
    last,
    from: before === undefined ? null : (timesIn(store, before).at(-1) ?? null),
    to: after === undefined ? null : (timesIn(store, after)[0] ?? null),
  };
}

/** When the records of a block were written, in order: of those that say so. Nothing of a damaged one. */
function timesIn(store: BlockStore, firstOffset: number): readonly number[] {
  const block = store.blockAt(firstOffset);
  const header = block === undefined ? null : openBlock(block.bytes);
  if (block === undefined || header === null) return [];
  const { entries } = readEntries(block.bytes, startOfBlock(header), {
    from: header.firstOffset,
    recordsMax: Number.POSITIVE_INFINITY,
    types: allTypes,
    decodeTelemetry: () => ({ readings: [], problems: [] }),
  });
  return entries.flatMap(({ record }) => timeOf(record) ?? []);
}

function timeOf(record: JournalRecord): number | null {
  if (record.type === 'telemetry') return record.receivedAt;
  if (record.type === 'alert') return record.change.receivedAt;
  return 'at' in record ? record.at : null;
}
