import type { BlockStore } from './block-store.ts';
import { openBlock } from './block.ts';

/** Blocks on their way to the new file at a time: what a crash in the middle costs is asked for again from the other end. */
const blocksAtOnce = 64;

/**
 * Copies every whole block of one store into another, oldest first or newest first, and leaves out what is damaged
 * or there already. What was copied is on disk even if the next page of `from` ends the process.
 */
export async function rescueBlocks({
  from,
  to,
  order,
}: {
  readonly from: BlockStore;
  readonly to: BlockStore;
  readonly order?: 'newest first' | undefined;
}): Promise<void> {
  const there = new Set(to.firstOffsets());
  let writing: Promise<void>[] = [];
  for (const first of from.firstOffsets(order)) {
    if (there.has(first)) continue;
    const block = from.blockAt(first);
    if (block === undefined || openBlock(block.bytes)?.firstOffset !== first) continue;
    writing.push(to.append(first, block.bytes));
    if (writing.length >= blocksAtOnce) {
      await Promise.all(writing);
      writing = [];
    }
  }
  await Promise.all(writing);
}
