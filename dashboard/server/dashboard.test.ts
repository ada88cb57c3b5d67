import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestDashboard, sampleAlert, type TestDashboard } from './test-support.ts';

describe('the HTTP interface', () => {
  let test: TestDashboard;
  let cookie: string;

  beforeAll(async () => {
    test = await startTestDashboard();
    cookie = await test.logIn();
    test.fleet.add({ id: 'smoke-1', kind: 'smoke', name: 'Kitchen' });
  });
  afterAll(() => test.stop());

  function send(
    method: string,
    path: string,
    options: { body?: unknown; headers?: Record<string, string> } = {},
  ) {
    const headers = {
      cookie,
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
    };
    const body = typeof options.body === 'string' ? options.body : JSON.stringify(options.body);
    return fetch(`${test.url}${path}`, { method, headers, ...(options.body === undefined ? {} : { body }) });
  }

  async function ids(query: string): Promise<string[]> {
    const { devices } = (await (await send('GET', `/api/devices?${query}`)).json()) as {
      devices: { id: string }[];
    };

    return devices.map((device) => device.id);
  }

  it('tells how the service is without a log-in', async () => {
    expect(await (await send('GET', '/healthz', { headers: { cookie: '' } })).json()).toMatchObject({
      status: 'ok',
    });
    expect((await send('GET', '/readyz', { headers: { cookie: '' } })).status).toBe(200);
    expect(await (await send('GET', '/metrics', { headers: { cookie: '' } })).text()).toBe('up 1\n');
  });

  it('packs long answers for whoever can unpack them, and unpacks nothing that it is sent', async () => {
    for (let n = 0; n < 60; n += 1) test.fleet.add({ id: `packed-${n}`, kind: 'elevator', name: 'Lift' });
    const path = '/api/devices?kind=elevator&limit=100';
    const packed = await send('GET', path, { headers: { 'accept-encoding': 'gzip' } });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    const plain = await send('GET', path, { headers: { 'accept-encoding': 'identity' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
    const text = await plain.text();
    expect(text.length).toBeGreaterThan(4_096);
    expect(await packed.text()).toBe(text);
    const short = await send('GET', '/api/session', { headers: { 'accept-encoding': 'gzip' } });
    expect(short.headers.get('content-encoding')).toBeNull();
    const bomb = await fetch(`${test.url}/api/alerts/a1/comment`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: gzipSync(JSON.stringify({ version: 1, text: 'x'.repeat(10_000) })),
    });
    expect(bomb.status).toBe(400);
  });

  it('answers problems as RFC 9457 has them', async () => {
    const response = await send('GET', '/api/alerts', { headers: { cookie: '' } });
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({
      status: 401,
      code: 'not-logged-in',
      title: 'Not logged in',
    });
    expect((await send('GET', '/api/nothing')).status).toBe(404);
  });

  it('lets an operator acknowledge exactly what was seen, once', async () => {
    test.alerts.put(sampleAlert({ id: 'a1' }));
    const act = (version: number, key: string, action = 'acknowledge') =>
      send('POST', `/api/alerts/a1/${action}`, { body: { version }, headers: { 'idempotency-key': key } });

    const done = await act(1, 'k1');
    expect(done.status).toBe(200);
    expect(await done.json()).toMatchObject({ alert: { operator: 'acknowledged', version: 2 } });
    expect((await act(1, 'k1')).status).toBe(200);
    expect(test.alerts.actions).toHaveLength(1);

    const stale = await act(1, 'k2');
    expect(stale.status).toBe(409);
    expect(await stale.json()).toMatchObject({ code: 'stale', alert: { version: 2 } });

    const refused = await act(2, 'k3', 'close');
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({ code: 'refused', detail: 'still active' });

    expect((await send('POST', '/api/alerts/a1/acknowledge', { body: { version: 2 } })).status).toBe(400);
  });

  it('tells an alert with its evidence, place and history', async () => {
    const { evidence } = sampleAlert();
    const sample = sampleAlert({ id: 'a2', evidence: { ...evidence!, quantity: 'deviation' } });
    test.alerts.put(sample);
    const found = await (await send('GET', '/api/alerts/a2')).json();
    expect(found).toMatchObject({
      alert: { id: 'a2', place: { en: 'Kitchen' }, evidence: sample.evidence },
      history: [{ type: 'raise', by: 'rules' }],
    });
  });

  it('pages through open alerts, newest first, each once', async () => {
    for (let n = 0; n < 5; n += 1) test.alerts.put(sampleAlert({ id: `p${n}`, raisedAt: 1_000 }));
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = (await (await send('GET', `/api/alerts?limit=2${cursor}`)).json()) as {
        alerts: { id: string }[];
        nextCursor: string | null;
      };
      seen.push(...page.alerts.map((alert) => alert.id));
      cursor = page.nextCursor === null ? 'end' : `&cursor=${page.nextCursor}`;
    } while (cursor !== 'end');
    expect(seen.toSorted()).toEqual(
      test.alerts
        .open()
        .map((alert) => alert.id)
        .toSorted(),
    );
    expect(seen.filter((id) => id.startsWith('p'))).toEqual(['p4', 'p3', 'p2', 'p1', 'p0']);
  });

  it('imports devices all or nothing, telling every error', async () => {
    const headers = { 'content-type': 'text/csv' };
    const bad = 'id,kind\nnew-1,smoke\nbad id,smoke\nnew-2,nonsense\nnew-1,water\nsmoke-1,smoke\n';
    const refused = await send('POST', '/api/devices/import', { body: bad, headers });
    expect(refused.status).toBe(422);
    const { errors } = (await refused.json()) as { errors: { line: number }[] };
    expect(errors.map((error) => error.line)).toEqual([3, 4, 5, 6]);
    expect(test.fleet.device('new-1')).toBeUndefined();

    const good = '\uFEFFid,kind,name\r\nnew-1,smoke,厨房\r\nnew-2,water,\r\n';
    const taken = await send('POST', '/api/devices/import', { body: good, headers });
    expect(taken.status).toBe(201);
    expect(await taken.json()).toMatchObject({ created: [{ id: 'new-1' }, { id: 'new-2' }] });
    expect(test.fleet.device('new-1')).toMatchObject({ name: '厨房' });
  });

  it('keeps a site without a position without one', async () => {
    const site = {
      id: 's1',
      areaCode: null,
      nameZh: '店',
      nameEn: 'Shop',
      longitude_deg: null,
      latitude_deg: null,
    };
    const saved = await send('POST', '/api/sites', { body: site });
    expect(await saved.json()).toEqual({ site });
  });

  it('finds devices by kind, state and words', async () => {
    test.fleet.add({ id: 'water-9', kind: 'water', name: 'Underpass' });
    expect(await ids('kind=water&q=under')).toEqual(['water-9']);
    test.dashboard.presence('water-9', true, Date.now());
    expect(await ids('kind=water&state=online')).toEqual(['water-9']);
    expect(await ids('kind=water&state=silent&q=under')).toEqual([]);
  });

  it('documents itself, and the documents may load under our own policy', async () => {
    const docs = (await (await send('GET', '/api/docs/json')).json()) as { paths: Record<string, unknown> };
    expect(Object.keys(docs.paths)).toEqual(
      expect.arrayContaining(['/api/alerts', '/api/devices/{id}/readings', '/api/telemetry', '/readyz']),
    );
    expect((await send('GET', '/api/docs/yaml')).status).toBe(404); // a second of the event loop's time
    const page = await send('GET', '/api/docs');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
  });

  it('refuses bodies that are too large or no JSON', async () => {
    const headers = { 'content-type': 'application/json' };
    expect((await send('POST', '/api/session', { body: `"${'x'.repeat(300_000)}"`, headers })).status).toBe(
      413,
    );
    expect((await send('POST', '/api/session', { body: '{', headers })).status).toBe(400);
    const plain = { 'content-type': 'text/plain' };
    expect((await send('POST', '/api/session', { body: '{}', headers: plain })).status).toBe(415);
  });
});
