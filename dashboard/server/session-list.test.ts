import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeCodes } from '../live-protocol.ts';
import { openTestClient } from './live/test-client.ts';
import { adminPassword, startTestDashboard, type TestDashboard } from './test-support.ts';

interface Listed {
  readonly id: string;
  readonly isThis: boolean;
  readonly agent: string;
  readonly address: string;
}

describe('sessions', () => {
  let directory: string;
  let test: TestDashboard;
  let manager: string;
  const password = 'ten letters';

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'dashboard-sessions-'));
    test = await startTestDashboard({ directory });
    manager = await test.logIn();
    await send(manager, 'POST /api/staff', { username: 'li', name: '李', password, role: 'operator' });
  });
  afterEach(async () => {
    await test.stop();
    await rm(directory, { recursive: true });
  });

  /** `what` is the method and the path. */
  function send(cookie: string, what: string, body?: unknown) {
    const [method, path] = what.split(' ');
    return fetch(`${test.url}${path}`, {
      method: method!,
      headers: { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async function listed(cookie: string, path = '/api/sessions'): Promise<readonly Listed[]> {
    const answer = (await (await send(cookie, `GET ${path}`)).json()) as { sessions: Listed[] };
    return answer.sessions;
  }

  const status = async (cookie: string) => (await send(cookie, 'GET /api/session')).status;

  it('are seen by their person, with where and since when, and ended one by one', async () => {
    const [here, there] = [await test.logIn('li', password), await test.logIn('li', password)];
    const own = await listed(here);
    expect(own.map(({ isThis }) => isThis)).toEqual([false, true]);
    expect(own[0]).toMatchObject({ address: '127.0.0.1', agent: 'node', seat: null });
    expect((await send(here, `DELETE /api/sessions/${own[0]?.id}`)).status).toBe(204);
    expect([await status(here), await status(there)]).toEqual([200, 401]);
    expect((await send(here, `DELETE /api/sessions/${own[0]?.id}`)).status).toBe(404);
  });

  it('of others are neither seen nor ended, but by an administrator', async () => {
    const li = await test.logIn('li', password);
    const [of] = await listed(manager);
    expect((await send(li, `DELETE /api/sessions/${of?.id}`)).status).toBe(404);
    expect((await send(li, 'GET /api/staff/admin/sessions')).status).toBe(403);
    expect((await send(li, 'DELETE /api/staff/admin/sessions')).status).toBe(403);
    expect(await status(manager)).toBe(200);

    expect(await listed(manager, '/api/staff/li/sessions')).toHaveLength(1);
    const ended = await send(manager, 'DELETE /api/staff/li/sessions');
    expect(await ended.json()).toEqual({ ended: 1 });
    expect([await status(li), await status(manager)]).toEqual([401, 200]);
  });

  it.each([
    ['a new password', { password: 'another one' }],
    ['another role', { role: 'viewer' }],
    ['disabling', { disabled: true }],
  ])('are ended at once by %s, sockets included', async (_what, change) => {
    const li = await test.logIn('li', password);
    const client = await openTestClient(test.url, li);
    expect((await send(manager, 'PATCH /api/staff/li', change)).status).toBe(200);
    expect(await status(li)).toBe(401);
    expect(await client.closed()).toMatchObject({ code: closeCodes.sessionEnded });
  });

  it('go on when somebody is only called otherwise', async () => {
    const li = await test.logIn('li', password);
    await send(manager, 'PATCH /api/staff/li', { name: '李四', language: 'en' });
    expect(await status(li)).toBe(200);
  });

  it('that were ended stay so over a restart without the database; the others go on, at their desk', async () => {
    const [one, two] = [await test.logIn('li', password), await test.logIn('li', password)];
    const sit = (seat: string | null) => send(two, 'PUT /api/session/seat', { seat });
    expect(await (await sit('seat-1')).json()).toMatchObject({ seat: 'seat-1' });
    const [, first] = await listed(two);
    await send(two, `DELETE /api/sessions/${first?.id}`);
    await test.dashboard.stop();
    test = await startTestDashboard({ directory });
    expect([await status(one), await status(two)]).toEqual([401, 200]);
    expect(await (await send(two, 'GET /api/session')).json()).toMatchObject({ seat: 'seat-1' });
  });

  it('are kept without what would let anybody in', async () => {
    const cookie = await test.logIn('li', password);
    expect(await readFile(join(directory, 'sessions.json'), 'utf8')).not.toContain(cookie.split('=')[1]);
  });

  it('that cannot be read are set aside, and people log in again', async () => {
    const li = await test.logIn('li', password);
    await test.dashboard.stop();
    await writeFile(join(directory, 'sessions.json'), '[{"tok');
    test = await startTestDashboard({ directory });
    expect(await status(li)).toBe(401);
    expect(await status(await test.logIn('li', password))).toBe(200);
    expect(await readFile(join(directory, 'sessions.json.damaged'), 'utf8')).toBe('[{"tok');
  });

  it('of one person are bounded: the one open longest makes room', async () => {
    await test.dashboard.stop();
    test = await startTestDashboard({ directory, limits: { sessionsPerPersonMax: 2 } });
    const cookies = [];
    for (let n = 0; n < 3; n += 1) cookies.push(await test.logIn('li', password));
    expect(await Promise.all(cookies.map(status))).toEqual([401, 200, 200]);
    expect(await status(manager)).toBe(200);
  });

  it('are refused with a forged cookie', async () => {
    for (const forged of ['', 'x', 'x'.repeat(43), `${'x'.repeat(20)}.${'y'.repeat(22)}`]) {
      expect(await status(`negative_one_session=${forged}`)).toBe(401);
    }
  });

  it('are opened where the person logged in before while strangers guess the password', async () => {
    const logIn = (username: string, word: string, cookie = '') =>
      send(cookie, 'POST /api/session', { username, password: word });
    const first = await logIn('li', password);
    const device = first.headers.getSetCookie()[1]!.split(';')[0]!;
    // A session from an address makes it known; here strangers come from the same one.
    await send(manager, 'DELETE /api/staff/li/sessions');
    const answers = [];
    for (let n = 0; n < 7; n += 1) answers.push((await logIn('li', 'wrong')).status);
    expect(answers).toEqual([401, 401, 401, 401, 401, 429, 429]);
    const refused = await logIn('li', password);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await logIn('li', password, device)).status).toBe(200);
    // The cookie counts for whom it was given, and not for others.
    for (let n = 0; n < 5; n += 1) await logIn('nobody', 'wrong', device);
    expect((await logIn('nobody', 'wrong', device)).status).toBe(429);
    expect((await logIn('li', adminPassword, device)).status).toBe(401);
  });

  it('are opened at once after an administrator has set a new password', async () => {
    for (let n = 0; n < 6; n += 1) await test.logIn('li', 'wrong').catch(() => {});
    await expect(test.logIn('li', password)).rejects.toThrow('429');
    await send(manager, 'PATCH /api/staff/li', { password: 'another one' });
    expect(await status(await test.logIn('li', 'another one'))).toBe(200);
  });
});
