import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGateway, type GatewayOptions } from './gateway.ts';
import { sampleDelivery, sampleMessage, startReceiver, type Receiver } from './testing.ts';

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.stop());

function send(options: Partial<GatewayOptions> = {}, address = '13800000000', title = '火警') {
  const gateway = createGateway({
    url: `${receiver.url}/sms?to={{phone}}`,
    method: 'POST',
    headers: { Authorization: 'Bearer {{secret}}' },
    contentType: 'application/json',
    body: '{"phone":"{{phone}}","text":"{{text}}","id":"{{id}}","theirs":"{{other}}"}',
    secret: 's3cret',
    isVoice: false,
    verdictPath: 'data.0.code',
    successValue: '0',
    permanentValues: ['15'],
    ...options,
  });
  const delivery = sampleDelivery({ content: { title: { zh: title, en: title } } });
  return gateway.send(sampleMessage({ address }, [delivery]), new AbortController().signal);
}

it('fills the templates, each in the manner of its place', async () => {
  receiver.behave({ body: '{"data":[{"code":0}]}' });
  expect(await send({}, '+8613800000000', '"}{{phone}}\\')).toMatchObject({ outcome: 'sent' });
  const [request] = receiver.requests;
  expect(request?.url.search).toBe('?to=%2B8613800000000');
  expect(request?.headers['authorization']).toBe('Bearer s3cret');
  expect(JSON.parse(request?.body ?? '')).toEqual({
    phone: '+8613800000000',
    text: expect.stringContaining('【紧急】"}{{phone}}\\，阳光社区') as string,
    id: 'd1d1d1d1d1d1d1d1d1d1',
    theirs: '{{other}}',
  });
});

it('a form is encoded; a voice reads no address', async () => {
  await send({
    contentType: 'application/x-www-form-urlencoded',
    body: 'to={{phone}}&say={{text}}',
    isVoice: true,
    verdictPath: null,
  });
  const form = new URLSearchParams(receiver.requests[0]?.body);
  expect(form.get('say')).toMatch(/^紧急，火警，阳光社区/u);
  expect(form.get('say')).not.toContain('http');
});

it('some are asked by GET', async () => {
  await send({ method: 'GET', url: `${receiver.url}/sms?text={{text}}&key={{secret}}`, verdictPath: null });
  const [request] = receiver.requests;
  expect(request?.method).toBe('GET');
  expect(request?.body).toBe('');
  expect(request?.url.searchParams.get('text')).toContain('【紧急】火警');
});

describe('what an answer means', () => {
  it.each<[string, Parameters<Receiver['behave']>[0], object]>([
    ['success', { body: '{"data":[{"code":0}]}' }, { outcome: 'sent' }],
    ['success as text', { body: '{"data":[{"code":"0"}]}' }, { outcome: 'sent' }],
    ['a wrong number', { body: '{"data":[{"code":15}]}' }, { outcome: 'failed', isPermanent: true }],
    ['busy', { body: '{"data":[{"code":7}]}' }, { outcome: 'failed', isPermanent: false }],
    ['no verdict', { body: '{"data":[]}' }, { outcome: 'failed', isPermanent: false }],
    ['garbage', { body: 'OK' }, { outcome: 'failed', isPermanent: false }],
    ['500', { status: 500, body: '{"data":[{"code":0}]}' }, { outcome: 'failed', isPermanent: false }],
    ['401', { status: 401 }, { outcome: 'failed', isPermanent: true }],
    ['cut off', 'half', { outcome: 'failed', isPermanent: false }],
  ])('%s', async (_name, behaviour, expected) => {
    receiver.behave(behaviour);
    expect(await send()).toMatchObject(expected);
  });

  it.each(['', 'zhang', '138 0000', '1380000;110'])(
    '%j is no phone number: nobody is called',
    async (address) => {
      expect(await send({}, address)).toMatchObject({ outcome: 'failed', isPermanent: true });
      expect(receiver.requests).toEqual([]);
    },
  );
});
