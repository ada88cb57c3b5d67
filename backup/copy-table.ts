import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createZstdCompress, createZstdDecompress } from 'node:zlib';
import type { Client } from 'pg';
import copyStreams from 'pg-copy-streams';
import { quoted, type Table } from './tables.ts';

/** Writes every row of a table to a file, as the connection's transaction sees it; resolves with how many. */
export async function copyOut(client: Client, table: Table, path: string): Promise<number> {
  // A query, not the table itself: of a table in parts, that would be the rows of its head alone.
  const query = `select ${columnList(table)} from ${quoted(table.name)}`;
  const rows = client.query(copyStreams.to(`copy (${query}) to stdout (format binary)`));
  await pipeline(rows, createZstdCompress(), createWriteStream(path, { flags: 'wx', mode: 0o600 }));
  // The count comes behind the rows; the next answer comes behind the count.
  await client.query('select 1');
  return rows.rowCount;
}

/** Reads the file back into `target`, which has the table's columns; resolves with how many rows there were. */
export async function copyIn(
  client: Client,
  table: Pick<Table, 'columns'>,
  { path, target }: { readonly path: string; readonly target: string },
): Promise<number> {
  const rows = client.query(
    copyStreams.from(`copy ${target} (${columnList(table)}) from stdin (format binary)`),
  );
  const done = Promise.withResolvers<void>();
  let isRefused = false;
  rows.on('finish', done.resolve);
  rows.on('error', (error) => {
    isRefused = true;
    done.reject(error);
  });
  // Should nobody wait for it any more.
  done.promise.catch(() => undefined);

  /** Each after the one before: what the stream still held at a refusal, it would write to a connection that it let go of. */
  async function write(chunks: AsyncIterable<Buffer>): Promise<void> {
    for await (const chunk of chunks) {
      const written = new Promise<void>((resolve) => void rows.write(chunk, () => resolve()));
      await Promise.race([written, done.promise]);
    }
  }

  try {
    await pipeline(createReadStream(path), createZstdDecompress(), write);
  } catch (error) {
    if (!isRefused) rows.destroy();
    throw error;
  }
  rows.end();
  await done.promise;
  await client.query('select 1');
  return rows.rowCount;
}

function columnList({ columns }: Pick<Table, 'columns'>): string {
  return columns.map(({ name }) => quoted(name)).join(', ');
}
