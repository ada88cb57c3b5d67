import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, describeOnEach, type TestDatabase } from '../../test/support/databases.ts';
import { waitFor } from '../../test/support/wait-for.ts';
import type { DashboardDatabase } from './dependencies.ts';
import { adminPassword, sampleAlert, startTestDashboard, type TestDashboard } from './test-support.ts';

describeOnEach('the dashboard and its database', (edition) => {
  let db: TestDatabase;
  let test: TestDashboard;
  let cookie: string;

  beforeAll(async () => {
    db = await createTestDatabase(edition);
    test = await startTestDashboard({ database: db.database });
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

  it('keeps accounts there, so that another installation knows them', async () => {
    const password = 'ten letters';
    await send('POST', '/api/staff', {
      username: 'li',
      name: '李',
      password,
      role: 'operator',
      language: 'zh',
    });
    await waitFor('both accounts in the table', async () => {
      const rows = await db.database.kysely.selectFrom('staff').select('username').execute();
      return rows.length === 2;
    });
    const elsewhere = await startTestDashboard({
      database: db.database,
      adminPassword: null,
      limits: { firstAccountsWaitMs: 10_000 },
    });
    expect(elsewhere.generatedAdminPassword).toBeNull();
    await elsewhere.logIn('li', password);
    await elsewhere.stop();
  });

  it('gives way to the accounts there, where its copy was lost while the database was away', async () => {
    const away = comesLater(db.database);
    const password = 'made while nobody was known';
    const elsewhere = await startTestDashboard({ database: away.database, adminPassword: password });
    await elsewhere.logIn('admin', password);
    away.come();
    await waitFor('the known administrator', () => elsewhere.logIn('admin', adminPassword).catch(() => null));
    await expect(elsewhere.logIn('admin', password)).rejects.toThrow('401');
    await elsewhere.stop();
    await test.logIn();
  });

  it('writes down who logged in, was refused and acted', async () => {
    test.alerts.put(sampleAlert({ id: 'audited' }));
    await send('POST', '/api/alerts/audited/acknowledge', { version: 1 });
    await expect(test.logIn('admin', 'wrong')).rejects.toThrow('401');
    const actions = await waitFor('the audit', async () => {
      const rows = await db.database.kysely.selectFrom('audit').selectAll().orderBy('id').execute();
      return rows.some((row) => row.action === 'log-in failed') ? rows : null;
    });
    expect(actions.map((row) => row.action)).toEqual(
      expect.arrayContaining(['log-in', 'account created', 'alert acknowledge', 'log-in failed']),
    );
    expect(actions.find((row) => row.action === 'alert acknowledge')).toMatchObject({
      who: 'admin',
      target: 'audited',
      detail: { outcome: 'done', version: 1 },
      address: '127.0.0.1',
    });
    expect(JSON.stringify(actions)).not.toContain('wrong');
  });

  async function putRules(setId: string): Promise<number> {
    const response = await fetch(`${test.url}/api/rules`, {
      method: 'PUT',
      headers: { cookie, 'content-type': 'application/json', 'if-match': `"${setId}"` },
      body: JSON.stringify({ files: test.rules.files(), comment: 'more quiet' }),
    });
    return response.status;
  }

  it('writes down who changed the rules, why, and who was refused', async () => {
    expect([await putRules('set-1'), await putRules('set-1')]).toEqual([200, 412]);
    const rows = await waitFor('the audit', async () => {
      const found = await db.database.kysely
        .selectFrom('audit')
        .selectAll()
        .where('action', '=', 'rules switched on')
        .orderBy('id')
        .execute();
      return found.length === 2 ? found : null;
    });
    expect(rows).toMatchObject([
      { who: 'admin', target: 'set-2', detail: { outcome: 'done', comment: 'more quiet' } },
      { who: 'admin', target: 'set-2', detail: { outcome: 'stale' } },
    ]);
  });

  it('writes down what was changed of a device', async () => {
    test.fleet.add({ id: 'changed', kind: 'smoke' });
    expect((await send('PATCH', '/api/devices/changed', { endOfLifeOn: '2030-01-01' })).status).toBe(204);
    const row = await waitFor('the audit', async () => {
      const audit = db.database.kysely.selectFrom('audit').selectAll();
      return (await audit.where('action', '=', 'device changed').executeTakeFirst()) ?? null;
    });
    expect(row).toMatchObject({ who: 'admin', detail: { id: 'changed', endOfLifeOn: '2030-01-01' } });
  });

  it('lists what could not be read, newest first', async () => {
    await db.database.kysely
      .insertInto('quarantine')
      .values(
        [1, 2, 3].map((offset) => ({
          journal_id: 'j',
          journal_offset: offset,
          received_at: new Date(offset),
          device_id: 'w1',
          kind: 'water' as const,
          topic: 'sensors/water/w1/telemetry',
          payload: Buffer.from(`{broken ${offset}`),
          code: 'bad-json',
          detail: 'not JSON',
        })),
      )
      .execute();
    const first = (await (await send('GET', '/api/quarantine?limit=2')).json()) as {
      messages: { payloadText: string }[];
      nextCursor: string;
    };
    expect(first.messages.map((message) => message.payloadText)).toEqual(['{broken 3', '{broken 2']);
    const second = await (await send('GET', `/api/quarantine?limit=2&cursor=${first.nextCursor}`)).json();
    expect(second).toMatchObject({ messages: [{ payloadText: '{broken 1' }], nextCursor: null });
  });

  it('counts what could not be read, each count without its own filter, and tells one as it came', async () => {
    const payload = Buffer.from([0x7b, 0xff]);
    await db.database.kysely
      .insertInto('quarantine')
      .values({
        journal_id: 'j',
        journal_offset: 4,
        received_at: new Date(4_000),
        device_id: 's1',
        kind: 'smoke',
        topic: 'sensors/smoke/s1/telemetry',
        payload,
        code: 'bad-utf8',
        detail: 'bad-utf8: not valid',
      })
      .execute();
    const byDevice = [
      { deviceId: 'w1', count: 3, lastAt: 3 },
      { deviceId: 's1', count: 1, lastAt: 4_000 },
    ];
    const byCode = [
      { code: 'bad-json', count: 3 },
      { code: 'bad-utf8', count: 1 },
    ];
    const counts = async (query: string) =>
      await (await send('GET', `/api/quarantine/counts${query}`)).json();
    expect(await counts('')).toEqual({ total: 4, byCode, byDevice });
    expect(await counts('?device=s1')).toEqual({ total: 1, byCode: byCode.slice(1), byDevice });
    expect(await counts('?code=bad-json')).toEqual({ total: 3, byCode, byDevice: byDevice.slice(0, 1) });
    expect(await counts('?from=2')).toMatchObject({ total: 3 });
    const list = (await (await send('GET', '/api/quarantine?code=bad-utf8')).json()) as {
      readonly messages: readonly { readonly id: string }[];
    };
    expect(list.messages).toHaveLength(1);
    const told = await (await send('GET', `/api/quarantine/${list.messages[0]?.id}`)).json();
    expect(told).toMatchObject({ payloadBytes: 2, payloadBase64: payload.toString('base64') });
    expect((await send('GET', '/api/quarantine/999999')).status).toBe(404);
  });

  it("tells a device's closed alerts with its open ones", async () => {
    test.fleet.add({ id: 'd1', kind: 'smoke' });
    test.alerts.put(sampleAlert({ id: 'open', deviceId: 'd1' }));
    test.alerts.put(sampleAlert({ id: 'elsewhere', deviceId: 'd2' }));
    test.alerts.put(
      sampleAlert({ id: 'closed', deviceId: 'd1', raisedAt: 1_000, closedAt: 2_000, finding: 'cooking' }),
    );
    const found = (await (await send('GET', '/api/devices/d1')).json()) as { alerts: { id: string }[] };
    expect(found).toMatchObject({ historyComplete: true, device: { openAlerts: 1 } });
    expect(found.alerts.map((alert) => alert.id)).toEqual(['open', 'closed']);
    expect(await (await send('GET', '/api/alerts/closed')).json()).toMatchObject({
      alert: { id: 'closed', finding: 'cooking', closedAt: 2_000, title: { en: 'Fire alarm' } },
    });
    expect((await send('GET', '/api/alerts/none')).status).toBe(404);
  });
});

/** A database that is away until it comes. */
function comesLater(present: DashboardDatabase): { database: DashboardDatabase; come: () => void } {
  const listeners: (() => void)[] = [];
  let isHere = false;
  return {
    database: {
      ...present,
      isAvailable: () => isHere,
      whenReady: () => new Promise((resolve) => listeners.push(resolve)),
      onAvailable: (listener) => listeners.push(listener),
      persist: (...call) => present.persist(...call),
    },
    come() {
      isHere = true;
      for (const listener of listeners) listener();
    },
  };
}
