import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JWTPayload } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findFreePort } from '../../../test/support/ports.ts';
import { waitFor } from '../../../test/support/wait-for.ts';
import { adminPassword, startTestDashboard, type TestDashboard } from '../test-support.ts';
import { createTestBrowser, type TestBrowser } from './test-browser.ts';
import { createTestProvider, type TestProvider } from './test-provider.ts';

interface Me {
  readonly username: string;
  readonly name: string;
  readonly role: string;
  readonly areas: readonly string[];
  readonly seat: string | null;
  readonly isFromProvider: boolean;
}

const json = { 'content-type': 'application/json' };
let provider: TestProvider;
let test: TestDashboard;

beforeAll(async () => {
  const [port, providerPort] = [await findFreePort(), await findFreePort()];
  const publicUrl = `http://127.0.0.1:${port}`;
  provider = await createTestProvider({ port: providerPort, publicUrl, areasClaim: 'areas' });
  provider.people.set('wang', person);
  // The provider is away as the service starts.
  test = await startTestDashboard({
    port,
    publicUrl,
    oidc: provider.settings,
    limits: { oidcPauseMs: 0 },
  });
  await test.fleet.upsertAreas([
    { code: 'c-north', level: 'community', parentCode: null, nameZh: '北', nameEn: 'North' },
  ]);
});
afterAll(async () => {
  await test.stop();
  await provider.stop();
});
afterEach(() => {
  provider.tamper = null;
  provider.who = 'wang';
});

async function begin(browser: TestBrowser, body: object = {}): Promise<Response> {
  return await browser.ask(`${test.url}/api/oidc/log-in`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ returnTo: '/', ...body }),
  });
}

const isOurs = (url: string): boolean => url.startsWith(`${test.url}/`);
const isPage = (url: string): boolean => isOurs(url) && !url.includes('/api/');

/** The address that the provider sends a browser back to. */
async function comeBack(browser: TestBrowser, body: object = {}): Promise<string> {
  const { url } = (await (await begin(browser, body)).json()) as { url: string };
  return await browser.follow(url, isOurs);
}

/** Goes the whole way; the page where it ends. */
async function logIn(browser: TestBrowser, body: object = {}): Promise<string> {
  const end = await browser.follow(await comeBack(browser, body), isPage);
  return end.slice(test.url.length);
}

async function me(browser: TestBrowser): Promise<Me | null> {
  const answer = await browser.ask(`${test.url}/api/session`);
  return answer.status === 200 ? ((await answer.json()) as Me) : null;
}

