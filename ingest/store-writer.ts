import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database } from '../database/connection.ts';
import type { JournalEntry } from '../domain/record.ts';
import type { Journal, JournalReader } from '../journal/journal.ts';
import { createBatchStore, readerName, type BatchStore } from './batch-store.ts';
import { ingestLimits } from './limits.ts';
import { createRecentKeys } from './recent-keys.ts';
import { encodeStoreBatch, type StoreBatch } from './store-batch.ts';

interface StoreWriterDependencies {
  readonly database: Database;
  readonly journal: Journal;
  readonly log: Logger;
  /** The writer cannot go on: a bug or a database that does not belong to this journal. */
  readonly failed: (error: Error) => void;
}

export interface StoreWriter {
  /** Returns at once: the writer starts when the database is there. */
  readonly start: () => void;
  readonly stop: () => Promise<void>;
  readonly stats: () => StoreWriterStats;
}

export interface StoreWriterStats {
  readonly rows: number;
  readonly batches: number;
  /** Batches that met a repeat and took the slower path. */
  readonly slowBatches: number;
  readonly repeats: number;
  /** Journal records not yet in the database; null while the database has never been reached. */
  readonly lag: number | null;
}

/**
 * Brings the journal's readings into TimescaleDB, each exactly once.
 *
 * Rows and the reader's place commit in one transaction; the next start goes on from the place that the
 * database names. While the database is away the batch is kept and tried again; the journal holds the rest.
 */
export function createStoreWriter({ database, journal, log, failed }: StoreWriterDependencies): StoreWriter {
  const recentKeys = createRecentKeys();
  const abort = new AbortController();
  let reader: JournalReader | null = null;
  let batchStore: BatchStore | null = null;
  let starting: Promise<void> | null = null;
  let rows = 0;
  let batches = 0;
  let repeats = 0;
  let committedAt = 0;
  /** Up to here nothing is left to store; the place noted in the database may be a few ticks behind. */
  let doneOffset: number | null = null;
  /** The batch that the server is working on; resolves also when the writer was told to stop. */
  let committing: Promise<void> = Promise.resolve();

  async function attach(): Promise<void> {
    await Promise.race([database.whenReady(), once(abort.signal, 'abort')]);
    if (abort.signal.aborted) return;
    const store = createBatchStore(database, journal.id());
    batchStore = store;
    const stored = await database.persist('read checkpoint', store.readCheckpoint, abort.signal);
    if (stored > journal.lastOffset()) {
      throw new Error(
        `The database has stored the journal up to ${stored}, the journal ends at ${journal.lastOffset()}.`,
      );
    }
    if (stored + 1 < journal.firstOffset()) {
      log.error(
        { event: 'store-gap', stored, firstOffset: journal.firstOffset() },
        'the database is older than the journal: readings in between are missing from it',
      );
    }
    doneOffset = stored;
    reader = journal.attachReader({
      name: readerName,
      from: Math.max(stored + 1, journal.firstOffset()),
      types: ['telemetry'],
      recordsMax: ingestLimits.storeRecordsMax,
      handle: (entries, lastOffset) => handle(store, entries, lastOffset),
    });
  }

  async function handle(
    store: BatchStore,
    entries: readonly JournalEntry[],
    lastOffset: number,
  ): Promise<void> {
    // Ticks alone move the place forward, but are not worth a transaction each.
    if (entries.length === 0 && Date.now() - committedAt < ingestLimits.storeIdleCommit_ms) {
      await committing;
      doneOffset = lastOffset;
      return;
    }
    const batch = encodeStoreBatch(entries, lastOffset, recentKeys);
    await committing;
    const sent = Promise.withResolvers<void>();
    committing = commit(store, batch, sent.resolve);
    // While the server works on this batch, the next one is decoded and encoded.
    await Promise.race([sent.promise, committing]);
    // Little is waiting, so the writer keeps up: gather, so that transactions stay few.
    if (journal.lastOffset() - lastOffset < ingestLimits.storeGatherRecordsMin) {
      await committing;
      await delay(ingestLimits.storeGather_ms, undefined, { signal: abort.signal }).catch(() => undefined);
    }
  }

  async function commit(store: BatchStore, batch: StoreBatch, sent: () => void): Promise<void> {
    try {
      await database.persist('store readings', () => store.commit(batch, sent), abort.signal);
    } catch (error) {
      if (!abort.signal.aborted) failed(new Error('The store writer cannot go on.', { cause: error }));
      return;
    }
    committedAt = Date.now();
    doneOffset = batch.lastOffset;
    batches += 1;
    repeats += batch.repeats;
    for (const copy of batch.rows.values()) rows += copy.rows;
    reader?.settle(batch.lastOffset);
  }

  return {
    start() {
      journal.retainFor(readerName);
      starting = attach().catch((error: unknown) => {
        if (!abort.signal.aborted) failed(new Error('The store writer cannot start.', { cause: error }));
      });
    },
    async stop() {
      abort.abort();
      await starting;
      await reader?.stop();
      await committing;
    },
    stats: () => ({
      rows,
      batches,
      slowBatches: batchStore?.slowBatches() ?? 0,
      repeats,
      lag: doneOffset === null ? null : journal.lastOffset() - doneOffset,
    }),
  };
}
