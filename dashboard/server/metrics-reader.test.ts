import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { createMetricsReader } from './metrics-reader.ts';
import { startTestDashboard } from './test-support.ts';

const from = (remoteAddress: string, headers: Record<string, string> = {}) =>
  ({ headers, socket: { remoteAddress } }) as unknown as IncomingMessage;

it.each([
  ['127.0.0.1', {}, true],
  ['::1', {}, true],
  ['::ffff:127.0.0.1', {}, true],
  ['10.0.0.7', {}, false],
  ['127.0.0.1.example', {}, false],
  ['127.0.0.1', { 'x-forwarded-for': '203.0.113.9' }, false],
  ['127.0.0.1', { via: '1.1 proxy' }, false],
])('without a token only this machine itself may: %s %j → %s', (address, headers, isAllowed) => {
  expect(createMetricsReader(null)(from(address, headers))).toBe(isAllowed);
});

it.each([
  ['10.0.0.7', { authorization: 'Bearer of-16-characters' }, true],
  ['127.0.0.1', {}, false],
  ['127.0.0.1', { authorization: 'Bearer of-16-character' }, false],
])('with a token only who has it: %s %j → %s', (address, headers, isAllowed) => {
  expect(createMetricsReader('of-16-characters')(from(address, headers))).toBe(isAllowed);
});

it('the dashboard asks for the token, or for a session that may inspect', async () => {
  const test = await startTestDashboard({ metricsToken: 'of-16-characters' });
  const status = async (headers: Record<string, string>) =>
    (await fetch(`${test.url}/metrics`, { headers })).status;
  expect(await status({})).toBe(403);
  expect(await status({ authorization: 'Bearer wrong' })).toBe(403);
  expect(await status({ authorization: 'Bearer of-16-characters' })).toBe(200);
  expect(await status({ cookie: await test.logIn() })).toBe(200);
  await test.stop();
});

it('whoever may not read the figures is told the state alone, and nothing of the parts', async () => {
  const test = await startTestDashboard({ metricsToken: 'of-16-characters' });
  const ready = async (headers: Record<string, string>) =>
    await (await fetch(`${test.url}/readyz`, { headers })).json();
  const whole = { status: 'ok', version: '0.0.0', parts: { journal: { state: 'ok', detail: {} } } };
  expect(await ready({})).toEqual({ status: 'ok' });
  expect(await ready({ authorization: 'Bearer wrong' })).toEqual({ status: 'ok' });
  expect(await ready({ authorization: 'Bearer of-16-characters' })).toEqual(whole);
  expect(await ready({ cookie: await test.logIn() })).toEqual(whole);
  await test.stop();
});
