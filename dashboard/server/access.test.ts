import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adminPassword, startTestDashboard, type TestDashboard } from './test-support.ts';

describe('who gets in', () => {
  let directory: string;
  let test: TestDashboard;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'dashboard-access-'));
    test = await startTestDashboard({ directory });
  });
  afterEach(async () => {
    await test.stop();
    await rm(directory, { recursive: true });
  });

  function send(
    method: string,
    path: string,
    options: { cookie?: string; body?: unknown; headers?: object } = {},
  ) {
    return fetch(`${test.url}${path}`, {
      method,
      headers: {
        ...(options.cookie === undefined ? {} : { cookie: options.cookie }),
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
  }

  it('keeps key and accounts for itself, never a password', async () => {
    for (const name of ['session-key', 'accounts.json']) {
      expect((await stat(join(directory, name))).mode & 0o777).toBe(0o600);
    }
    expect(await readFile(join(directory, 'accounts.json'), 'utf8')).not.toContain(adminPassword);
  });

  it('hands out a cookie that scripts and other sites cannot use', async () => {
    const response = await send('POST', '/api/session', {
      body: { username: 'admin', password: adminPassword },
    });
    const [cookie] = response.headers.getSetCookie();
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    expect(cookie).not.toMatch(/Secure/);
    expect(await response.json()).toMatchObject({ username: 'admin', role: 'administrator' });
  });

  it('lets a session live through a restart without the database, until it is ended', async () => {
    const cookie = await test.logIn();
    await test.dashboard.stop();
    test = await startTestDashboard({ directory, adminPassword: null });
    expect(test.generatedAdminPassword).toBeNull();
    expect((await send('GET', '/api/session', { cookie })).status).toBe(200);
    expect((await send('DELETE', '/api/session', { cookie })).status).toBe(204);
    expect((await send('GET', '/api/session', { cookie })).status).toBe(401);
    await test.dashboard.stop();
    test = await startTestDashboard({ directory });
    expect((await send('GET', '/api/session', { cookie })).status).toBe(401);
  });

  it('ends sessions by time, by a new password and by disabling', async () => {
    const manager = await test.logIn();
    const body = { username: 'li', name: '李', password: 'ten letters', role: 'operator' };
    expect((await send('POST', '/api/staff', { cookie: manager, body })).status).toBe(201);
    const cookie = await test.logIn('li', 'ten letters');
    const change = (fields: object) => send('PATCH', '/api/staff/li', { cookie: manager, body: fields });

    expect((await change({ password: 'another one' })).status).toBe(200);
    expect((await send('GET', '/api/session', { cookie })).status).toBe(401);
    const again = await test.logIn('li', 'another one');
    expect((await change({ disabled: true })).status).toBe(200);
    expect((await send('GET', '/api/session', { cookie: again })).status).toBe(401);
    await expect(test.logIn('li', 'another one')).rejects.toThrow('401');

    await test.dashboard.stop();
    test = await startTestDashboard({ directory, limits: { sessionMs: 1 } });
    const short = await test.logIn();
    expect((await send('GET', '/api/session', { cookie: short })).status).toBe(401);
  });

  it('generates the first password when none is given, and only then', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'dashboard-first-'));
    const first = await startTestDashboard({ directory: empty, adminPassword: null });
    expect(first.generatedAdminPassword).toMatch(/^([a-z2-9]{5}-){3}[a-z2-9]{5}$/);
    await first.logIn('admin', first.generatedAdminPassword!);
    await first.stop();
    await rm(empty, { recursive: true });
  });

  it('slows down guessing, for unknown names as for known ones', async () => {
    for (const username of ['nobody', 'admin']) {
      const statuses: number[] = [];
      for (let n = 0; n < 6; n += 1) {
        const answer = await send('POST', '/api/session', { body: { username, password: 'wrong' } });
        statuses.push(answer.status);
      }
      expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    }
    await expect(test.logIn()).rejects.toThrow('429');
  });

  it('refuses what another site asks for in somebody’s name', async () => {
    const cookie = await test.logIn();
    const foreign = { origin: 'https://evil.example' };
    expect((await send('DELETE', '/api/session', { cookie, headers: foreign })).status).toBe(403);
    expect(
      (await send('DELETE', '/api/session', { cookie, headers: { 'sec-fetch-site': 'cross-site' } })).status,
    ).toBe(403);
    expect((await send('GET', '/api/session', { cookie })).status).toBe(200);
    expect((await send('DELETE', '/api/session', { cookie, headers: { origin: test.url } })).status).toBe(
      204,
    );
  });

  it.each([
    ['viewer', { act: 403, manage: 403, inspect: 403 }],
    ['operator', { act: 404, manage: 403, inspect: 403 }],
    ['maintenance', { act: 403, manage: 403, inspect: 503 }],
    ['administrator', { act: 404, manage: 200, inspect: 503 }],
  ] as const)('lets a %s do what the role may', async (role, expected) => {
    const manager = await test.logIn();
    const password = 'ten letters';
    await send('POST', '/api/staff', { cookie: manager, body: { username: 'p', name: 'P', password, role } });
    const cookie = await test.logIn('p', password);
    const act = await send('POST', '/api/alerts/x/acknowledge', {
      cookie,
      body: { version: 1 },
      headers: { 'idempotency-key': 'k' },
    });
    expect((await send('GET', '/api/alerts', { cookie })).status).toBe(200);
    expect({
      act: act.status,
      manage: (await send('GET', '/api/staff', { cookie })).status,
      inspect: (await send('GET', '/api/quarantine', { cookie })).status,
    }).toEqual(expected);
  });

  it('never loses the last administrator', async () => {
    const cookie = await test.logIn();
    const answer = await send('PATCH', '/api/staff/admin', { cookie, body: { role: 'viewer' } });
    expect(answer.status).toBe(409);
  });
});

describe('telemetry over HTTP', () => {
  it('is taken when journalled, from the device itself only', async () => {
    const taken: { deviceId: string; payload: string }[] = [];
    let isFull = false;
    const test = await startTestDashboard({
      acceptTelemetry({ deviceId, payload }, settled) {
        taken.push({ deviceId, payload: payload.toString() });
        settled(isFull ? new Error('full') : null);
      },
    });
    test.fleet.add({ id: 'w1', kind: 'water' });
    const push = (body: object, token = 'secret-w1') =>
      fetch(`${test.url}/api/telemetry`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify(body),
      });
    const reading = { time: 1_795_248_000_250, values: { depth_m: 0.2 } };

    expect((await push({ kind: 'water', device: 'w1', ...reading })).status).toBe(202);
    expect((await push({ kind: 'water', device: 'w1', readings: [reading, reading] })).status).toBe(202);
    expect(taken).toEqual([
      { deviceId: 'w1', payload: JSON.stringify(reading) },
      { deviceId: 'w1', payload: JSON.stringify([reading, reading]) },
    ]);
    expect((await push({ kind: 'water', device: 'w1', ...reading }, 'wrong')).status).toBe(401);
    expect((await push({ kind: 'smoke', device: 'w1', ...reading })).status).toBe(403);
    expect((await push({ kind: 'water', device: 'w2', ...reading })).status).toBe(401);
    expect((await push({ device: 'w1', ...reading })).status).toBe(400);
    expect(taken).toHaveLength(2);
    isFull = true;
    expect((await push({ kind: 'water', device: 'w1', ...reading })).status).toBe(503);
    await test.stop();
  });
});