async function asAdmin(method: string, path: string, body?: object): Promise<Response> {
  return await fetch(`${test.url}${path}`, {
    method,
    headers: { cookie: await test.logIn(), ...(body === undefined ? {} : json) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** Waits for an entry of the audit like that. */
async function audited(wanted: object): Promise<void> {
  const isIt = (entry: unknown): boolean => {
    try {
      expect(entry).toMatchObject(wanted);
      return true;
    } catch {
      return false;
    }
  };
  await waitFor('the entry', async () => {
    const text = await readFile(join(test.directory, 'audit-outbox.jsonl'), 'utf8');
    const lines = text.slice(0, text.lastIndexOf('\n')).split('\n');
    return lines.some((line) => isIt(JSON.parse(line)));
  });
}

const person = { name: 'Wang Li', preferred_username: 'wang.li', roles: ['duty'], areas: ['*'] };

it('the service works while the provider is away, says so, and lets people in by it when it is back', async () => {
  const browser = createTestBrowser();
  provider.people.set('wang', person);
  const away = await begin(browser);
  expect(away.status).toBe(503);
  expect(await away.json()).toMatchObject({ code: 'provider-away' });
  expect(await test.logIn()).toContain('session');
  await provider.start();
  expect(await logIn(browser, { returnTo: '/cases?step=check', seat: 'seat-1' })).toBe('/cases?step=check');
  expect(await me(browser)).toMatchObject({
    username: expect.stringMatching(/^oidc:wang\.li\.[0-9a-f]{10}$/) as string,
    name: 'Wang Li',
    role: 'operator',
    areas: [],
    seat: 'seat-1',
    isFromProvider: true,
  });
});

describe('who comes by the provider', () => {
  it('has one account, whatever they are called there, and it is listed as theirs', async () => {
    const browser = createTestBrowser();
    provider.people.set('wang', person);
    await logIn(browser);
    const first = await me(browser);
    provider.people.set('wang', { ...person, name: 'Wang Lili', preferred_username: 'lili' });
    await logIn(browser);
    expect(await me(browser)).toMatchObject({ username: first!.username, name: 'Wang Lili' });
    const { staff } = (await (await asAdmin('GET', '/api/staff')).json()) as { staff: object[] };
    expect(staff).toContainEqual(
      expect.objectContaining({ username: first!.username, isFromProvider: true, role: 'operator' }),
    );
  });

  it('is nobody of ours by being called so', async () => {
    provider.who = 'admin';
    const person = { name: 'Administrator', preferred_username: 'admin', email: 'admin@x.example' };
    provider.people.set('admin', { ...person, roles: ['guest'], areas: ['*'] });
    const browser = createTestBrowser();
    await logIn(browser);
    expect(await me(browser)).toMatchObject({ role: 'viewer', isFromProvider: true });
    expect((await me(browser))!.username).not.toBe('admin');
    expect((await (await asAdmin('GET', '/api/session')).json()) as Me).toMatchObject({
      role: 'administrator',
    });
  });

  it('has the role that the provider gives now, and sessions of another role end', async () => {
    provider.people.set('wang', { ...person, roles: ['it'] });
    const [former, browser] = [createTestBrowser(), createTestBrowser()];
    await logIn(former);
    expect(await me(former)).toMatchObject({ role: 'administrator' });
    provider.people.set('wang', { ...person, roles: ['guest', 'duty', 'unknown'] });
    await logIn(browser);
    expect(await me(browser)).toMatchObject({ role: 'operator' });
    expect(await me(former)).toBeNull();
  });

  it('is refused without a role, loses what is open, and it is in the audit', async () => {
    provider.people.set('wang', person);
    const [former, browser] = [createTestBrowser(), createTestBrowser()];
    await logIn(former);
    const { username } = (await me(former))!;
    provider.people.set('wang', { ...person, roles: ['toString', 'nobody'] });
    expect(await logIn(browser, { returnTo: '/cases?a=1' })).toBe('/cases?a=1&log-in=no-role');
    expect(await me(browser)).toBeNull();
    expect(await me(former)).toBeNull();
    const entry = { action: 'log-in refused', target: username };
    await audited({ ...entry, detail: { by: 'provider', reason: 'no-role', name: 'Wang Li' } });
    await audited({ action: 'log-in', who: username, detail: { by: 'provider', role: 'operator' } });
  });

  it.each([
    [['c-north', 'c-nowhere'], ['c-north']],
    ['c-north', ['c-north']],
    [['c-north', '*'], []],
  ])('of areas %o sees %o', async (areas, seen) => {
    provider.people.set('wang', { ...person, areas });
    const browser = createTestBrowser();
    await logIn(browser);
    expect((await me(browser))?.areas).toEqual(seen);
  });

  it.each([[[]], [undefined], [['c-nowhere']], [{ all: true }]])(
    'is refused with areas %o: none of ours is not everywhere',
    async (areas) => {
      provider.people.set('wang', { ...person, areas });
      const browser = createTestBrowser();
      expect(await logIn(browser)).toBe('/?log-in=no-areas');
      expect(await me(browser)).toBeNull();
    },
  );

  it('stays out when disabled here, whatever the provider says', async () => {
    provider.people.set('wang', person);
    const browser = createTestBrowser();
    await logIn(browser);
    const { username } = (await me(browser))!;
    const path = `/api/staff/${encodeURIComponent(username)}`;
    expect((await asAdmin('PATCH', path, { disabled: true })).status).toBe(200);
    expect(await me(browser)).toBeNull();
    expect(await logIn(browser)).toBe('/?log-in=account-disabled');
    expect(await me(browser)).toBeNull();
    expect((await asAdmin('PATCH', path, { disabled: false })).status).toBe(200);
    expect(await logIn(browser)).toBe('/');
  });

  it('has no password here, and is given neither that nor a role', async () => {
    provider.people.set('wang', { ...person, roles: ['it'] });
    const browser = createTestBrowser();
    await logIn(browser);
    const { username } = (await me(browser))!;
    const path = `/api/staff/${encodeURIComponent(username)}`;
    for (const change of [{ password: adminPassword }, { role: 'viewer' }, { areas: [] }]) {
      const answer = await asAdmin('PATCH', path, change);
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
        422,
        'from-provider',
      ]);
    }
    for (const password of [adminPassword, 'x'])
      await expect(test.logIn(username, password)).rejects.toThrow('401');
    // An administrator by the provider does not make up for the last of ours.
    const disabled = await asAdmin('PATCH', '/api/staff/admin', { disabled: true });
    expect([disabled.status, ((await disabled.json()) as { code: string }).code]).toEqual([
      409,
      'last-administrator',
    ]);
  });

  it('has a session as any other, which ends here and offers to end there', async () => {
    provider.people.set('wang', person);
    const browser = createTestBrowser();
    await logIn(browser);
    const { sessions } = (await (await browser.ask(`${test.url}/api/sessions`)).json()) as {
      sessions: object[];
    };
    expect(sessions[0]).toMatchObject({ isThis: true });
    expect(JSON.stringify(sessions)).not.toContain('sid');
    const foreign = { method: 'DELETE', headers: { 'sec-fetch-site': 'cross-site' } };
    expect((await browser.ask(`${test.url}/api/session`, foreign)).status).toBe(403);
    expect((await browser.ask(`${test.url}/api/session`, { method: 'DELETE' })).status).toBe(204);
    expect(await me(browser)).toBeNull();
    const offer = (await (await fetch(`${test.url}/api/oidc`)).json()) as {
      provider: { label: object; logOutUrl: string };
    };
    expect(offer.provider.label).toEqual({ zh: '街道账号登录', en: 'City account' });
    const there = new URL(offer.provider.logOutUrl);
    expect(there.origin).toBe(provider.settings.issuer);
    expect(there.searchParams.get('post_logout_redirect_uri')).toBe(`${test.url}/`);
    expect((await browser.ask(there.href)).status).toBe(200);
  });
});

/** A part of a web token. */
function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

async function expectRefused(browser: TestBrowser, back: string, fault: string): Promise<void> {
  const answer = await browser.ask(back);
  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toBe(`/?log-in=${fault}`);
  expect(await me(browser)).toBeNull();
}

/** As it is when nobody signed. */
async function unsigned(claims: object): Promise<string> {
  return `${part({ alg: 'none' })}.${part(claims)}.`;
}

/** With the signature of another one. */
async function changed(claims: object): Promise<string> {
  const [head, , signature] = (await provider.sign({ ...claims })).split('.');
  return `${head}.${part({ ...claims, sub: 'admin' })}.${signature}`;
}

describe('a log-in is refused', () => {
  beforeAll(() => void provider.people.set('wang', person));

  it('with the state of another log-in, and that ends none under way', async () => {
    const [own, other] = [createTestBrowser(), createTestBrowser()];
    const [back, foreign] = [await comeBack(own), await comeBack(other)];
    await expectRefused(own, foreign, 'log-in-ended');
    await expectRefused(own, back.replace(/state=[^&]+/, 'state='), 'log-in-ended');
    expect((await own.ask(back)).headers.get('location')).toBe('/');
    expect(await me(own)).not.toBeNull();
  });

  it('in another browser than the one where it began', async () => {
    await expectRefused(createTestBrowser(), await comeBack(createTestBrowser()), 'log-in-ended');
  });

  it('the second time, though the browser has what it had', async () => {
    const browser = createTestBrowser();
    const back = await comeBack(browser);
    const again = browser.copy();
    expect((await browser.ask(back)).headers.get('location')).toBe('/');
    await expectRefused(again, back, 'log-in-ended');
  });

  it('with a code that was used, or of another log-in', async () => {
    const [one, two] = [createTestBrowser(), createTestBrowser()];
    const [first, second] = [await comeBack(one), await comeBack(two)];
    const stolen = second.replace(/code=[^&]+/, /code=[^&]+/.exec(first)![0]);
    await expectRefused(two, stolen, 'provider-wrong');
  });

  it('where the person says no at the provider', async () => {
    const browser = createTestBrowser();
    const { url } = (await (await begin(browser)).json()) as { url: string };
    const state = new URL(url).searchParams.get('state') ?? '';
    const query = new URLSearchParams({ error: 'access_denied', state, iss: provider.settings.issuer });
    await expectRefused(browser, `${test.url}/api/oidc/callback?${query.toString()}`, 'provider-refused');
  });

  it.each([
    ['another nonce', { nonce: 'x' }],
    ['no nonce', { nonce: undefined }],
    ['another issuer', { iss: 'http://localhost:1' }],
    ['another audience', { aud: 'somebody-else' }],
    ['an end that is over', { exp: Math.floor(Date.now() / 1_000) - 120 }],
  ])('by an ID token with %s', async (_what, change) => {
    const browser = createTestBrowser();
    const back = await comeBack(browser);
    provider.tamper = async (claims) => await provider.sign({ ...claims, ...change });
    await expectRefused(browser, back, 'provider-wrong');
  });

  it('by an ID token that nobody signed, or that was changed', async () => {
    for (const tamper of [unsigned, changed]) {
      const browser = createTestBrowser();
      const back = await comeBack(browser);
      provider.tamper = tamper;
      await expectRefused(browser, back, 'provider-wrong');
      provider.tamper = null;
    }
  });

  it.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    '/a\\b',
    '/\t/evil.example',
    '/./\\/evil.example',
    '/..//evil.example',
    'javascript:alert(1)',
    '/api/oidc/callback',
    '/c/token',
    `/too-long?${'a'.repeat(500)}`,
    '',
  ])('that would go on to %s', async (returnTo) => {
    const browser = createTestBrowser();
    const answer = await begin(browser, { returnTo });
    expect([400, 422]).toContain(answer.status);
    expect(browser.cookies(test.url)).toBe('');
  });

  it('that another site begins', async () => {
    const answer = await fetch(`${test.url}/api/oidc/log-in`, {
      method: 'POST',
      headers: { ...json, origin: 'https://evil.example' },
      body: '{"returnTo":"/"}',
    });
    expect(answer.status).toBe(403);
  });
});

