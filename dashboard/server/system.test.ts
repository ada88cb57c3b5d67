import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestDashboard, type TestDashboard } from './test-support.ts';
import { sampleSystem } from './test-system.ts';

let test: TestDashboard;
let cookie: string;
const view = sampleSystem({ version: '9.9.9' });

beforeAll(async () => {
  test = await startTestDashboard({ system: async () => view });
  cookie = await test.logIn();
});
afterAll(async () => {
  await test.stop();
});

async function get(path: string, headers: Record<string, string> = { cookie }): Promise<Response> {
  return await fetch(`${test.url}${path}`, { headers });
}

async function addStaff(username: string, role: string): Promise<string> {
  const password = 'a long enough password';
  await fetch(`${test.url}/api/staff`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json' },
    body: JSON.stringify({ username, name: username, password, role }),
  });
  return await test.logIn(username, password);
}

describe('how the service is, over HTTP', () => {
  it('needs a log-in', async () => {
    expect((await get('/api/system', {})).status).toBe(401);
  });

  it.each([
    ['maintenance', 200],
    ['administrator', 200],
    ['operator', 403],
    ['supervisor', 403],
  ])('is for those who look after it: %s gets %d', async (role, status) => {
    const own = await addStaff(`its-${role}`, role);
    expect((await get('/api/system', { cookie: own })).status).toBe(status);
  });

  it('is told as it is', async () => {
    expect(await (await get('/api/system')).json()).toEqual(JSON.parse(JSON.stringify(view)));
  });
});

describe('the names of colleagues', () => {
  it('are told to whoever may hand work to them, without their accounts', async () => {
    const operator = await addStaff('wang', 'operator');
    const viewer = await addStaff('guest', 'viewer');
    const answer = (await (await get('/api/staff/names', { cookie: operator })).json()) as {
      readonly people: readonly object[];
    };
    expect(answer.people).toContainEqual({ username: 'wang', name: 'wang', role: 'operator' });
    expect((await get('/api/staff/names', { cookie: viewer })).status).toBe(403);
  });
});
