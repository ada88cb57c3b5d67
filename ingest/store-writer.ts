import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type pg from 'pg';
import copyStreams from 'pg-copy-streams';
import type { Database } from '../database/connection.ts';
import { preparePartitions } from '../database/partitions.ts';
import { readingColumns, readingsTable } from '../database/reading-columns.ts';
import { markForRollup } from '../database/rollup-pending.ts';
import type { JournalEntry } from '../domain/record.ts';
import type { Journal, JournalReader } from '../journal/journal.ts';
import type { CopyRows } from './copy-rows.ts';
import { ingestLimits } from './limits.ts';
import { createRecentKeys } from './recent-keys.ts';
import { encodeStoreBatch, type QuarantineRow, type StoreBatch } from './store-batch.ts';

/** The reader's name in the journal and in `reader_checkpoints`. */
const readerName = 'store';
const uniqueViolation = '23505';

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
  let starting: Promise<void> | null = null;
  let rows = 0;
  let batches = 0;
  let slowBatches = 0;
  let repeats = 0;
  let committedAt = 0;

  async function attach(): Promise<void> {
    await Promise.race([database.whenReady(), once(abort.signal, 'abort')]);
    if (abort.signal.aborted) return;
    const stored = await database.persist('read checkpoint', readCheckpoint, abort.signal);
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
    reader = journal.attachReader({
      name: readerName,
      from: Math.max(stored + 1, journal.firstOffset()),
      types: ['telemetry'],
      recordsMax: ingestLimits.storeRecordsMax,
      handle: store,
    });
  }

  async function store(entries: readonly JournalEntry[], lastOffset: number): Promise<void> {
    // Ticks alone move the place forward, but are not worth a transaction each.
    if (entries.length === 0 && Date.now() - committedAt < ingestLimits.storeIdleCommit_ms) return;
    const batch = encodeStoreBatch(entries, lastOffset, recentKeys);
    try {
      await database.persist('store readings', () => commit(batch), abort.signal);
    } catch (error) {
      if (abort.signal.aborted) return;
      throw error;
    }
    committedAt = Date.now();
    batches += 1;
    repeats += batch.repeats;
    for (const copy of batch.rows.values()) rows += copy.rows;
    reader?.settle(lastOffset);
    // A batch that was not full means that the writer keeps up: gather, so that transactions stay few.
    if (entries.length < ingestLimits.storeRecordsMax) {
      await delay(ingestLimits.storeGather_ms, undefined, { signal: abort.signal }).catch(() => undefined);
    }
  }

  async function commit(batch: StoreBatch): Promise<void> {
    if (await isStored(batch.lastOffset)) return;
    try {
      await inTransaction((client) => writeBatch(client, batch, copyInto));
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      slowBatches += 1;
      await inTransaction((client) => writeBatch(client, batch, copyAround));
    }
    storedOffset = batch.lastOffset;
  }

  /** The last offset known to be committed; -1 after a failure, when a commit may have succeeded unseen. */
  let storedOffset = -1;

  async function isStored(offset: number): Promise<boolean> {
    storedOffset = storedOffset === -1 ? await readCheckpoint() : storedOffset;
    return storedOffset >= offset;
  }

  async function readCheckpoint(): Promise<number> {
    const row = await database.kysely
      .selectFrom('reader_checkpoints')
      .select('last_offset')
      .where('journal_id', '=', journal.id())
      .where('reader', '=', readerName)
      .executeTakeFirst();
    return row === undefined ? 0 : Number(row.last_offset);
  }

  async function inTransaction(work: (client: pg.PoolClient) => Promise<void>): Promise<void> {
    const client = await database.pool.connect();
    try {
      await client.query('begin');
      await work(client);
      await client.query('commit');
      client.release();
    } catch (error) {
      storedOffset = -1;
      // The connection may be in any state: it is closed, which rolls back.
      client.release(true);
      throw error;
    }
  }

  async function writeBatch(client: pg.PoolClient, batch: StoreBatch, copy: Copy): Promise<void> {
    const edition = database.edition();
    if (edition === null) throw new Error('The database has no edition before it is ready.');
    for (const rows of batch.rows.values()) {
      await preparePartitions(client, edition, rows.kind, rows.minutes);
      await copy(client, rows);
      await markForRollup(client, edition, { kind: rows.kind, times: rows.minutes });
    }
    await insertQuarantine(client, journal.id(), batch.quarantine);
    await client.query(
      `insert into reader_checkpoints (journal_id, reader, last_offset, updated_at) values ($1, $2, $3, now())
       on conflict (journal_id, reader) do update set last_offset = excluded.last_offset, updated_at = now()`,
      [journal.id(), readerName, batch.lastOffset],
    );
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
    },
    stats: () => ({ rows, batches, slowBatches, repeats, lag: reader?.lag() ?? null }),
  };
}

type Copy = (client: pg.PoolClient, rows: CopyRows) => Promise<void>;

/** The usual way: straight into the hypertable. Fails as a whole when one row is there already. */
const copyInto: Copy = async (client, rows) => {
  await copyFrom(client, readingsTable(rows.kind), rows);
};

/** For a batch that holds a repeat: through a temporary table, leaving out what is there. */
const copyAround: Copy = async (client, rows) => {
  const columns = readingColumns(rows.kind).join(', ');
  const incoming = `incoming_${rows.kind}`;
  await client.query(
    `create temporary table ${incoming} on commit drop as select ${columns} from readings_${rows.kind} limit 0`,
  );
  await copyFrom(client, incoming, rows);
  await client.query(
    `insert into readings_${rows.kind} (${columns}) select ${columns} from ${incoming} on conflict do nothing`,
  );
};

async function copyFrom(client: pg.PoolClient, table: string, rows: CopyRows): Promise<void> {
  const columns = readingColumns(rows.kind).join(', ');
  const stream = client.query(copyStreams.from(`copy ${table} (${columns}) from stdin (format binary)`));
  const done = new Promise<void>((resolve, reject) => {
    stream.once('finish', resolve);
    stream.once('error', reject);
  });
  for (const chunk of rows.chunks()) stream.write(chunk);
  stream.end();
  await done;
}

async function insertQuarantine(
  client: pg.PoolClient,
  journalId: string,
  rows: readonly QuarantineRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await client.query(
    `insert into quarantine (journal_id, journal_offset, received_at, device_id, kind, topic, payload, code, detail)
     select $1, * from unnest($2::bigint[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::bytea[],
                              $8::text[], $9::text[])
     on conflict (journal_id, journal_offset) do nothing`,
    [
      journalId,
      rows.map((row) => row.offset),
      rows.map((row) => new Date(row.receivedAt)),
      rows.map((row) => row.deviceId),
      rows.map((row) => row.kind),
      rows.map((row) => `sensors/${row.kind}/${row.deviceId}/telemetry`),
      rows.map((row) => Buffer.from(row.payload)),
      rows.map((row) => row.problems[0]?.code ?? 'unreadable'),
      rows.map((row) => row.problems.map((problem) => `${problem.code}: ${problem.detail}`).join('\n')),
    ],
  );
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === uniqueViolation;
}
