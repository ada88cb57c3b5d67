import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { waitFor } from '../../../test/support/wait-for.ts';
import { startTestDashboard, type TestDashboard } from '../test-support.ts';
import type { ChainedEntry } from './chain.ts';

describe('every act and every refusal', () => {
  let test: TestDashboard;
  let viewer: string;
  let manager: string;

  beforeAll(async () => {
    test = await startTestDashboard({ limits: { strangerRefusalsMax: 1_000 } });
    manager = await test.logIn();
    const body = { username: 'v', name: 'V', password: 'ten letters', role: 'viewer' };
    await send('POST /api/staff', { cookie: manager, body });
    viewer = await test.logIn('v', 'ten letters');
  });
  afterAll(() => test.stop());

  function send(
    what: string,
    {
      cookie = '',
      body,
      headers,
    }: { cookie?: string; body?: unknown; headers?: Record<string, string> } = {},
  ) {
    const [method, path] = what.split(' ');
    return fetch(`${test.url}${path}`, {
      method: method!,
      headers: { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async function entries(): Promise<readonly ChainedEntry[]> {
    const text = await readFile(join(test.directory, 'audit-outbox.jsonl'), 'utf8');
    const lines = text.slice(0, text.lastIndexOf('\n')).split('\n');
    return lines.map((line) => JSON.parse(line) as ChainedEntry);
  }

  const until = (isIt: (entry: ChainedEntry) => boolean) =>
    waitFor('the entry', async () => (await entries()).find(isIt) ?? null);

  it('has an entry, whichever route it is about: nobody, and whose role may not', async () => {
    const unsafe = test.dashboard
      .rules()
      .filter(({ method }) => !['GET', 'HEAD', 'OPTIONS'].includes(method))
      // Everybody may log out, and then is nobody.
      .filter(({ method, url }) => `${method} ${url}` !== 'DELETE /api/session');
    expect(unsafe.length).toBeGreaterThan(40);
    const expected: string[] = [];
    for (const { method, url } of unsafe) {
      const what = `${method} ${url.replaceAll(/:\w+/g, 'x')}`;
      for (const [who, cookie] of [
        ['nobody', ''],
        ['v', viewer],
      ] as const) {
        // From another site: refused before anything else is looked at, so that every route can be asked.
        const { status } = await send(what, { cookie, headers: { origin: 'https://evil.example' } });
        if (status === 403) expected.push(`nobody ${method} ${url} foreign-origin`);
        const answer = await send(what, { cookie });
        if ([401, 403].includes(answer.status)) expected.push(`${who} ${method} ${url}`);
      }
    }
    const written = await waitFor('all entries', async () => {
      const all = (await entries()).filter(({ action }) => action === 'refused');
      const keys = new Set(
        all.flatMap(({ who, target, detail }) => [
          `${who} ${target}`,
          `${who} ${target} ${String(detail['reason'])}`,
        ]),
      );
      return expected.every((key) => keys.has(key)) ? keys : null;
    });
    expect(expected.filter((key) => !written.has(key))).toEqual([]);
    expect(new Set(expected).size).toBeGreaterThan(unsafe.length * 2);
  });

  it('has the entry of its handler where there is one, and one of its own where there is none', async () => {
    await send('PATCH /api/staff/v', { cookie: manager, body: { name: 'W' } });
    const own = await until(({ action }) => action === 'account changed');
    expect(own).toMatchObject({ who: 'admin', target: 'v', detail: { name: 'W' }, address: '127.0.0.1' });
    expect((await entries()).filter(({ action }) => action.startsWith('PATCH'))).toEqual([]);

    const files = test.rules.files();
    expect((await send('POST /api/rules/check', { cookie: manager, body: { files } })).status).toBe(200);
    expect(await until(({ action }) => action === 'POST /api/rules/check')).toMatchObject({
      who: 'admin',
      target: null,
      detail: { status: 200 },
    });
  });

  it('has none of what devices measure, but of whoever is no device', async () => {
    test.fleet.add({ id: 'w1', kind: 'water' });
    const body = { kind: 'water', device: 'w1', time: Date.now(), values: { depth_m: 0.2 } };
    const push = (secret: string) =>
      send('POST /api/telemetry', { body, headers: { authorization: `Bearer ${secret}` } });
    expect((await push('secret-w1')).status).toBe(202);
    expect((await push('wrong')).status).toBe(401);
    await until(
      ({ target, detail }) => target === 'POST /api/telemetry' && detail['reason'] === 'wrong-credentials',
    );
    expect((await entries()).filter(({ action }) => action === 'POST /api/telemetry')).toEqual([]);
  });

  it('has one of a socket that may not be', async () => {
    const socket = new WebSocket(`${test.url.replace('http', 'ws')}/api/live`, {
      headers: { cookie: viewer, origin: 'https://evil.example' },
    });
    await new Promise((resolve) => socket.once('error', resolve));
    expect(await until(({ target }) => target === 'WebSocket')).toMatchObject({
      who: 'v',
      detail: { status: 403 },
    });
  });
});
