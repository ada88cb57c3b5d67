import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createOriginCheck } from './own-origin.ts';
import { startTestDashboard, type TestDashboard } from './test-support.ts';

/** What a browser says of a page that is not ours. */
const foreign: readonly Record<string, string>[] = [
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { origin: 'not an address' },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
];

describe('requests from other sites', () => {
  let test: TestDashboard;
  let cookie: string;
  beforeAll(async () => {
    test = await startTestDashboard();
    cookie = await test.logIn();
  });
  afterAll(() => test.stop());

  it('change nothing, whichever route they ask with whichever method', async () => {
    const unsafe = test.dashboard
      .rules()
      .filter(({ method }) => !['GET', 'HEAD', 'OPTIONS'].includes(method));
    expect(unsafe.length).toBeGreaterThan(40);
    const taken = new Set<string>();
    for (const { method, url } of unsafe) {
      for (const headers of foreign) {
        const path = url.replaceAll(/:\w+/g, 'x');
        const answer = await fetch(`${test.url}${path}`, { method, headers: { cookie, ...headers } });
        const body = await answer.text();
        if (answer.status !== 403 || !body.includes('foreign-origin')) taken.add(`${method} ${url}`);
      }
    }
    // A link to confirm by holds all of its authority itself, and no cookie counts there.
    expect([...taken]).toEqual(['POST /c/:token']);
  });

  it.each(foreign)('open no socket: %o', async (headers) => {
    const socket = new WebSocket(`${test.url.replace('http', 'ws')}/api/live`, {
      headers: { cookie, ...headers },
    });
    const error = await new Promise<Error>((resolve) => socket.once('error', resolve));
    expect(error.message).toContain('403');
  });
});

const ask = (publicUrl: string | null, headers: IncomingHttpHeaders) =>
  createOriginCheck(publicUrl)({ headers } as IncomingMessage);

describe('whether a request comes from our own page', () => {
  it.each([
    [null, { host: 'centre:8080', origin: 'http://centre:8080' }, true],
    [null, { host: 'centre:8080' }, true],
    [null, { host: 'centre:8080', origin: 'http://centre:8081' }, false],
    ['https://centre.example', { host: 'inside:8080', origin: 'https://centre.example' }, true],
    ['https://centre.example', { host: 'centre.example', origin: 'http://centre.example' }, false],
    ['https://centre.example', { host: 'centre.example', origin: 'https://evil.centre.example' }, false],
    ['https://centre.example', { host: '10.0.0.1:8080', origin: 'http://10.0.0.1:8080' }, true],
  ] as const)('under %s with %o: %s', (publicUrl, headers, isOwn) => {
    expect(ask(publicUrl, headers)).toBe(isOwn);
  });
});
