import type { JournalEntry } from '../domain/record.ts';
import type { BlockStore } from './block-store.ts';
import { openBlock, readEntries, startOfBlock, type BlockCursor } from './block.ts';
import type { JournalLimits } from './limits.ts';
import type { DecodeTelemetry } from './record-codec.ts';

export interface DiskCursorOptions {
  readonly store: BlockStore;
  readonly limits: JournalLimits;
  /** Set of record types; others are not decoded. */
  readonly types: number;
  readonly decodeTelemetry: DecodeTelemetry;
  readonly durableOffset: () => number;
  /** A block that cannot be read any more, by the offsets that it held. */
  readonly damaged: (firstOffset: number, lastOffset: number) => void;
}

interface Step {
  readonly entries: readonly JournalEntry[];
  readonly lastOffset: number;
  readonly bytes: number;
  readonly openedBlock: boolean;
}

/** Reads forward through the blocks, a little per call, and remembers where it stands inside of one. */
export function createDiskCursor(options: DiskCursorOptions) {
  const { store, limits, types, decodeTelemetry } = options;
  let bytes: Buffer | null = null;
  let cursor: BlockCursor | null = null;

  /** Decodes some entries from `from` on: to the end of the block at most. May find none of the wanted types. */
  function step(from: number, recordsMax: number): Step {
    let openedBlock = false;
    if (!bytes || !cursor || cursor.offset !== from) {
      const block = store.blockAt(from);
      if (!block) throw new Error(`the journal has no block for offset ${from}`);
      // Only where the first blocks are gone: what is before this one was never here.
      if (block.firstOffset > from) {
        options.damaged(from, block.firstOffset - 1);
        return { entries: [], lastOffset: block.firstOffset - 1, bytes: 0, openedBlock };
      }
      const header = openBlock(block.bytes);
      openedBlock = true;
      cursor = null;
      // A reader that stopped at a damaged block would stop for good: what can still be read matters more.
      if (!header) {
        const lastOffset = (store.blockAfter(block.firstOffset) ?? options.durableOffset() + 1) - 1;
        options.damaged(Math.max(from, block.firstOffset), lastOffset);
        return { entries: [], lastOffset, bytes: 0, openedBlock };
      }
      // Behind a loss at the end of a former file the numbers go on later.
      if (header.lastOffset < from) {
        const lastOffset = (store.blockAfter(from - 1) ?? options.durableOffset() + 1) - 1;
        options.damaged(from, lastOffset);
        return { entries: [], lastOffset, bytes: 0, openedBlock };
      }
      if ((header.types & types) === 0) {
        return { entries: [], lastOffset: header.lastOffset, bytes: 0, openedBlock };
      }
      bytes = block.bytes;
      cursor = startOfBlock(header);
    }
    const start = cursor.position;
    const read = readEntries(bytes, cursor, {
      from,
      recordsMax: Math.min(recordsMax, limits.catchUpRecordsMax),
      types,
      decodeTelemetry,
    });
    const consumed = (read.next?.position ?? bytes.length) - start;
    cursor = read.next;
    if (!cursor) bytes = null;
    return { entries: read.entries, lastOffset: read.lastOffset, bytes: consumed, openedBlock };
  }

  return { step };
}
