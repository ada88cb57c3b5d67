/** What the journal needs of a store. Blocks are keyed by their first offset; one process writes. */
export interface BlockStore {
  /** Resolves after the block is on disk, not merely in the system's memory. Rejects when it is not. */
  append(firstOffset: number, block: Buffer): Promise<void>;
  /** The block that holds `offset`, or the first one after it; undefined past the end. A copy of its own. */
  blockAt(offset: number): { firstOffset: number; bytes: Buffer } | undefined;
  /** Where the next block after the one that starts at `firstOffset` starts. */
  blockAfter(firstOffset: number): number | undefined;
  /** Where the block before the one that starts at `firstOffset` starts. */
  blockBefore(firstOffset: number): number | undefined;
  /** Where every block starts, in order, or from the newest back. */
  firstOffsets(order?: 'newest first'): Iterable<number>;
  /** Brings the blocks from the one at `offset` on into memory, off the main thread. */
  prefetch(offset: number, blocksMax: number): Promise<void>;
  firstBlock(): { firstOffset: number; bytes: Buffer } | undefined;
  lastBlock(): { firstOffset: number; bytes: Buffer } | undefined;
  /** Removes blocks that end at `offset` or before, oldest first, at most `blocksMax`; resolves with how many. */
  removeThrough(offset: number, blocksMax: number): Promise<number>;
  /** What appending `bytes` takes on disk. */
  storedBytes(bytes: number): number;
  /** What the store's files take on the volume now. */
  fileBytes(): Promise<number>;

  /** Small durable values beside the blocks. */
  getValue(key: string): Buffer | undefined;
  putValues(values: ReadonlyMap<string, Buffer | null>): Promise<void>;
  valueKeys(prefix: string): readonly string[];

  /** Copies the store, as it is at one moment, into a new file, while others go on. */
  copyTo(path: string): Promise<void>;
  close(): Promise<void>;
}

/** Another process has appended to the same journal: neither may go on. */
export class SharedJournalError extends Error {
  override readonly name = 'SharedJournalError';

  constructor(directory: string) {
    super(`another process writes to the journal in ${directory}`);
  }
}
