import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { waitFor } from '../../test/support/wait-for.ts';
import { adminPassword, startTestDashboard } from './test-support.ts';

/** What the log-in of somebody who claims to be at `forwarded` is kept as, from here. */
async function addressKept(trustedProxies: readonly string[], forwarded: string): Promise<unknown> {
  const test = await startTestDashboard({ trustedProxies });
  try {
    const entered = await fetch(`${test.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': forwarded },
      body: JSON.stringify({ username: 'admin', password: adminPassword }),
    });
    const cookie = entered.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const answer = await fetch(`${test.url}/api/sessions`, { headers: { cookie } });
    const { sessions } = (await answer.json()) as { sessions: { address: string }[] };
    return sessions[0]?.address;
  } finally {
    await test.stop();
  }
}

it.each([
  { name: 'nobody is trusted', proxies: [], forwarded: '203.0.113.9', kept: '127.0.0.1' },
  { name: 'another proxy is', proxies: ['10.0.0.0/8'], forwarded: '203.0.113.9', kept: '127.0.0.1' },
  { name: 'its own proxy is', proxies: ['127.0.0.1'], forwarded: '203.0.113.9', kept: '203.0.113.9' },
  {
    name: 'what its client wrote does not count',
    proxies: ['loopback'],
    forwarded: '198.51.100.1, 203.0.113.9',
    kept: '203.0.113.9',
  },
  {
    name: 'through two proxies',
    proxies: ['loopback', '10.0.0.0/8'],
    forwarded: '203.0.113.9, 10.2.3.4',
    kept: '203.0.113.9',
  },
])('a request has the address of its client: $name', async ({ proxies, forwarded, kept }) => {
  expect(await addressKept(proxies, forwarded)).toBe(kept);
});

it('clients of one proxy are slowed down apart', async () => {
  const test = await startTestDashboard({
    trustedProxies: ['loopback'],
    limits: { requestsPerMinuteMax: 2 },
  });
  const cookie = await test.logIn();
  const ask = async (address: string) =>
    (await fetch(`${test.url}/api/session`, { headers: { cookie, 'x-forwarded-for': address } })).status;
  const answers = [];
  for (const address of ['203.0.113.1', '203.0.113.1', '203.0.113.1', '203.0.113.2']) {
    answers.push(await ask(address));
  }
  expect(answers).toEqual([200, 200, 429, 200]);
  await test.stop();
});

it('what is refused counts too', async () => {
  const test = await startTestDashboard({ limits: { requestsPerMinuteMax: 2 } });
  const ask = async () => (await fetch(`${test.url}/api/alerts`)).status;
  expect([await ask(), await ask(), await ask()]).toEqual([401, 401, 429]);
  await test.stop();
});

it('a socket that is refused is written down with the address of its client', async () => {
  const test = await startTestDashboard({ trustedProxies: ['loopback'] });
  const socket = new WebSocket(`${test.url.replace('http', 'ws')}/api/live`, {
    headers: { 'x-forwarded-for': '203.0.113.9' },
  });
  await new Promise((resolve) => socket.once('error', resolve));
  const outbox = join(test.directory, 'audit-outbox.jsonl');
  const refusal = await waitFor('the entry', async () => {
    const text = await readFile(outbox, 'utf8').catch(() => '');
    return text.split('\n').find((line) => line.includes('WebSocket')) ?? null;
  });
  expect(JSON.parse(refusal)).toMatchObject({ action: 'refused', address: '203.0.113.9' });
  await test.stop();
});
