import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestDashboard, type TestDashboard } from './test-support.ts';

describe('enrolment keys', () => {
  let test: TestDashboard;
  let cookie: string;

  beforeAll(async () => {
    test = await startTestDashboard();
    cookie = await test.logIn();
  });
  afterAll(() => test.stop());

  async function send(method: string, path: string, body?: unknown) {
    const response = await fetch(`${test.url}${path}`, {
      method,
      headers: { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  it('are made with limits or without, told once, and listed without their words', async () => {
    const expiresAt = Date.now() + 86_400_000;
    const limits = { kind: 'water', devicesMax: 20, expiresAt };
    const made = await send('POST', '/api/enrolment-keys', { name: 'gauges', ...limits });
    expect(made).toMatchObject({
      status: 201,
      body: { key: { name: 'gauges', createdBy: 'admin', ...limits } },
    });
    const plain = await send('POST', '/api/enrolment-keys', { name: 'any' });
    expect(plain.body).toMatchObject({
      key: { kind: null, siteId: null, devicesMax: null, expiresAt: null },
    });
    const list = await send('GET', '/api/enrolment-keys');
    expect(list.body['keys']).toHaveLength(2);
    expect(JSON.stringify(list.body)).not.toContain(made.body['words']);
  });

  it('are revoked, for those that came by them, too', async () => {
    const { body } = await send('POST', '/api/enrolment-keys', { name: 'lost' });
    const { id } = body['key'] as { id: string };
    const revoked = await send('POST', `/api/enrolment-keys/${id}/revoke`, { devices: 'cut' });
    expect(revoked).toMatchObject({ status: 200, body: { id, revoked: 'all', state: 'revoked' } });
    expect((await send('POST', '/api/enrolment-keys/none/revoke', { devices: 'cut' })).status).toBe(404);
  });

  it.each([
    ['no name', {}, 400],
    ['no room', { name: 'x', devicesMax: 0 }, 400],
    ['an unknown kind', { name: 'x', kind: 'toaster' }, 400],
    ['an unknown site', { name: 'x', siteId: 'nowhere' }, 422],
    ['a time that is past', { name: 'x', expiresAt: 1 }, 422],
  ])('are not made with %s', async (_what, body, status) => {
    expect((await send('POST', '/api/enrolment-keys', body)).status).toBe(status);
  });
});
