import { readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { connectTimeoutMs } from '../limits.ts';
import { databaseName } from './cluster.ts';
import { readPostmaster } from './postmaster.ts';

/** Where the cluster of an embedded server's folder lies; see `findPlace`. Makes nothing. */
export async function homeOf(directory: string): Promise<string> {
  const home = join(directory, 'home');
  return await readlink(home).catch(() => home);
}

/**
 * The address of an embedded server that somebody else runs, a service or one that a killed service left behind; null
 * when none answers. For whoever reads beside a service: changes and starts nothing.
 */
export async function findRunningServer(directory: string): Promise<string | null> {
  const home = await homeOf(directory);
  const found = await readPostmaster(join(home, 'cluster'));
  if (found === null || found.port === 0) return null;
  const password = await readFile(join(home, 'password'), 'utf8');
  const url = `postgres://${databaseName}:${password}@127.0.0.1:${found.port}/${databaseName}`;
  const client = new Client({ connectionString: url, connectionTimeoutMillis: connectTimeoutMs });
  client.on('error', () => {});
  try {
    await client.connect();
    const place = await client.query<{ data_directory: string }>('show data_directory');
    return place.rows[0]?.data_directory === join(home, 'cluster') ? url : null;
  } catch {
    return null;
  } finally {
    await client.end().catch(() => {});
  }
}
