import { chmod, mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { pino } from 'pino';
import type { TestProject } from 'vitest/node';
import { detectEdition, type Edition } from '../../database/edition.ts';
import { createEmbeddedServer } from '../../database/embedded-server.ts';
import { findPostmaster, isAlive, signal, waitForExit } from '../../database/embedded/postmaster.ts';
import './databases.ts';

const prefix = 'negative-one-test-server-';

/**
 * Before all tests: one server of plain PostgreSQL for every database test of the run, and what
 * TEST_TIMESCALE_URL names. Each test file makes databases of its own on them.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  await removeLeftovers();
  const directory = await mkdtemp(join(tmpdir(), prefix));
  // The server's user must be able to pass when the tests run as root.
  await chmod(directory, 0o755);
  await writeFile(join(directory, 'owner'), String(process.pid));
  const server = createEmbeddedServer({
    directory,
    log: pino({ level: 'silent' }),
    preferLocal: false,
    // Nothing here must outlive a power cut.
    settings: { fsync: 'off', max_connections: '200', shared_buffers: '128MB' },
  });
  const { url } = await server.start();
  const servers: Partial<Record<Edition, string>> = { plain: url };
  const timescaleUrl = process.env['TEST_TIMESCALE_URL'];
  if (timescaleUrl !== undefined && timescaleUrl !== '')
    servers[await readEdition(timescaleUrl)] = timescaleUrl;
  project.provide('databaseServers', servers);
  return async () => {
    await server.stop();
    await removeFolder(directory);
  };
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}

/** In a database made for it: a server tells its licence only where the extension is. */
async function readEdition(url: string): Promise<Edition> {
  const name = `test_edition_${process.pid}`;
  const scratch = new URL(url);
  scratch.pathname = `/${name}`;
  const administrator = await connect(url);
  try {
    await administrator.query(`create database ${name}`);
    const edition = await detectEdition(() => connect(scratch.href), pino({ level: 'silent' }));
    if (edition === 'plain') throw new Error('TEST_TIMESCALE_URL names a server without TimescaleDB');
    return edition;
  } finally {
    await administrator.query(`drop database if exists ${name} with (force)`);
    await administrator.end();
  }
}

/** Servers of runs that were killed before they could stop them. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(prefix)) continue;
    const directory = join(tmpdir(), name);
    const owner = await readFile(join(directory, 'owner'), 'utf8').catch(() => null);
    if (owner === null || isAlive(Number(owner))) continue;
    const left = await findPostmaster(join(directory, 'home', 'cluster')).catch(() => null);
    if (left !== null) {
      signal(left.pid, 'SIGQUIT');
      await waitForExit(left.pid, 5_000);
    }
    await removeFolder(directory).catch(() => {});
  }
}

/** With what lies elsewhere when the server's user could not reach it here. */
async function removeFolder(directory: string): Promise<void> {
  const elsewhere = await readlink(join(directory, 'home')).catch(() => null);
  if (elsewhere !== null) await rm(elsewhere, { recursive: true, force: true });
  await rm(directory, { recursive: true, force: true });
}
