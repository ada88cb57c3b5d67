import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SendResult } from './notifier.ts';
import { sampleDelivery, sampleMessage, sampleTime, startReceiver, type Receiver } from './testing.ts';
import { createWebhook } from './webhook.ts';

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.stop());

const secret = `whsec_${Buffer.from('a secret of our own').toString('base64')}`;
const never = new AbortController().signal;

function send(
  options: { timeoutMs?: number; signal?: AbortSignal; message?: ReturnType<typeof sampleMessage> } = {},
) {
  const { timeoutMs = 10_000, signal = never, message = sampleMessage() } = options;
  const source = 'https://centre.example';
  return createWebhook({
    url: `${receiver.url}/hook`,
    secret,
    source,
    now: () => sampleTime,
    timeoutMs,
  }).send(message, signal);
}

it('sends a CloudEvent whose id is the delivery, signed with its time, the same for every attempt', async () => {
  receiver.behave({ status: 202 });
  expect(await send()).toMatchObject({ outcome: 'sent' });
  await send();
  const [first, second] = receiver.requests;
  expect(first?.headers).toMatchObject({
    'content-type': 'application/cloudevents+json; charset=utf-8',
    'idempotency-key': 'd1d1d1d1d1d1d1d1d1d1',
    'webhook-id': 'd1d1d1d1d1d1d1d1d1d1',
    'webhook-timestamp': '1795311660',
  });
  const signed = `d1d1d1d1d1d1d1d1d1d1.1795311660.${first?.body}`;
  const mac = createHmac('sha256', 'a secret of our own').update(signed).digest('base64');
  expect(first?.headers['webhook-signature']).toBe(`v1,${mac}`);
  expect(second?.body).toBe(first?.body);
  expect(JSON.parse(first?.body ?? '')).toMatchObject({
    specversion: '1.0',
    id: 'd1d1d1d1d1d1d1d1d1d1',
    source: 'https://centre.example',
    type: 'negative-one.alert.raised',
    subject: 'alert/a1a1a1a1a1a1a1a1a1a1',
    time: '2026-11-22T01:41:00.000Z',
    datacontenttype: 'application/json',
    data: { recipientId: 'centre', content: { severity: 1, title: { zh: '火警' } } },
  });
});

it('sends a digest as a batch in which each event keeps its own id', async () => {
  const ids = ['d1'.repeat(10), 'd2'.repeat(10)];
  const message = sampleMessage(
    { id: 'digest' },
    ids.map((id) => sampleDelivery({ id })),
  );
  await send({ message });
  const [request] = receiver.requests;
  expect(request?.headers['content-type']).toContain('application/cloudevents-batch+json');
  expect((JSON.parse(request?.body ?? '') as { id: string }[]).map(({ id }) => id)).toEqual(ids);
});

const failure = (isPermanent: boolean, detail: unknown, retryAfter_s: number | null = null) => ({
  outcome: 'failed',
  isPermanent,
  detail: expect.stringMatching(detail as RegExp) as string,
  retryAfter_s,
});
describe('what an answer means', () => {
  it.each<[string, Parameters<Receiver['behave']>[0], object]>([
    ['204', { status: 204 }, { outcome: 'sent' }],
    ['200 with garbage', { body: '<html>\u0000' }, { outcome: 'sent' }],
    ['400', { status: 400, body: 'no' }, failure(true, /^status 400: no$/u)],
    ['404', { status: 404 }, failure(true, /^status 404$/u)],
    ['408', { status: 408 }, failure(false, /^status 408$/u)],
    ['429', { status: 429, headers: { 'retry-after': '30' } }, failure(false, /retry after 30 s/u, 30)],
    ['500', { status: 500 }, failure(false, /^status 500$/u)],
    [
      '503, in the past',
      { status: 503, headers: { 'retry-after': new Date(0).toUTCString() } },
      failure(false, /503/u, 0),
    ],
    [
      'a redirect',
      { status: 307, headers: { location: 'http://127.0.0.1:1/' } },
      failure(true, /redirects/u),
    ],
    ['a reset', 'reset', failure(false, /ECONNRESET/u)],
    ['an endless answer of status 200', 'endless', { outcome: 'sent' }],
  ])('%s', async (_name, behaviour, expected) => {
    receiver.behave(behaviour);
    expect(await send()).toMatchObject(expected);
    expect(receiver.requests).toHaveLength(1);
  });

  it('nobody listens', async () => {
    await receiver.stop();
    expect(await send()).toMatchObject(failure(false, /ECONNREFUSED/u));
  });

  it('silence ends with the time-out, which is named', async () => {
    receiver.behave('hang');
    expect(await send({ timeoutMs: 100 })).toMatchObject(failure(false, /^no answer within 100 ms$/u));
  });

  it('an answer that is cut off is a failure for now', async () => {
    receiver.behave('half');
    expect(await send()).toMatchObject({ outcome: 'failed', isPermanent: false });
  });
});

it('gives up when it is told to', async () => {
  receiver.behave('hang');
  const aborting = new AbortController();
  const result: Promise<SendResult> = send({ signal: aborting.signal });
  aborting.abort();
  expect(await result).toMatchObject({ outcome: 'failed', isPermanent: false });
});
