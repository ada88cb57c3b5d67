import { join } from 'node:path';
import { Client } from 'pg';
import { checkTables } from '../database/schema-tables.ts';
import type { Edition } from '../database/edition.ts';
import { connectTimeoutMs } from '../database/limits.ts';
import { copyOut } from './copy-table.ts';
import { lockTimeoutMs } from './limits.ts';
import { tableFile, type Manifest } from './manifest.ts';
import { listTables, quoted, type Table } from './tables.ts';

/** A database as it is at one moment, however long it is looked at, while others go on writing. */
export interface DatabaseView {
  /** Up to where the readings of this journal are in it; null where it does not know the journal. */
  readonly storedOffset: (journalId: string) => Promise<number | null>;
  /** The latest entry of a chain of the audit, 0 for none. */
  readonly auditedTo: (chain: string) => Promise<number>;
  readonly describe: (readingsKept_days: number) => Promise<Omit<Manifest['database'], 'storedOffset'>>;
  /** Writes every table into the folder of a backup. */
  readonly copyTables: (folder: string) => Promise<Manifest['tables']>;
  readonly close: () => Promise<void>;
}

const day_ms = 86_400_000;

/** Opens a view. Throws where there is no database, none of ours, or one that is being upgraded. */
export async function viewDatabase(url: string): Promise<DatabaseView> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: connectTimeoutMs,
    application_name: 'negative-one backup',
    keepAlive: true,
  });
  // The statement that is under way fails with it.
  client.on('error', () => {});
  try {
    await client.connect();
    const { edition, tables } = await open(client);
    return viewOf(client, { edition, tables });
  } catch (error) {
    await client.end().catch(() => {});
    throw new Error(`the database cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

async function open(
  client: Client,
): Promise<{ readonly edition: Edition; readonly tables: readonly Table[] }> {
  await client.query(`set timezone to 'UTC'; set lock_timeout to ${lockTimeoutMs}`);
  const ours = await client.query<{ is: boolean }>(`select to_regclass('installation') is not null as is`);
  if (ours.rows[0]?.is !== true) throw new Error('it is not the database of a service, or an empty one');
  await checkTables(client);
  const found = await client.query<{ edition: Edition }>('select edition from installation');
  const edition = found.rows[0]?.edition ?? 'plain';
  const tables = await listTables(client, edition);
  await client.query('begin isolation level repeatable read, read only');
  // Before the moment itself, which is that of the first query: nobody drops or changes one from here on. Nobody who
  // reads or writes has to wait for it.
  const lockable = tables.filter(({ name }) => edition !== 'community' || !/_1[mh]$/.test(name));
  const names = [...lockable.map(({ name }) => quoted(name)), 'installation', 'kysely_migration'];
  await client.query(`lock table ${names.join(', ')} in access share mode`);
  await client.query('select 1 from installation');
  // Parts that were made meanwhile are seen, so their months have to be.
  return { edition, tables: await listTables(client, edition) };
}

function viewOf(
  client: Client,
  { edition, tables }: { readonly edition: Edition; readonly tables: readonly Table[] },
): DatabaseView {
  return {
    async storedOffset(journalId) {
      const { rows } = await client.query<{ last: string }>(
        `select last_offset as last from reader_checkpoints where journal_id = $1 and reader = 'store'`,
        [journalId],
      );
      return rows[0] === undefined ? null : Number(rows[0].last);
    },
    async auditedTo(chain) {
      if (!tables.some(({ name, columns }) => name === 'audit' && columns.some(isChain))) return 0;
      const { rows } = await client.query<{ last: string | null }>(
        'select max(seq) as last from audit where chain = $1',
        [chain],
      );
      return Number(rows[0]?.last ?? 0);
    },
    async describe(readingsKept_days) {
      const migrations = await client.query<{ name: string }>(
        'select name::text from kysely_migration order by name',
      );
      const { rows } = await client.query<Record<string, unknown>>(
        `select *, current_setting('server_version') as server from installation`,
      );
      const [found = {}] = rows;
      const dropped = found['readings_dropped_before'] as Date | null | undefined;
      const kept = Date.now() - readingsKept_days * day_ms;
      return {
        edition,
        server: String(found['server']),
        migrations: migrations.rows.map(({ name }) => name),
        madeAt: (found['created_at'] as Date).toISOString(),
        readingsKept_days,
        readingsDroppedBefore: new Date(Math.max(dropped?.getTime() ?? 0, kept)).toISOString(),
      };
    },
    async copyTables(folder) {
      const copied: Manifest['tables'] = [];
      for (const table of tables) {
        const rows = await copyOut(client, table, join(folder, tableFile(table.name)));
        copied.push({
          name: table.name,
          columns: [...table.columns],
          months: table.months === null ? null : [...table.months],
          rows,
        });
      }
      return copied;
    },
    async close() {
      await client.end().catch(() => {});
    },
  };
}

function isChain({ name }: { readonly name: string }): boolean {
  return name === 'chain';
}