it('the cookie of a log-in under way is for this site’s own way back only, and the session’s for nothing foreign', async () => {
  const browser = createTestBrowser();
  const [underWay = ''] = (await begin(browser)).headers.getSetCookie();
  expect(underWay).toMatch(/^negative_one_log_in=[\w-]+;.*Path=\/;.*HttpOnly;.*SameSite=Lax/);
  const answer = await browser.ask(await comeBack(browser));
  const cookies = answer.headers.getSetCookie();
  expect(cookies.find((line) => line.startsWith('negative_one_session='))).toMatch(
    /HttpOnly; SameSite=Strict/,
  );
  expect(cookies.find((line) => line.startsWith('negative_one_log_in='))).toMatch(/01 Jan 1970/);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
});

const event = { 'http://schemas.openid.net/event/backchannel-logout': {} };
const epochTime = (): number => Math.floor(Date.now() / 1_000);

/** A log-out token's claims, all of them good. */
function logOutOf(sub: string) {
  const { issuer: iss, clientId: aud } = provider.settings;
  const jti = crypto.randomUUID();
  return { iss, aud, iat: epochTime(), exp: epochTime() + 60, jti, events: event, sub };
}

/** Tells of a log-out as the provider does; the status of the answer. */
async function tellLogOut(token: string): Promise<number> {
  const answer = await fetch(`${test.url}/api/oidc/backchannel-logout`, {
    method: 'POST',
    headers: { origin: provider.settings.issuer, 'sec-fetch-site': 'cross-site' },
    body: new URLSearchParams({ logout_token: token }),
  });
  return answer.status;
}

