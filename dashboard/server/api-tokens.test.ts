import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leastRole } from './api-tokens.ts';
import { openTestClient } from './live/test-client.ts';
import { sampleAlert, startTestDashboard, type TestDashboard } from './test-support.ts';

interface Made {
  readonly token: { readonly id: string; readonly lastUsedAt: number | null };
  readonly secret: string;
}

const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });

describe('tokens of machines', () => {
  let directory: string;
  let test: TestDashboard;
  let cookie: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'dashboard-tokens-'));
    test = await startTestDashboard({ directory });
    cookie = await test.logIn();
  });
  afterEach(async () => {
    await test.stop();
    await rm(directory, { recursive: true });
  });

  function send(what: string, headers: Record<string, string>, body?: unknown) {
    const [method, path] = what.split(' ');
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    return fetch(`${test.url}${path}`, {
      method: method!,
      headers: { ...headers, ...type },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async function make(body: object): Promise<Made> {
    const answer = await send('POST /api/tokens', { cookie }, body);
    expect(answer.status).toBe(201);
    return (await answer.json()) as Made;
  }

  const acknowledge = (headers: Record<string, string>, key = 'k') =>
    send('POST /api/alerts/a1/acknowledge', { ...headers, 'idempotency-key': key }, { version: 1 });

  it('let a machine do what it was given, by name, and nothing else', async () => {
    test.alerts.put(sampleAlert({ id: 'a1' }));
    const { secret } = await make({ name: 'platform', permissions: ['act'] });
    expect(secret).toMatch(/^no1_[0-9a-f]{12}_[\w-]{43}$/);
    expect((await acknowledge(bearer(secret))).status).toBe(200);
    expect(test.alerts.actions).toMatchObject([{ by: 'token:platform', role: 'operator' }]);
    expect((await send('GET /api/staff', bearer(secret))).status).toBe(403);

    const reader = await make({ name: 'wall', permissions: [] });
    expect((await send('GET /api/alerts', bearer(reader.secret))).status).toBe(200);
    expect((await acknowledge(bearer(reader.secret), 'other')).status).toBe(403);
    const client = await openTestClient(test.url, '', bearer(reader.secret));
    client.send({ type: 'start' });
    await client.until((message) => message.type === 'snapshot');
    client.socket.terminate();
  });

  it('are worth nothing once revoked, sockets included, and count no cookie beside them', async () => {
    const { token, secret } = await make({ name: 'platform', permissions: [] });
    const client = await openTestClient(test.url, '', bearer(secret));
    expect((await send(`DELETE /api/tokens/${token.id}`, { cookie })).status).toBe(204);
    expect((await send('GET /api/alerts', bearer(secret))).status).toBe(401);
    expect((await send('GET /api/alerts', { cookie, ...bearer(secret) })).status).toBe(401);
    expect((await client.closed()).code).toBeGreaterThan(4_000);
    expect((await send(`DELETE /api/tokens/${token.id}`, { cookie })).status).toBe(404);
  });

  it('end in time, and outlive a restart without the database', async () => {
    const { secret } = await make({ name: 'long', permissions: [] });
    const short = await make({ name: 'short', permissions: [], expiresAt: Date.now() + 60_000 });
    expect((await send('GET /api/alerts', bearer(short.secret))).status).toBe(200);
    const past = { name: 'past', permissions: [], expiresAt: Date.now() - 1 };
    expect((await send('POST /api/tokens', { cookie }, past)).status).toBe(422);
    await test.dashboard.stop();
    const path = join(directory, 'api-tokens.json');
    // Without the checksum at its end, a file is taken as it is.
    const kept = (await readFile(path, 'utf8')).split('\n')[0]!;
    expect(kept).not.toContain(secret.slice('no1_000000000000_'.length));
    expect(kept).toContain('lastUsedAt');
    await writeFile(path, kept.replace(/"expiresAt":\d+/, `"expiresAt":${Date.now()}`));
    test = await startTestDashboard({ directory });
    expect((await send('GET /api/alerts', bearer(secret))).status).toBe(200);
    expect((await send('GET /api/alerts', bearer(short.secret))).status).toBe(401);
  });

  it.each([
    'Bearer no1_',
    'Bearer no1_000000000000_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    'bearer no1_x_y',
  ])('that are forged let nobody in: %s', async (authorization) => {
    expect((await send('GET /api/alerts', { authorization })).status).toBe(401);
    expect((await send('GET /api/alerts', { cookie, authorization })).status).toBe(401);
  });

  it('are made by people who may, for no more than they may, and never by machines', async () => {
    const staff = { username: 'li', name: '李', password: 'ten letters', role: 'supervisor' };
    await send('POST /api/staff', { cookie }, staff);
    const li = await test.logIn('li', 'ten letters');
    const asked = { name: 'x', permissions: ['act'] };
    expect((await send('POST /api/tokens', { cookie: li }, asked)).status).toBe(403);
    const { secret } = await make({ name: 'manager', permissions: ['manage'] });
    expect((await send('GET /api/tokens', bearer(secret))).status).toBe(200);
    expect((await send('POST /api/tokens', bearer(secret), asked)).status).toBe(403);
    expect((await send('POST /api/tokens', { cookie }, { name: 'manager', permissions: [] })).status).toBe(
      409,
    );
    expect(
      (await send('POST /api/tokens', { cookie }, { name: 'y', permissions: ['act', 'manage'] })).status,
    ).toBe(422);
  });

  it('are listed without what would let anybody in', async () => {
    const { secret } = await make({ name: 'wall', permissions: [] });
    await send('GET /api/alerts', bearer(secret));
    const list = await (await send('GET /api/tokens', { cookie })).text();
    expect(list).not.toContain(secret.slice('no1_000000000000_'.length));
    expect(list).not.toContain('hash');
    expect(JSON.parse(list)).toMatchObject({
      tokens: [{ name: 'wall', permissions: ['read'], createdBy: 'admin', lastAddress: '127.0.0.1' }],
    });
  });
});

describe('the role that a machine acts as', () => {
  it.each([
    [['read'], 'viewer'],
    [['read', 'act'], 'operator'],
    [['read', 'task'], 'gridWorker'],
    [['read', 'service'], 'maintenance'],
    [['read', 'act', 'lead'], 'shiftLeader'],
    [['read', 'rules'], 'supervisor'],
    [['read', 'manage'], 'administrator'],
    // These would make a shift leader, who may shelve for long, of one that was not given that.
    [['read', 'act', 'service'], null],
    [['read', 'act', 'inspect'], null],
  ] as const)('of %j is %s', (permissions, role) => {
    expect(leastRole(permissions)).toBe(role);
  });
});
