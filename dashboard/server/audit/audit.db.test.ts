import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, describeOnEach, type TestDatabase } from '../../../test/support/databases.ts';
import { waitFor } from '../../../test/support/wait-for.ts';
import { startTestDashboard, type TestDashboard } from '../test-support.ts';
import { checkAudit, readAudit, type AuditCheck, type CheckedRow } from './check.ts';

describeOnEach('the audit in the database', (edition) => {
  let db: TestDatabase;
  let test: TestDashboard;
  let cookie: string;

  beforeAll(async () => {
    db = await createTestDatabase(edition);
    test = await startTestDashboard({ database: db.database });
    cookie = await test.logIn();
    for (const username of ['wang', 'zhao']) {
      const body = { username, name: username, password: 'ten letters', role: 'operator' };
      await send('POST', '/api/staff', body);
    }
    await send('PATCH', '/api/staff/wang', { name: '=cmd()' });
    await test.logIn('wang\0', 'my secret').catch(() => {});
    await waitFor('the entries', async () => (await count()) >= 6);
  });
  afterAll(async () => {
    await test.stop();
    await db.drop();
  });

  async function count(): Promise<number> {
    const { rows } = await db.pool.query<{ n: number }>('select count(*)::int as n from audit');
    return rows[0]!.n;
  }

  function send(method: string, path: string, body?: unknown) {
    return fetch(`${test.url}${path}`, {
      method,
      headers: { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  const search = async (query: string) =>
    (await (await send('GET', `/api/audit${query}`)).json()) as {
      readonly entries: readonly { readonly action: string; readonly target: string }[];
      readonly nextCursor: string | null;
    };

  /** The audit as it would be after a change that its own triggers refuse. */
  async function without(sql: string) {
    const client = await db.pool.connect();
    try {
      await client.query('begin');
      await client.query('alter table audit disable trigger user');
      await client.query(sql);
      const { rows } = await client.query<CheckedRow>('select * from audit order by id');
      return rows;
    } finally {
      await client.query('rollback');
      client.release();
    }
  }

  const check = async () => (await (await send('GET', '/api/audit/check')).json()) as AuditCheck;

  it.each(["update audit set who = 'somebody'", 'delete from audit', 'truncate audit'])(
    'refuses: %s',
    async (statement) => {
      const before = await count();
      await expect(db.pool.query(statement)).rejects.toThrow('only appended');
      expect(await count()).toBe(before);
    },
  );

  it('is searched by who, what and when, in pages, newest first', async () => {
    const { entries, nextCursor } = await search('?action=account%20created&limit=1');
    expect(entries.map(({ target }) => target)).toEqual(['zhao']);
    const next = await search(`?action=account%20created&limit=1&cursor=${nextCursor}`);
    expect(next.entries.map(({ target }) => target)).toEqual(['wang']);
    expect((await search('?who=admin&target=wang')).entries.map(({ action }) => action)).toEqual([
      'account changed',
      'account created',
    ]);
    expect((await search('?action=%25')).entries).toEqual([]);
    expect((await search('?to=1')).entries).toEqual([]);
    expect((await search('?action=log-in%20failed')).entries).toMatchObject([{ target: null }]);
  });

  it('is exported without formulas, and that is written down', async () => {
    const csv = await (await send('GET', '/api/audit/export?target=wang')).text();
    expect(csv.split('\r\n')).toHaveLength(4);
    expect(csv).toContain('"account created","wang"');
    expect(csv).not.toContain('my secret');
    await waitFor('its own entry', async () => {
      const { rows } = await db.pool.query("select 1 from audit where action = 'audit exported'");
      return rows.length === 1;
    });
  });

  it('shows an entry that was changed, one that was taken away, and an end that was cut', async () => {
    await waitFor('everything in the database', async () => (await check()).faults === 0);
    const whole = await check();
    expect(whole).toMatchObject({ chains: 1, unchained: 0, faults: 0 });
    const last = (await without('select 1')).at(-1)!;
    const head = { chain: last.chain!, seq: Number(last.seq), hash: last.hash! };
    const judge = async (sql: string) => await checkAudit(toAsync(await without(sql)), head);
    expect(await judge('select 1')).toMatchObject({ faults: 0 });
    expect((await judge("update audit set who = 'other' where seq = 2")).first).toMatchObject([
      { fault: 'changed', seq: 2 },
    ]);
    expect((await judge('delete from audit where seq = 3')).first).toMatchObject([
      { fault: 'missing', seq: 4 },
    ]);
    expect((await judge(`delete from audit where seq = ${head.seq}`)).first).toMatchObject([
      { fault: 'cut', seq: head.seq },
    ]);
  });

  it('has what happened while it was away, once', async () => {
    await test.dashboard.stop();
    const before = await count();
    const away = await startTestDashboard({ directory: test.directory });
    await away.logIn();
    await away.dashboard.stop();
    expect(await count()).toBe(before);
    const back = await startTestDashboard({ directory: test.directory, database: db.database });
    await waitFor('the entries', async () => (await count()) >= before + 3);
    await back.dashboard.stop();
    expect(await checkAudit(readAudit(db.database.kysely), null)).toMatchObject({ chains: 3, faults: 0 });
    const { rows } = await db.pool.query("select 1 from audit where action = 'log-in' and who = 'admin'");
    expect(rows).toHaveLength(2);
  });
});

describe('an audit from before there were chains', () => {
  it('is counted, and nothing is said of it', async () => {
    const row = { at: new Date(0), who: 'a', action: 'b', target: null, detail: {}, address: null };
    const rows = [{ ...row, chain: null, seq: null, hash: null }];
    expect(await checkAudit(toAsync(rows), null)).toMatchObject({ entries: 1, unchained: 1, faults: 0 });
  });
});

async function* toAsync<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) yield await Promise.resolve(item);
}
