import { readFile } from 'node:fs/promises';
import type { Pool } from 'pg';

export interface Account {
  readonly acknowledged: number;
  /** Acknowledged, but not in the database. */
  readonly lost: readonly string[];
  /** In the database more than once. */
  readonly doubled: readonly string[];
}

/** Compares what devices had acknowledged (the ledger of `load`) with the rows of the database. */
export async function accountFor(pool: Pool, ledgerPath: string, devices: string): Promise<Account> {
  const ledger = (await readFile(ledgerPath, 'utf8')).split('\n').filter((line) => line !== '');
  const { rows } = await pool.query<{ key: string; copies: number }>(
    `select device_id || ',' || round(extract(epoch from time) * 1000)::bigint || ',' || seq as key,
            count(*)::int as copies
     from readings_electrical where device_id like $1 group by 1`,
    [devices],
  );
  const stored = new Set(rows.map((row) => row.key));
  return {
    acknowledged: new Set(ledger).size,
    lost: ledger.filter((key) => !stored.has(key)),
    doubled: rows.filter((row) => row.copies > 1).map((row) => row.key),
  };
}