describe('a log-out at the provider', () => {
  it('ends the session that was opened there, and no other of the person', async () => {
    provider.people.set('wang', person);
    const [one, two] = [createTestBrowser(), createTestBrowser()];
    await logIn(one);
    await logIn(two);
    // As the provider does it by itself: its page asks, and its button says yes.
    const offer = (await (await fetch(`${test.url}/api/oidc`)).json()) as { provider: { logOutUrl: string } };
    const page = await (await one.ask(offer.provider.logOutUrl)).text();
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
    await one.ask(`${provider.settings.issuer}/session/end/confirm`, {
      method: 'POST',
      body: new URLSearchParams({ xsrf, logout: 'yes' }),
    });
    expect(await me(one)).toBeNull();
    expect(await me(two)).not.toBeNull();
    expect(await tellLogOut(await provider.sign(logOutOf('wang')))).toBe(200);
    expect(await me(two)).toBeNull();
  });

  it.each([
    ['a nonce', { nonce: 'x' }],
    ['no event', { events: {} }],
    ['another audience', { aud: 'x' }],
    ['another issuer', { iss: 'http://localhost:1' }],
    ['too great an age', { iat: epochTime() - 900 }],
    ['nobody named', { sub: undefined }],
  ])('is not believed with %s', async (_what, change) => {
    provider.people.set('wang', person);
    const browser = createTestBrowser();
    await logIn(browser);
    expect(await tellLogOut(await provider.sign({ ...logOutOf('wang'), ...change } as JWTPayload))).toBe(400);
    expect(await me(browser)).not.toBeNull();
  });

  it('is not believed without a signature, and of nobody whom we know ends nothing', async () => {
    provider.people.set('wang', person);
    const browser = createTestBrowser();
    await logIn(browser);
    expect(await tellLogOut(await unsigned(logOutOf('wang')))).toBe(400);
    expect(await tellLogOut('x')).toBe(400);
    expect(await tellLogOut(await provider.sign({ ...logOutOf('wang'), sub: 'admin2', sid: 'x' }))).toBe(200);
    expect(await me(browser)).not.toBeNull();
  });
});

it('asks the provider for what it says of itself once for many log-ins', async () => {
  const before = provider.asked();
  await Promise.all(Array.from({ length: 20 }, async () => await begin(createTestBrowser())));
  expect(provider.asked() - before).toBeLessThanOrEqual(1);
});
