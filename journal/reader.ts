import { setImmediate as nextTurn } from 'node:timers/promises';
import type { JournalEntry, JournalRecord } from '../domain/record.ts';
import type { BlockStore } from './block-store.ts';
import { createDiskCursor } from './disk-cursor.ts';
import type { JournalLimits } from './limits.ts';
import type { RecentBatches } from './recent-batches.ts';
import { allTypes, toTypeSet, type DecodeTelemetry } from './record-codec.ts';

export interface ReaderOptions {
  readonly name: string;
  /** The first offset to deliver. */
  readonly from: number;
  /** What it needs no more, where that is less than what lies before `from`. */
  readonly settled?: number;
  readonly recordsMax?: number;
  /** Only these are decoded and delivered; all by default. */
  readonly types?: readonly JournalRecord['type'][];
  /**
   * Everything up to `lastOffset` is delivered with this call; `entries` are those of the wanted types among it
   * and may be none. The next call comes after the promise resolves.
   */
  readonly handle: (entries: readonly JournalEntry[], lastOffset: number) => void | Promise<void>;
}

export interface ReaderSources {
  readonly store: BlockStore;
  readonly recent: RecentBatches;
  readonly limits: JournalLimits;
  readonly decodeTelemetry: DecodeTelemetry;
  readonly durableOffset: () => number;
  readonly damaged: (firstOffset: number, lastOffset: number) => void;
  /** The position moved on without a commit. */
  readonly moved: () => void;
  readonly failed: (error: Error) => void;
}

/** Delivers entries in order: from memory while the handler keeps up, else from disk. */
export function createReader(sources: ReaderSources, options: ReaderOptions) {
  const { store, recent, limits } = sources;
  const wanted = options.types ? toTypeSet(options.types) : allTypes;
  const wantedTypes = new Set<string>(options.types);
  const recordsMax = options.recordsMax ?? limits.deliveryRecordsMax;
  const disk = createDiskCursor({ ...sources, types: wanted });
  let position = options.from - 1;
  let running: Promise<void> | null = null;
  const life = { stopped: false };

  function pick(entries: readonly JournalEntry[], types: number): readonly JournalEntry[] {
    if ((types & ~wanted) === 0) return entries;
    if ((types & wanted) === 0) return [];
    return entries.filter((entry) => wantedTypes.has(entry.record.type));
  }

  function fail(cause: unknown): void {
    life.stopped = true;
    sources.failed(
      new Error(`the journal's reader ${options.name} failed after offset ${position}`, { cause }),
    );
  }

  function deliver(entries: readonly JournalEntry[], lastOffset: number): void | Promise<void> {
    const result = options.handle(entries, lastOffset);
    if (result instanceof Promise) {
      return result.then(() => {
        position = lastOffset;
      });
    }
    position = lastOffset;
  }

  /** Called after each commit: hands a reader that keeps up its entries at once. */
  function wake(): void {
    if (running || life.stopped || position >= sources.durableOffset()) return;
    try {
      const batch = recent.after(position, recordsMax);
      const lastOffset = batch?.entries.at(-1)?.offset;
      if (batch && lastOffset !== undefined) {
        const result = deliver(pick(batch.entries, batch.types), lastOffset);
        if (!result && position >= sources.durableOffset()) return;
        run(result);
      } else run();
    } catch (error) {
      fail(error);
    }
  }

  function run(first?: void | Promise<void>): void {
    running = catchUp(first)
      .catch(fail)
      .finally(() => {
        running = null;
        sources.moved();
        // What was committed between the last look and here.
        wake();
      });
  }

  async function catchUp(first?: void | Promise<void>): Promise<void> {
    if (first) await first;
    else await nextTurn();
    while (!life.stopped && position < sources.durableOffset()) {
      const batch = recent.after(position, recordsMax);
      const lastOffset = batch?.entries.at(-1)?.offset;
      if (batch && lastOffset !== undefined) {
        await deliver(pick(batch.entries, batch.types), lastOffset);
        if (position < sources.durableOffset()) await nextTurn();
      } else await deliverFromDisk();
    }
  }

  /** Gathers a full delivery from as many blocks as it takes, giving way to others in between. */
  async function deliverFromDisk(): Promise<void> {
    const entries: JournalEntry[] = [];
    let lastOffset = position;
    let bytes = 0;
    let blocks = 0;
    let decoded = 0;
    while (!life.stopped && entries.length < recordsMax && bytes < limits.deliveryBytesMax) {
      if (lastOffset >= sources.durableOffset() || recent.has(lastOffset + 1)) break;
      if (blocks % limits.catchUpBlocksMax === 0)
        await store.prefetch(lastOffset + 1, limits.catchUpBlocksMax);
      const step = disk.step(lastOffset + 1, recordsMax - entries.length);
      for (const entry of step.entries) entries.push(entry);
      lastOffset = step.lastOffset;
      bytes += step.bytes;
      if (step.openedBlock) blocks += 1;
      decoded += step.entries.length;
      if (decoded >= limits.catchUpRecordsMax || blocks % limits.catchUpBlocksMax === 0) {
        decoded = 0;
        await nextTurn();
      }
    }
    if (!life.stopped && lastOffset > position) await deliver(entries, lastOffset);
  }

  return {
    name: options.name,
    wake,
    position: () => position,
    isBehind: () => running !== null,
    async stop(): Promise<void> {
      life.stopped = true;
      await running;
    },
  };
}

export type Reader = ReturnType<typeof createReader>;
