import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createDatabase, type Database } from './connection.ts';
import { createEmbeddedServer, type EmbeddedServer } from './embedded-server.ts';

const log = pino({ level: 'silent' });
const settings = { fsync: 'off', shared_buffers: '32MB' };

// Servers of its own: it stops them.
describe('the connection over an outage', () => {
  let directory: string;
  let server: EmbeddedServer;
  let database: Database;
  let url: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'negative-one-connection-'));
    await chmod(directory, 0o755);
    await startServer();
    database = createDatabase({ url, log });
    await database.start();
    await database.whenReady();
  });
  afterAll(async () => {
    await database.stop();
    await server.stop();
    await rm(directory, { recursive: true });
  });
  afterEach(async () => {
    await database.whenReady();
  });

  /** On the same port as before, when there was one. */
  async function startServer(): Promise<void> {
    const port = url === undefined ? {} : { port: Number(new URL(url).port) };
    server = createEmbeddedServer({ directory, log, preferLocal: false, settings, ...port });
    const started = await server.start();
    url ??= started.url;
  }

  const count = (id: string): Promise<number | undefined> =>
    database.pool
      .query<{ count: number }>('select count(*)::int as count from areas where code = $1', [id])
      .then(({ rows }) => rows[0]?.count);

  const insert = async (code: string): Promise<void> => {
    const area = { code, level: 'street', name_zh: code, name_en: code } as const;
    await database.kysely
      .insertInto('areas')
      .values(area)
      .onConflict((conflict) => conflict.column('code').doNothing())
      .execute();
  };

  it('keeps an operation until the server is back, and says so', async () => {
    const back = vi.fn<() => void>();
    database.onAvailable(back);
    await server.stop();
    await vi.waitFor(() => expect(database.isAvailable()).toBe(false), { timeout: 10_000 });
    const persisted = database.persist('insert', () => insert('during'));
    await expect(insert('refused')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await startServer();
    await persisted;
    expect(await count('during')).toBe(1);
    expect(await count('refused')).toBe(0);
    expect(back).toHaveBeenCalledTimes(1);
  });

  it('survives that every connection is cut in the middle of its work', async () => {
    let attempts = 0;
    const work = Array.from({ length: 5 }, (_, index) =>
      database.persist(`work ${index}`, async () => {
        attempts += 1;
        await database.pool.query('select pg_sleep(0.3)');
        await insert(`cut-${index}`);
      }),
    );
    await vi.waitFor(() => expect(attempts).toBe(5));
    const cut = `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'negative-one%'
                 and pid <> pg_backend_pid()`;
    await database.pool.query(cut);
    await Promise.all(work);
    expect(attempts).toBeGreaterThan(5);
    for (let index = 0; index < 5; index += 1) expect(await count(`cut-${index}`)).toBe(1);
  });

  it('survives a connection that is cut in a transaction, between two statements', async () => {
    const client = await database.pool.connect();
    await client.query('begin');
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    await database.pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
    await vi.waitFor(async () => await expect(client.query('select 1')).rejects.toThrow('not queryable'));
    client.release(true);
    expect(await count('nowhere')).toBe(0);
  });

  it('does not take a server for available that refuses to write', async () => {
    await database.pool.query('alter system set default_transaction_read_only = on');
    await database.pool.query('select pg_reload_conf()');
    try {
      const persisted = database.persist('insert', () => insert('read-only'));
      await vi.waitFor(() => expect(database.isAvailable()).toBe(false), { timeout: 15_000 });
      await allowWriting();
      await persisted;
      expect(await count('read-only')).toBe(1);
    } finally {
      await allowWriting();
    }
  });

  async function allowWriting(): Promise<void> {
    await database.pool.query('alter system reset default_transaction_read_only');
    await database.pool.query('select pg_reload_conf()');
  }

  it('throws at once what is not an outage', async () => {
    let attempts = 0;
    const operation = async (): Promise<void> => {
      attempts += 1;
      await database.pool.query('select * from no_such_table');
    };
    await expect(database.persist('wrong', operation)).rejects.toMatchObject({ code: '42P01' });
    expect(attempts).toBe(1);
  });

  it('gives up waiting when told to', async () => {
    const abort = new AbortController();
    const persisted = database.persist('aborted', refused, abort.signal);
    abort.abort();
    await expect(persisted).rejects.toThrow(/aborted|refused/);
  });
});

describe('a database that is not there', () => {
  it('does not hold up the start, and lets go of those who wait when stopped', async () => {
    const database = createDatabase({ url: 'postgres://nobody:x@127.0.0.1:1/nothing', log });
    await database.start();
    const waiting = Promise.allSettled([
      database.whenReady(),
      database.persist('never', () => Promise.resolve()),
    ]);
    expect(database.isAvailable()).toBe(false);
    expect(database.edition()).toBeNull();
    await database.stop();
    for (const { status } of await waiting) expect(status).toBe('rejected');
  });
});

async function refused(): Promise<void> {
  throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
}
