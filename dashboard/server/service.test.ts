import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminPassword, sampleAlert, startTestDashboard, type TestDashboard } from './test-support.ts';

function move(url: string, cookie: string | undefined, seat: string | null): Promise<Response> {
  return fetch(`${url}/api/session/seat`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', cookie: cookie ?? '' },
    body: JSON.stringify({ seat }),
  });
}

describe('what staff do with alerts and devices over HTTP', () => {
  let test: TestDashboard;
  const cookies = new Map<string, string>();

  beforeAll(async () => {
    test = await startTestDashboard();
    cookies.set('admin', await test.logIn());
    for (const role of ['operator', 'maintenance', 'viewer'] as const) {
      const body = { username: role, name: role, role, language: 'zh', password: adminPassword };
      await send('admin', '/api/staff', body);
      cookies.set(role, await test.logIn(role));
    }
    test.fleet.add({ id: 'smoke-1', kind: 'smoke' });
  });
  afterAll(() => test.stop());

  let keys = 0;
  function send(who: string, path: string, body?: unknown): Promise<Response> {
    keys += 1;
    return fetch(`${test.url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        cookie: cookies.get(who) ?? '',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        'idempotency-key': `key-${keys}`,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  function act(who: string, action: string, body: object): Promise<Response> {
    return send(who, `/api/alerts/a1/${action}`, { version: 1, ...body });
  }

  async function found(query: string): Promise<string[]> {
    const answer = await send('viewer', `/api/alerts?${query}`);
    expect(answer.status).toBe(200);
    const { alerts } = (await answer.json()) as { alerts: { id: string }[] };
    return alerts.map(({ id }) => id);
  }

  it('takes a device out of service with a work order, says so, and puts it back', async () => {
    const path = '/api/devices/smoke-1/service';
    const out = { action: 'takeOut', workOrder: 'wo-7', reason: 'cleaning', until: 1_900_000_000_000 };
    const taken = await send('maintenance', path, out);
    expect(taken.status).toBe(200);
    expect(await taken.json()).toMatchObject({ mark: { workOrder: 'wo-7', by: 'maintenance' } });
    expect(await (await send('viewer', '/api/service')).json()).toMatchObject({
      marks: [{ deviceId: 'smoke-1', reason: 'cleaning', until: out.until }],
    });
    const refused = await send('maintenance', path, { ...out, workOrder: null });
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({ code: 'refused', reason: { en: 'no order' } });
    expect(await (await send('maintenance', path, { action: 'putBack' })).json()).toEqual({ mark: null });
    expect(test.alerts.services.at(-1)).toMatchObject({ action: 'putBack', role: 'maintenance' });
  });

  it('lets only who may take devices out of service, and only devices that exist', async () => {
    const out = { action: 'takeOut', workOrder: 'wo-7', reason: 'cleaning' };
    expect((await send('operator', '/api/devices/smoke-1/service', out)).status).toBe(403);
    expect((await send('viewer', '/api/devices/smoke-1/service', out)).status).toBe(403);
    expect((await send('maintenance', '/api/devices/nothing/service', out)).status).toBe(404);
  });

  it('leaves resetting to leaders, and asks for what an action needs', async () => {
    test.alerts.put(sampleAlert({ id: 'a1' }));
    expect((await act('operator', 'reset', {})).status).toBe(403);
    expect((await act('maintenance', 'acknowledge', {})).status).toBe(403);
    expect((await act('operator', 'shelve', { comment: 'dust' })).status).toBe(422);
    expect((await act('operator', 'shelve', { until: 1_900_000_000_000 })).status).toBe(422);
    expect((await act('operator', 'assign', {})).status).toBe(422);
    expect(test.alerts.actions).toEqual([]);
    await act('operator', 'shelve', { comment: 'dust', until: 1_900_000_000_000 });
    expect(test.alerts.actions).toMatchObject([
      { action: 'shelve', until: 1_900_000_000_000, role: 'operator' },
    ]);
  });

  it('finds alerts by what they are', async () => {
    test.alerts.put(sampleAlert({ id: 'f1', ruleId: 'leak', displayedSeverity: 3, raisedAt: 1 }));
    test.alerts.put(sampleAlert({ id: 'f2', ruleId: 'leak', operator: 'acknowledged', raisedAt: 2 }));
    test.alerts.put(
      sampleAlert({ id: 'f3', ruleId: 'leak', deviceId: 'smoke-9', kind: 'water', raisedAt: 3 }),
    );
    test.alerts.put(
      sampleAlert({ id: 'f4', ruleId: 'leak', closedAt: 9, suppression: 'shelved', raisedAt: 4 }),
    );
    expect(await found('rule=leak')).toEqual(['f3', 'f2', 'f1']);
    expect(await found('rule=leak&state=all')).toEqual(['f4', 'f3', 'f2', 'f1']);
    expect(await found('rule=leak&severity=3')).toEqual(['f1']);
    expect(await found('rule=leak&operator=acknowledged')).toEqual(['f2']);
    expect(await found('rule=leak&device=smoke-9')).toEqual(['f3']);
    expect(await found('rule=leak&kind=water')).toEqual(['f3']);
    expect(await found('rule=leak&state=all&suppression=shelved')).toEqual(['f4']);
    expect(await found('rule=leak&site=nowhere')).toEqual([]);
    expect(await found('rule=leak&area=nowhere')).toEqual([]);
    expect((await send('viewer', '/api/alerts?severity=5')).status).toBe(400);
    expect((await send('viewer', '/api/alerts?cursor=nonsense')).status).toBe(400);
  });

  it('knows the seat that somebody logged in at, also in what they do', async () => {
    const seats = await fetch(`${test.url}/api/seats`);
    expect(await seats.json()).toEqual({ seats: [{ id: 'seat-1', name: { zh: '一号坐席', en: 'Seat 1' } }] });
    const logIn = (seat: string) =>
      fetch(`${test.url}/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username: 'operator', password: adminPassword, seat }),
      });
    expect((await logIn('seat-9')).status).toBe(422);
    const answer = await logIn('seat-1');
    expect(await answer.json()).toMatchObject({ username: 'operator', seat: 'seat-1' });
    cookies.set('seated', answer.headers.getSetCookie()[0]!.split(';')[0]!);
    expect(await (await send('seated', '/api/session')).json()).toMatchObject({ seat: 'seat-1' });
    expect(await (await send('operator', '/api/session')).json()).toMatchObject({ seat: null });
    test.alerts.put(sampleAlert({ id: 'a2' }));
    await send('seated', '/api/alerts/a2/acknowledge', { version: 1 });
    expect(test.alerts.actions.at(-1)).toMatchObject({ alertId: 'a2', seat: 'seat-1' });
  });

  it('lets somebody sit down at another desk within their session', async () => {
    const before = (await (await send('operator', '/api/session')).json()) as { expiresAt: number };
    const answer = await move(test.url, cookies.get('operator'), 'seat-1');
    expect(await answer.json()).toMatchObject({ seat: 'seat-1', expiresAt: before.expiresAt });
    cookies.set('moved', cookies.get('operator')!);
    expect(await (await send('moved', '/api/session')).json()).toMatchObject({ ...before, seat: 'seat-1' });
    expect((await move(test.url, cookies.get('moved'), 'seat-9')).status).toBe(422);
    expect((await move(test.url, undefined, 'seat-1')).status).toBe(401);
    expect(await (await move(test.url, cookies.get('moved'), null)).json()).toMatchObject({ seat: null });
  });
});
