import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noDeviceFacts } from '../../domain/device-facts.ts';
import { startTestDashboard, type TestDashboard } from './test-support.ts';

const facts = {
  gatewayId: 'gw-1',
  feederId: 'feeder-1',
  installedOn: '2016-12-01',
  inspectionDueOn: '2026-12-01',
  calibratedOn: '2026-05-04',
  endOfLifeOn: '2028-02-29',
  maintainer: '消防维保公司',
};

describe('what is known of a device', () => {
  let test: TestDashboard;
  let cookie: string;

  beforeAll(async () => {
    test = await startTestDashboard();
    cookie = await test.logIn();
  });
  afterAll(() => test.stop());

  async function send(method: string, path: string, body: unknown) {
    const type = typeof body === 'string' ? 'text/csv' : 'application/json';
    const response = await fetch(`${test.url}${path}`, {
      method,
      headers: { cookie, 'content-type': type },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : (JSON.parse(text) as { code?: string }) };
  }

  async function readDevice(id: string): Promise<unknown> {
    const response = await fetch(`${test.url}/api/devices/${id}`, { headers: { cookie } });
    return ((await response.json()) as { device: unknown }).device;
  }

  it('is told when it is added, and unknown where nobody says', async () => {
    expect((await send('POST', '/api/devices', { id: 'd1', kind: 'smoke', ...facts })).status).toBe(201);
    expect((await send('POST', '/api/devices', { id: 'd2', kind: 'smoke' })).status).toBe(201);
    expect(await readDevice('d1')).toMatchObject(facts);
    expect(await readDevice('d2')).toMatchObject(noDeviceFacts);
  });

  it('changes one by one: what is left out stays, null takes it away', async () => {
    const path = '/api/devices/d1';
    expect((await send('PATCH', path, { inspectionDueOn: '2027-12-01', feederId: null })).status).toBe(204);
    expect((await send('PATCH', path, { name: 'Kitchen' })).status).toBe(204);
    const changed = {
      ...facts,
      inspectionDueOn: '2027-12-01',
      feederId: null,
      name: 'Kitchen',
      siteId: null,
    };
    expect(await readDevice('d1')).toMatchObject(changed);
  });

  it.each([
    ['a day that does not exist', { endOfLifeOn: '2027-02-29' }, 400],
    ['a time instead of a day', { installedOn: '2027-02-28T00:00:00Z' }, 400],
    ['an id with spaces', { gatewayId: 'gateway one' }, 400],
    ['nothing at all', {}, 400],
    ['a field that there is not', { secret: 'mine' }, 400],
    ['a site that there is not', { siteId: 'nowhere' }, 422],
  ])('does not change by %s', async (_what, body, status) => {
    const before = await readDevice('d1');
    expect((await send('PATCH', '/api/devices/d1', body)).status).toBe(status);
    expect(await readDevice('d1')).toEqual(before);
  });

  it('is changed only by who may manage, and only of devices that there are', async () => {
    const account = { name: 'Li', password: 'ten letters', role: 'supervisor', language: 'zh' };
    await send('POST', '/api/staff', { ...account, username: 'li' });
    const supervisor = await test.logIn('li', account.password);
    const refused = await fetch(`${test.url}/api/devices/d1`, {
      method: 'PATCH',
      headers: { cookie: supervisor, 'content-type': 'application/json' },
      body: JSON.stringify({ maintainer: 'me' }),
    });
    expect(refused.status).toBe(403);
    expect((await send('PATCH', '/api/devices/none', { name: 'x' })).status).toBe(404);
  });

  it('is imported from columns that may be missing, and every fault is told', async () => {
    const header = 'id,kind,gateway_id,end_of_life_on,maintainer';
    const good = `${header}\nnew-1,smoke,gw-1,2030-01-31,"Fire, Care"\nnew-2,smoke,,,\n`;
    expect((await send('POST', '/api/devices/import', good)).status).toBe(201);
    const { gatewayId } = facts;
    expect(await readDevice('new-1')).toMatchObject({
      ...noDeviceFacts,
      gatewayId,
      endOfLifeOn: '2030-01-31',
      maintainer: 'Fire, Care',
    });
    expect(await readDevice('new-2')).toMatchObject(noDeviceFacts);

    const bad = `${header}\nnew-3,smoke,bad id,2030-02-30,${'x'.repeat(101)}\n`;
    const { status, body } = await send('POST', '/api/devices/import', bad);
    expect(status).toBe(422);
    expect(body).toMatchObject({
      errors: [
        { line: 2, column: 'gateway_id' },
        { line: 2, column: 'end_of_life_on' },
        { line: 2, column: 'maintainer' },
      ],
    });
    expect(test.fleet.device('new-3')).toBeUndefined();
  });
});

describe('around and into a device', () => {
  let test: TestDashboard;
  let cookie: string;

  beforeAll(async () => {
    test = await startTestDashboard();
    cookie = await test.logIn();
    await test.fleet.upsertSites([
      {
        id: 's1',
        areaCode: null,
        nameZh: '厨房',
        nameEn: 'Kitchen',
        longitude_deg: null,
        latitude_deg: null,
      },
    ]);
    test.fleet.add({ id: 'd1', kind: 'smoke', siteId: 's1' });
    test.fleet.add({ id: 'd2', kind: 'water', siteId: 's1' });
  });
  afterAll(() => test.stop());

  it('tells what hangs nearby', async () => {
    const response = await fetch(`${test.url}/api/devices/d1/nearby`, { headers: { cookie } });
    const { nearby } = (await response.json()) as { nearby: readonly object[] };
    expect(nearby).toMatchObject([
      { device: { id: 'd2', state: 'unknown' }, relation: 'site', distance_m: 0 },
    ]);
    expect((await fetch(`${test.url}/api/devices/no/nearby`, { headers: { cookie } })).status).toBe(404);
  });

  const changeSecret = (id: string, body: object, as = cookie): Promise<Response> =>
    fetch(`${test.url}/api/devices/${id}/secret`, {
      method: 'POST',
      headers: { cookie: as, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('gives it another secret, told once and to nobody in between', async () => {
    const response = await changeSecret('d1', { grace_ms: 60_000 });
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const { secret, formerUntil } = (await response.json()) as { secret: string; formerUntil: number };
    expect(secret).toBe(test.fleet.secrets.get('d1'));
    expect(formerUntil).toBeGreaterThan(Date.now());
    expect(await (await changeSecret('d1', { grace_ms: 0 })).json()).toMatchObject({ formerUntil: null });
  });

  it('does so only for those who manage, for devices that there are, and for a month at most', async () => {
    expect((await changeSecret('no', {})).status).toBe(404);
    expect((await changeSecret('d1', { grace_ms: 31 * 86_400_000 })).status).toBe(400);
    const account = { name: 'Wang', password: 'ten letters', role: 'maintenance', language: 'zh' };
    await fetch(`${test.url}/api/staff`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify({ ...account, username: 'wang' }),
    });
    expect((await changeSecret('d1', {}, await test.logIn('wang', account.password))).status).toBe(403);
  });
});
