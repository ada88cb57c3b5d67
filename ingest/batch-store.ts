import type pg from 'pg';
import copyStreams from 'pg-copy-streams';
import type { Database } from '../database/connection.ts';
import { preparePartitions } from '../database/partitions.ts';
import { readingColumns, readingsTable } from '../database/reading-columns.ts';
import { markForRollup } from '../database/rollup-pending.ts';
import type { CopyRows } from './copy-rows.ts';
import type { QuarantineRow, StoreBatch } from './store-batch.ts';

/** The reader's name in the journal and in `reader_checkpoints`. */
export const readerName = 'store';
const uniqueViolation = '23505';

export interface BatchStore {
  /** The last journal offset whose rows are in the database; 0 for none. */
  readonly readCheckpoint: () => Promise<number>;
  /**
   * Writes a batch and its place in one transaction, or does nothing when it is there already. Safe to repeat
   * after any failure. `sent` is called when the rows are on their way to the server, which then works alone.
   */
  readonly commit: (batch: StoreBatch, sent: () => void) => Promise<void>;
  /** Batches that met a repeat and took the slower path. */
  readonly slowBatches: () => number;
}

/** The database's side of the store writer. */
export function createBatchStore(database: Database, journalId: string): BatchStore {
  let slowBatches = 0;
  /** The last offset known to be committed; -1 after a failure, when a commit may have succeeded unseen. */
  let storedOffset = -1;

  async function readCheckpoint(): Promise<number> {
    const row = await database.kysely
      .selectFrom('reader_checkpoints')
      .select('last_offset')
      .where('journal_id', '=', journalId)
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

  async function write(client: pg.PoolClient, batch: StoreBatch, way: Way): Promise<void> {
    const edition = database.edition();
    if (edition === null) throw new Error('The database has no edition before it is ready.');
    await insertQuarantine(client, journalId, batch.quarantine);
    let left = batch.rows.size;
    for (const rows of batch.rows.values()) {
      left -= 1;
      await preparePartitions(client, edition, rows.kind, rows.minutes);
      await markForRollup(client, edition, { kind: rows.kind, times: rows.minutes });
      await way.copy(client, rows, left === 0 ? way.sent : ignore);
    }
    await client.query(
      `insert into reader_checkpoints (journal_id, reader, last_offset, updated_at) values ($1, $2, $3, now())
       on conflict (journal_id, reader) do update set last_offset = excluded.last_offset, updated_at = now()`,
      [journalId, readerName, batch.lastOffset],
    );
  }

  return {
    readCheckpoint,
    async commit(batch, sent) {
      storedOffset = storedOffset === -1 ? await readCheckpoint() : storedOffset;
      if (storedOffset >= batch.lastOffset) return;
      try {
        await inTransaction((client) => write(client, batch, { copy: copyInto, sent }));
      } catch (error) {
        if (!isUniqueViolation(error)) throw error;
        slowBatches += 1;
        await inTransaction((client) => write(client, batch, { copy: copyAround, sent }));
      }
      storedOffset = batch.lastOffset;
    },
    slowBatches: () => slowBatches,
  };
}

type Copy = (client: pg.PoolClient, rows: CopyRows, sent: () => void) => Promise<void>;

interface Way {
  readonly copy: Copy;
  readonly sent: () => void;
}

function ignore(): void {}

/** The usual way: straight into the hypertable. Fails as a whole when one row is there already. */
const copyInto: Copy = async (client, rows, sent) => {
  await copyFrom(client, { table: readingsTable(rows.kind), rows, sent });
};

/** For a batch that holds a repeat: through a temporary table, leaving out what is there. */
const copyAround: Copy = async (client, rows, sent) => {
  const columns = readingColumns(rows.kind).join(', ');
  const incoming = `incoming_${rows.kind}`;
  await client.query(
    `create temporary table ${incoming} on commit drop as select ${columns} from readings_${rows.kind} limit 0`,
  );
  await copyFrom(client, { table: incoming, rows, sent });
  await client.query(
    `insert into readings_${rows.kind} (${columns}) select ${columns} from ${incoming} on conflict do nothing`,
  );
};

interface CopyWork {
  readonly table: string;
  readonly rows: CopyRows;
  readonly sent: () => void;
}

async function copyFrom(client: pg.PoolClient, { table, rows, sent }: CopyWork): Promise<void> {
  const columns = readingColumns(rows.kind).join(', ');
  const stream = client.query(copyStreams.from(`copy ${table} (${columns}) from stdin (format binary)`));
  const chunks = rows.chunks();
  let refused = false;
  await new Promise<void>((resolve, reject) => {
    stream.on('finish', resolve);
    stream.on('error', (error) => {
      refused = true;
      reject(error);
    });
    // One after the other: what the stream still holds when the server refuses the copy, it would try to write
    // to a connection that it has let go of, and end the process.
    function writeFrom(index: number): void {
      if (refused) return;
      const chunk = chunks[index];
      if (chunk !== undefined) {
        stream.write(chunk, () => writeFrom(index + 1));
        return;
      }
      sent();
      stream.end();
    }
    writeFrom(0);
  });
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
