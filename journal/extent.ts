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

/**
 * From the first and the last block alone, however many there are. Throws when the last one is damaged: the
 * numbering cannot go on.
 */
export function measureExtent(store: BlockStore): Extent {
  const first = store.firstBlock();
  const last = store.lastBlock();
  if (!first || !last) return { firstOffset: 1, lastOffset: 0, bytesEver: 0, bytesTrimmed: 0 };
  const lastHeader = openBlock(last.bytes);
  if (!lastHeader) throw new Error(`the journal's last block, at offset ${last.firstOffset}, is damaged`);
  return {
    firstOffset: first.firstOffset,
    lastOffset: lastHeader.lastOffset,
    bytesEver: lastHeader.bytesBefore + store.storedBytes(last.bytes.length),
    bytesTrimmed: openBlock(first.bytes)?.bytesBefore ?? lastHeader.bytesBefore,
  };
}
