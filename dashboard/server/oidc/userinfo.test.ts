import { afterAll, beforeAll, expect, it } from 'vitest';
import { findFreePort } from '../../../test/support/ports.ts';
import { startTestDashboard, type TestDashboard } from '../test-support.ts';
import { createTestBrowser } from './test-browser.ts';
import { createTestProvider, type TestProvider } from './test-provider.ts';

let provider: TestProvider;
let test: TestDashboard;

beforeAll(async () => {
  const [port, providerPort] = [await findFreePort(), await findFreePort()];
  const publicUrl = `http://127.0.0.1:${port}`;
  provider = await createTestProvider({ port: providerPort, publicUrl, isInToken: false });
  await provider.start();
  const oidc = { ...provider.settings, roleClaim: 'realm.roles' };
  test = await startTestDashboard({ port, publicUrl, oidc, limits: { oidcPauseMs: 0, oidcPresenceMs: 0 } });
});
afterAll(async () => {
  await test.stop();
  await provider.stop();
});

const begin = async (): Promise<Response> =>
  await fetch(`${test.url}/api/oidc/log-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"returnTo":"/"}',
  });

it('asks for the claims that are not in the ID token, and finds them where they lie', async () => {
  provider.people.set('wang', { name: 'Wang', realm: { roles: ['duty'] } });
  const browser = createTestBrowser();
  const answer = await browser.ask(`${test.url}/api/oidc/log-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"returnTo":"/"}',
  });
  const { url } = (await answer.json()) as { url: string };
  expect(await browser.follow(url, (at) => at === `${test.url}/`)).toBe(`${test.url}/`);
  const me = await (await browser.ask(`${test.url}/api/session`)).json();
  expect(me).toMatchObject({ name: 'Wang', role: 'operator', areas: [] });
});

it('says that the provider is away also when it was there before, and goes on when it is back', async () => {
  expect((await begin()).status).toBe(200);
  await provider.stop();
  expect((await begin()).status).toBe(503);
  expect(await test.logIn()).toContain('session');
  await provider.start();
  expect((await begin()).status).toBe(200);
});
