import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { JournalEntry, JournalRecord } from '../domain/record.ts';
import { JournalFull } from './journal-full.ts';
import type { Journal, JournalReader } from './journal.ts';

interface FoldingReaderOptions {
  readonly journal: Journal;
  readonly log: Logger;
  readonly name: string;
  readonly types: readonly JournalRecord['type'][];
  /** Folds one entry into the state. Synchronous, so that a snapshot never sees half of one. */
  readonly apply: (entry: JournalEntry) => void;
  /** The state as it is when this is called, in pieces that may be taken while `apply` goes on. */
  readonly snapshot: () => Iterable<Uint8Array>;
  /** Throws when the state is of another version: the fold then begins at the journal's start. */
  readonly restore: (pieces: readonly Uint8Array[]) => void;
  /** Told once, before the first record, from which offset on the state is folded. */
  readonly begins?: (from: number) => Promise<void>;
  /** Resolves when whatever `apply` has appended so far is durable: before that, no snapshot is true. */
  readonly settled?: () => Promise<void>;
  /** Told how long the oldest of what was folded together had been on disk then, ms; null: not known. */
  readonly measured?: (delay_ms: number | null) => void;
}

export interface FoldingReader {
  /** Restores the last snapshot and reads on from there; resolves once it has caught up with the journal. */
  readonly start: () => Promise<void>;
  /** Saves the state with its place, which lets the journal forget what came before; nothing on a full volume. */
  readonly save: () => Promise<void>;
  /** Stops reading and saves. */
  readonly stop: () => Promise<void>;
  readonly lag: () => number;
}

const caughtUpPoll_ms = 2;

/** A reader whose state is a fold of the journal: kept in memory, saved with its offset now and then. */
export function createFoldingReader(options: FoldingReaderOptions): FoldingReader {
  const { journal, log, name } = options;
  let reader: JournalReader | null = null;
  let savedOffset = -1;

  /** Where to read on from: after the newest snapshot that can be used. */
  function restore(): number {
    for (;;) {
      const saved = journal.loadSnapshot(name);
      if (saved === null) break;
      try {
        options.restore(saved.pieces);
        savedOffset = saved.offset;
        return saved.offset + 1;
      } catch (error) {
        log.warn({ err: error, reader: name }, 'the snapshot cannot be used');
        journal.refuseSnapshot(name, `cannot be used (${(error as Error).message})`);
      }
    }
    return journal.firstOffset();
  }

  async function save(): Promise<void> {
    if (reader === null) return;
    const offset = reader.position();
    if (offset === savedOffset) return;
    const pieces = options.snapshot();
    await options.settled?.();
    try {
      await journal.saveSnapshot(name, { offset, pieces });
    } catch (error) {
      if (!(error instanceof JournalFull)) throw error;
      // A start folds more, nothing is lost: no reason to end a process that still lets alarms through.
      log.error({ err: error, reader: name }, 'no room for a snapshot: the former one stays');
      return;
    }
    // Up to the one before it only: should this one be damaged, a start goes on from that.
    reader.settle(Math.max(0, savedOffset));
    savedOffset = offset;
  }

  return {
    async start() {
      const from = restore();
      await options.begins?.(from);
      const end = journal.lastOffset();
      const attached = journal.attachReader({
        name,
        from,
        settled: journal.formerSnapshotOffset(name),
        types: options.types,
        handle: (entries) => {
          for (const entry of entries) options.apply(entry);
          const [first] = entries;
          if (first !== undefined) options.measured?.(journal.sinceCommit(first.offset));
        },
      });
      reader = attached;
      while (attached.position() < end) await delay(caughtUpPoll_ms);
    },
    save,
    async stop() {
      await reader?.stop();
      await save();
    },
    lag: () => reader?.lag() ?? 0,
  };
}
