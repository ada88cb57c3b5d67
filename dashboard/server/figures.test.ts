import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sampleSheet } from './test-figures.ts';
import { startTestDashboard, type TestDashboard } from './test-support.ts';

const day_ms = 86_400_000;

let test: TestDashboard;
let cookie: string;
beforeAll(async () => {
  test = await startTestDashboard();
  cookie = await test.logIn();
});
afterAll(async () => {
  await test.stop();
});
beforeEach(() => {
  test.figures.asked.length = 0;
  test.figures.refused = null;
});

async function get(path: string, headers: Record<string, string> = { cookie }): Promise<Response> {
  return await fetch(`${test.url}${path}`, { headers });
}

async function post(path: string, body: object, key = 'key-1'): Promise<Response> {
  return await fetch(`${test.url}${path}`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
  });
}

describe('key figures over HTTP', () => {
  it.each([
    '/api/figures',
    '/api/figures/live',
    '/api/figures/detectors',
    '/api/figures/definitions',
    '/api/handover',
  ])('%s needs a log-in', async (path) => {
    expect((await get(path, {})).status).toBe(401);
  });

  it('are of the last day, with what was asked for only', async () => {
    expect((await get('/api/figures?by=area&area=s1&kind=smoke&to=1800000000000')).status).toBe(200);
    const to = 1_800_000_000_000;
    expect(test.figures.asked).toEqual([{ from: to - day_ms, to, by: 'area', area: 's1', kind: 'smoke' }]);
  });

  it.each([
    ['/api/figures?by=person', 400],
    ['/api/figures?from=2&to=1', 400],
    ['/api/figures?from=0&to=1800000000000', 422],
    ['/api/figures?kind=ghost', 400],
    ['/api/figures/detectors?limit=0', 400],
  ])('%s answers %d', async (path, status) => {
    expect((await get(path)).status).toBe(status);
  });

  it.each([
    ['away', 503, 'database-away'],
    ['tooLong', 422, 'period-too-long'],
  ] as const)('say why there are none: %s', async (...[refused, status, code]) => {
    test.figures.refused = refused;
    for (const path of ['/api/figures', '/api/figures/detectors']) {
      const response = await get(path);
      expect(response.status).toBe(status);
      expect(await response.json()).toMatchObject({ code });
    }
    expect((await get('/api/figures/live')).status).toBe(200);
  });

  it('come with their definitions', async () => {
    const { definitions } = (await (await get('/api/figures/definitions')).json()) as {
      definitions: Record<string, object>;
    };
    expect(definitions['alertsPerTenMinutesMean']).toMatchObject({
      target: 1,
      limit: 2,
      isPerOperator: true,
    });
  });
});

describe('handover over HTTP', () => {
  const handover = {
    id: 'h1',
    version: 1,
    givenBy: 'admin',
    givenTo: 'wang',
    givenAt: 1,
    remarks: 'x',
    takenBy: null,
    takenAt: null,
    takenRemarks: '',
    sheet: sampleSheet(1_800_000_000_000),
  };

  it('signs what the shift leaves now, by whoever is logged in', async () => {
    test.handovers.next = { outcome: 'done', reason: null, handover };
    const response = await post('/api/handover', { to: 'wang', remarks: 'keys at the desk' });
    expect(response.status).toBe(200);
    expect(test.handovers.actions.at(-1)).toMatchObject({
      action: 'give',
      by: 'admin',
      to: 'wang',
      remarks: 'keys at the desk',
      idempotencyKey: 'admin:key-1',
      sheet: { shift: { id: 'day' } },
    });
    expect(await (await get('/api/handover?shift=day')).json()).toMatchObject({ handover: { id: 'h1' } });
    expect((await get('/api/handover?shift=night')).status).toBe(404);
    expect((await get('/api/handovers/h2')).status).toBe(404);
  });

  it.each([
    ['stale', 409],
    ['refused', 422],
    ['unknown', 404],
  ] as const)('%s answers %d with the present one', async (...[outcome, status]) => {
    const reason = { zh: '不行', en: 'no' };
    test.handovers.next = { outcome, reason, handover };
    const response = await post('/api/handovers/h1/take', { version: 1 });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ detail: 'no', reason, handover: { id: 'h1' } });
  });

  it('prints a page that may load and run nothing', async () => {
    test.handovers.next = { outcome: 'done', reason: null, handover };
    const response = await get('/api/handover/print?id=h1&language=en');
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toBe("default-src 'none'");
    expect(await response.text()).toBe('<p>h1 en</p>');
    expect(await (await get('/api/handover/print?language=zh')).text()).toBe('<p>present zh</p>');
  });
});

describe('reports over HTTP', () => {
  const id = '00000000-0000-4000-8000-000000000001';
  const period = { from: 1_800_000_000_000, to: 1_800_086_400_000 };

  it('are made by whoever is logged in, and fetched as numbers, page and table', async () => {
    expect((await post('/api/reports', { kind: 'period', period, language: 'en' })).status).toBe(201);
    expect(await (await get('/api/reports')).json()).toMatchObject({ reports: [{ id, madeBy: 'admin' }] });
    expect(await (await get(`/api/reports/${id}`)).json()).toMatchObject({ id, content: { format: 1 } });
    const page = await get(`/api/reports/${id}?format=html`);
    expect(page.headers.get('content-security-policy')).toBe("default-src 'none'");
    expect(await page.text()).toBe('<p>period en</p>');
    const table = await get(`/api/reports/${id}?format=csv&language=zh`);
    expect(table.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(table.headers.get('content-disposition')).toBe(`attachment; filename="report-${id}.csv"`);
    expect(Buffer.from(await table.arrayBuffer()).toString('hex')).toBe(
      Buffer.from('\uFEFFby,zh\r\n').toString('hex'),
    );
  });

  it.each([
    ['away', 503],
    ['tooLong', 422],
    ['busy', 503],
  ] as const)('%s answers %d', async (...[refused, status]) => {
    test.reports.refused = refused;
    expect((await post('/api/reports', { kind: 'daily', period })).status).toBe(status);
  });

  it('need a period, a known kind and a log-in', async () => {
    expect((await post('/api/reports', { kind: 'daily', period: { from: 2, to: 1 } })).status).toBe(400);
    expect((await post('/api/reports', { kind: 'weekly', period })).status).toBe(400);
    expect((await get('/api/reports', {})).status).toBe(401);
    expect((await get('/api/reports/nothing')).status).toBe(400);
    expect((await get('/api/reports/00000000-0000-4000-8000-000000000009')).status).toBe(404);
  });
});
