import type { JournalEntry } from '../domain/record.ts';
import type { CommittedBatch } from './appender.ts';
import type { JournalLimits } from './limits.ts';

/** Part of a committed batch, or all of it. */
export interface RecentEntries {
  readonly entries: readonly JournalEntry[];
  readonly types: number;
}

/**
 * The newest committed batches as they were appended, for readers that keep up. Bounded: the oldest go first, also
 * when every reader has had them, so that they die young.
 */
export function createRecentBatches(limits: Pick<JournalLimits, 'recentRecordsMax' | 'recentBytesMax'>) {
  let batches: CommittedBatch[] = [];
  let start = 0;
  let records = 0;
  let bytes = 0;

  function dropOldest(): void {
    const oldest = batches[start];
    if (!oldest) return;
    records -= oldest.entries.length;
    bytes -= oldest.bytes;
    start += 1;
    if (start * 2 > batches.length) {
      batches = batches.slice(start);
      start = 0;
    }
  }

  /** The batch that holds `offset`, which must be here. */
  function indexOf(offset: number): number {
    let low = start;
    let high = batches.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (lastOffsetOf(batches[middle]) >= offset) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  return {
    push(batch: CommittedBatch): void {
      batches.push(batch);
      records += batch.entries.length;
      bytes += batch.bytes;
      while (
        start < batches.length - 1 &&
        (records > limits.recentRecordsMax || bytes > limits.recentBytesMax)
      ) {
        dropOldest();
      }
    },
    /** Forgets what lies wholly at or before `offset`. */
    releaseTo(offset: number): void {
      while (start < batches.length && lastOffsetOf(batches[start]) <= offset) dropOldest();
    },
    has: (offset: number): boolean => {
      const first = batches[start]?.entries[0]?.offset;
      return first !== undefined && first <= offset && offset <= lastOffsetOf(batches.at(-1));
    },
    /** The entries after `offset`; null when the next one is not here (any more). */
    after(offset: number, recordsMax: number): RecentEntries | null {
      if (!this.has(offset + 1)) return null;
      let index = indexOf(offset + 1);
      const { entries, types } = part(batches[index], offset, recordsMax);
      if (entries.length >= recordsMax || index === batches.length - 1) return { entries, types };
      const joined = [...entries];
      let joinedTypes = types;
      while (joined.length < recordsMax && index < batches.length - 1) {
        index += 1;
        const more = part(batches[index], 0, recordsMax - joined.length);
        for (const entry of more.entries) joined.push(entry);
        joinedTypes |= more.types;
      }
      return { entries: joined, types: joinedTypes };
    },
    records: () => records,
    bytes: () => bytes,
  };
}

export type RecentBatches = ReturnType<typeof createRecentBatches>;

function lastOffsetOf(batch: CommittedBatch | undefined): number {
  return batch?.entries.at(-1)?.offset ?? 0;
}

/** A batch's entries after `offset`: the batch itself where it is wanted whole. */
function part(batch: CommittedBatch | undefined, offset: number, recordsMax: number): RecentEntries {
  if (!batch) return { entries: [], types: 0 };
  const from = Math.max(0, offset + 1 - (batch.entries[0]?.offset ?? 0));
  if (from === 0 && batch.entries.length <= recordsMax) return batch;
  return { entries: batch.entries.slice(from, from + recordsMax), types: batch.types };
}
