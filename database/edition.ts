import type { Client } from 'pg';
import type { Logger } from 'pino';
import { isOutage } from './outage.ts';

/**
 * What the server can do. `community`: TimescaleDB under its own licence (continuous aggregates, columnstore,
 * policies); `apache`: TimescaleDB under the Apache licence (hypertables, `drop_chunks`); `plain`: PostgreSQL
 * alone (range partitions).
 */
export type Edition = 'community' | 'apache' | 'plain';

/**
 * What the tables of this database were made as; before the first migration, what the server offers. The
 * first stays for good: tables are not converted when an extension appears later.
 */
export async function detectEdition(connect: () => Promise<Client>, log: Logger): Promise<Edition> {
  const client = await connect();
  try {
    const made = await client.query<{ exists: boolean }>(
      `select to_regclass('installation') is not null as exists`,
    );
    if (made.rows[0]?.exists === true) {
      const installation = await client.query<{ edition: Edition }>('select edition from installation');
      const edition = installation.rows[0]?.edition;
      if (edition !== undefined) return edition;
    }
    const extension = await client.query<{ installed: boolean }>(
      `select installed_version is not null as installed from pg_available_extensions where name = 'timescaledb'`,
    );
    const installed = extension.rows[0]?.installed;
    if (installed === undefined) return 'plain';
    if (!installed && !(await createExtension(connect, log))) return 'plain';
  } finally {
    await client.end().catch(() => {});
  }
  return await readLicence(connect);
}

/**
 * False where the extension is there but may not be used: not preloaded, or not allowed to this user. A
 * connection of its own, because the server closes it when the extension is not preloaded.
 */
async function createExtension(connect: () => Promise<Client>, log: Logger): Promise<boolean> {
  const client = await connect();
  try {
    await client.query('create extension if not exists timescaledb');
    return true;
  } catch (error) {
    if (isOutage(error) && !(await isPresent(connect))) throw error;
    log.warn(
      { err: error },
      'TimescaleDB is installed but cannot be used here: plain PostgreSQL tables instead',
    );
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

async function isPresent(connect: () => Promise<Client>): Promise<boolean> {
  try {
    const client = await connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

/** In a new session: only there the extension that was just made is loaded with its settings. */
async function readLicence(connect: () => Promise<Client>): Promise<Edition> {
  const client = await connect();
  try {
    const licence = await client.query<{ licence: string | null }>(
      `select current_setting('timescaledb.license', true) as licence`,
    );
    return licence.rows[0]?.licence === 'timescale' ? 'community' : 'apache';
  } finally {
    await client.end().catch(() => {});
  }
}
