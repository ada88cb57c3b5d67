import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database } from '../database/connection.ts';
import type { JournalEntry } from '../domain/record.ts';
import type { ReportDamage } from '../keeping/damage-log.ts';
import type { Journal, JournalReader } from '../journal/journal.ts';
import { createBatchStore, readerName, type BatchStore } from './batch-store.ts';
import { ingestLimits } from './limits.ts';
import { createRecentKeys } from './recent-keys.ts';
import { encodeStoreBatch, type StoreBatch } from './store-batch.ts';

interface StoreWriterDependencies {
  readonly database: Database;
  readonly journal: Journal;
  readonly log: Logger;
  /** Told of what is wrong with the database beyond an outage; the writer tries again until it is mended. */
  readonly damaged: ReportDamage;
  readonly retry_ms?: number;
  /** Told how long ago the oldest message of a batch had come when the database had it, ms. */
  readonly measured?: (delay_ms: number) => void;
  /** By the clock of `receivedAt`, ms since 1970. */
  readonly now?: () => number;
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
  /** Why nothing can be stored although the database is there; null where it can. */
  readonly trouble: string | null;
}

/**
 * Brings the journal's readings into TimescaleDB, each exactly once.
 *
 * Rows and the reader's place commit in one transaction; the next start goes on from the place that the
 * database names. While the database is away the batch is kept and tried again; the journal holds the rest.
 */
export function createStoreWriter({
  database,
  journal,
  log,
  damaged,
  retry_ms = ingestLimits.storeTroubleRetry_ms,
  measured,
  now = Date.now,
}: StoreWriterDependencies): StoreWriter {
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

  let trouble: string | null = null;

  /** Until it succeeds or the writer stops (null): without the database's help alarms ring all the same. */
  async function insist<T>(name: string, operation: () => Promise<T>): Promise<T | null> {
    while (!abort.signal.aborted) {
      try {
        const result = await database.persist(name, operation, abort.signal);
        trouble = null;
        return result;
      } catch (error) {
        if (abort.signal.aborted) break;
        const { message, code = 'unknown' } = error as Error & { readonly code?: string };
        log.error(
          { err: error, operation: name, event: 'store-trouble' },
          'the database refuses what is to be stored',
        );
        const isNew = trouble !== message;
        trouble = message;
        if (isNew) reportTrouble(message, code);
      }
      await delay(retry_ms, undefined, { signal: abort.signal }).catch(() => undefined);
    }
    return null;
  }

  function reportTrouble(message: string, code: string): void {
    damaged({
      kind: 'database',
      subject: `store ${code}`,
      detail: `the database refuses readings (${code}: ${message}); the journal keeps them, and they are tried again`,
      setAside: null,
      missing: null,
      between: null,
    });
  }

  /** The journal may be a former copy of the one that the database knows, or the database one of its own. */
  async function agree(stored: number): Promise<number> {
    const end = journal.lastOffset();
    if (stored > end) {
      damaged({
        kind: 'journal-older',
        subject: journal.id(),
        detail: `the database has the journal up to record ${stored}, but it ends at ${end}: it is a former copy. Its readings are stored again, each once`,
        setAside: null,
        missing: { first: end + 1, last: stored },
        between: null,
      });
      await journal.renewId();
      return 0;
    }
    const settled = journal.stats().readers.find(({ name }) => name === readerName)?.settled ?? 0;
    const first = journal.firstOffset();
    if (stored < settled) {
      const isWhole = stored + 1 >= first;
      const again = `records ${Math.max(stored + 1, first)} to ${end} are stored again from the journal`;
      damaged({
        kind: 'database-older',
        subject: `${journal.id()} ${stored}`,
        detail: `the database has the journal up to record ${stored}, and had it up to ${settled}: it is a former copy; ${again}${
          isWhole
            ? ''
            : `; readings of records ${stored + 1} to ${first - 1} are no longer in the journal and are missing`
        }`,
        setAside: null,
        missing: isWhole ? null : { first: stored + 1, last: first - 1 },
        between: null,
      });
    }
    return stored;
  }

  async function attach(): Promise<void> {
    await Promise.race([database.whenReady(), once(abort.signal, 'abort')]);
    if (abort.signal.aborted) return;
    let store = createBatchStore(database, journal.id());
    const known = await insist('read checkpoint', () => store.readCheckpoint());
    if (known === null) return;
    const stored = await agree(known);
    store = createBatchStore(database, journal.id());
    batchStore = store;
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
    const first = entries.find(({ record }) => record.type === 'telemetry');
    const receivedAt = first?.record.type === 'telemetry' ? first.record.receivedAt : null;
    committing = commit(store, batch, sent.resolve).then(() => {
      if (receivedAt !== null && !abort.signal.aborted) measured?.(now() - receivedAt);
    });
    // While the server works on this batch, the next one is decoded and encoded.
    await Promise.race([sent.promise, committing]);
    // Little is waiting, so the writer keeps up: gather, so that transactions stay few.
    if (journal.lastOffset() - lastOffset < ingestLimits.storeGatherRecordsMin) {
      await committing;
      await delay(ingestLimits.storeGather_ms, undefined, { signal: abort.signal }).catch(() => undefined);
    }
  }

  async function commit(store: BatchStore, batch: StoreBatch, sent: () => void): Promise<void> {
    const done = await insist('store readings', async () => {
      await store.commit(batch, sent);
      return true;
    });
    if (done === null) return;
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
        if (!abort.signal.aborted) log.error({ err: error }, 'the store writer could not start');
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
      trouble,
      lag: doneOffset === null ? null : journal.lastOffset() - doneOffset,
    }),
  };
}
