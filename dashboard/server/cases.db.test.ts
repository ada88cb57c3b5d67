import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { casesOf, createCaseStore } from '../../alerts/cases/case-store.ts';
import { createTestCases } from '../../alerts/cases/test-cases.ts';
import { createTestDatabase, type TestDatabase } from '../../test/support/databases.ts';
import { waitFor } from '../../test/support/wait-for.ts';
import { startTestDashboard, type TestDashboard } from './test-support.ts';

describe('cases and their database', () => {
  let db: TestDatabase;
  let test: TestDashboard;
  let cookie: string;
  const { cases } = createTestCases();

  beforeAll(async () => {
    db = await createTestDatabase();
    const store = createCaseStore({ database: db.database, cases, log: pino({ level: 'silent' }) });
    test = await startTestDashboard({ database: db.database, cases: casesOf(cases, store) });
    cookie = await test.logIn();
  });
  afterAll(async () => {
    await test.stop();
    await db.drop();
  });

  function send(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(`${test.url}${path}`, {
      method,
      headers: {
        cookie,
        'idempotency-key': String(Math.random()),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  it('lets in a source that another installation made, and no longer when it was disabled there', async () => {
    const made = await send('POST', '/api/event-sources', { id: 'app', name: 'App', source: 'resident' });
    const { token } = (await made.json()) as { token: string };
    const disabled = async () => (await db.pool.query('select disabled from event_sources')).rows;
    await waitFor('the source in the table', async () => (await disabled()).length === 1);
    const elsewhere = await startTestDashboard({ database: db.database, cases: casesOf(cases, {} as never) });
    const push = async () => {
      const response = await fetch(`${elsewhere.url}/api/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ title: 'fire', externalId: 'E-1' }),
      });
      return response.status;
    };
    const copy = join(elsewhere.directory, 'event-sources.json');
    await waitFor('the source elsewhere', async () =>
      (await readFile(copy, 'utf8').catch(() => '')).includes('app'),
    );
    expect(await push()).toBe(202);
    await elsewhere.stop();
    expect(cases.open()).toHaveLength(1);
    await send('PATCH', '/api/event-sources/app', { disabled: true });
    await waitFor('the source disabled', async () => (await disabled())[0]?.disabled === true);
    expect(JSON.stringify((await db.pool.query('select * from event_sources')).rows)).not.toContain(token);
  });

  it('notes who did what to which case, and who asked where somebody was', async () => {
    const opened = await send('POST', '/api/cases', { title: 'A leak' });
    const { case: leak } = (await opened.json()) as { case: { id: string } };
    await send('POST', `/api/cases/${leak.id}/accept`, { version: 1 });
    await send('POST', `/api/cases/${leak.id}/accept`, { version: 1 });
    const to = Date.now();
    expect((await send('GET', `/api/tracks/sun?from=${to - 1000}&to=${to}`)).status).toBe(200);
    const audit = await waitFor('the audit', async () => {
      const rows = await db.database.kysely.selectFrom('audit').selectAll().orderBy('id').execute();
      return rows.some(({ action }) => action === 'track read') ? rows : null;
    });
    const told = audit
      .filter(({ target }) => target === leak.id || target === 'sun')
      .map(({ who, action, detail }) => [who, action, detail['outcome'] ?? detail]);
    expect(told).toEqual([
      ['admin', 'case report', 'done'],
      ['admin', 'case accept', 'done'],
      ['admin', 'case accept', 'stale'],
      ['admin', 'track read', { from: to - 1000, to }],
    ]);
  });
});
