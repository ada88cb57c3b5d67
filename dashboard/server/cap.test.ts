import { afterEach, beforeEach, expect, it } from 'vitest';
import { startTestDashboard, type TestDashboard } from './test-support.ts';

let test: TestDashboard;
beforeEach(async () => {
  test = await startTestDashboard({
    limits: { wrongTokensPerAddressMax: 3 },
    warnings: {
      feed: (base) => `<feed base="${base}"/>`,
      message: (id) => (id === 'a1' ? '<alert/>' : null),
      isToken: (token) => token === 'the-right-token',
    },
  });
});
afterEach(() => test.stop());

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${test.url}/api/cap${path}`, { headers });
const bearer = { authorization: 'Bearer the-right-token' };

it('staff and whoever has the token may read the warnings', async () => {
  const cookie = await test.logIn();
  const byHeader = new Headers(bearer);
  const responses = [
    await get('', { cookie }),
    await fetch(`${test.url}/api/cap`, { headers: byHeader }),
    await get('?token=the-right-token'),
  ];
  expect(responses.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(responses[0]?.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8');
  expect(await responses[0]?.text()).toBe(`<feed base="${test.url}"/>`);
});

it('a message has its own type; what there is not is not found', async () => {
  const cookie = await test.logIn();
  const response = await get('/a1.xml', { cookie });
  expect([response.status, await response.text()]).toEqual([200, '<alert/>']);
  expect(response.headers.get('content-type')).toBe('application/cap+xml; charset=utf-8');
  expect((await get('/a2.xml', { cookie })).status).toBe(404);
  expect((await get('/a1.json', { cookie })).status).toBe(400);
});

it('nobody else may, and guessing is slow', async () => {
  const statuses = [(await get('')).status];
  for (let n = 0; n < 4; n += 1) statuses.push((await get(`?token=guess${n}`)).status);
  expect(statuses).toEqual([401, 401, 401, 401, 429]);
  expect((await get('/a1.xml', bearer)).status).toBe(429);
});
