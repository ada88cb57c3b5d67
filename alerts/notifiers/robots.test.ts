import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDingTalk, signForDingTalk } from './dingtalk.ts';
import { createFeishu, signForFeishu } from './feishu.ts';
import type { Message, Notifier } from './notifier.ts';
import { sampleMessage, sampleTime, startReceiver, type Receiver } from './testing.ts';
import { createWeCom } from './wecom.ts';

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.stop());

const now = (): number => sampleTime;
const never = new AbortController().signal;
const link = 'https://centre.example/c/d1d1d1d1d1d1d1d1d1d10123456789abcdef';

type RobotName = 'wecom' | 'dingtalk' | 'feishu';
function robot(name: RobotName, timeoutMs = 10_000): Notifier {
  const { url } = receiver;
  const robots: Record<RobotName, () => Notifier> = {
    wecom: () => createWeCom({ url: `${url}/send`, key: 'k', timeoutMs }),
    dingtalk: () => createDingTalk({ url: `${url}/send`, token: 't', secret: 'SECtest', now, timeoutMs }),
    feishu: () => createFeishu({ url: `${url}/hook/`, token: 't', secret: 'test', now, timeoutMs }),
  };
  return robots[name]();
}

async function sendBy(name: RobotName, changes: Partial<Message> = {}) {
  receiver.behave({ body: name === 'feishu' ? '{"code":0,"msg":"success"}' : '{"errcode":0,"errmsg":"ok"}' });
  const result = await robot(name).send(sampleMessage(changes), never);
  const request = receiver.requests.at(-1);
  return { result, url: request?.url, body: JSON.parse(request?.body ?? '') as unknown };
}

it.each([
  ['DingTalk', signForDingTalk(1_700_000_000_000, 'SECtest'), 'aZLLrriXgn05YbwaGR7knYsLeJADjr9NwLaNNKpxh4g='],
  ['Feishu', signForFeishu(1_700_000_000, 'test'), 'eSJQnOl8XqPTMPHWz9e5IzeHS/tqoc68g2967ekIPmg='],
])('%s signs as is documented', (_name, signature, expected) => {
  expect(signature).toBe(expected);
});

describe('WeCom', () => {
  it('gets Markdown, with the key in the address', async () => {
    const { result, url, body } = await sendBy('wecom');
    expect(result.outcome).toBe('sent');
    expect(url?.href).toBe(`${receiver.url}/send?key=k`);
    expect(body).toEqual({
      msgtype: 'markdown',
      markdown: { content: expect.stringContaining(`### 【紧急】火警  \n**地点**：阳光社区`) as string },
    });
  });

  it.each([
    ['13800000000', { mentioned_mobile_list: ['13800000000'] }],
    ['zhang', { mentioned_list: ['zhang'] }],
    ['@all', { mentioned_list: ['@all'] }],
  ])('mentions %s in a text', async (address, mention) => {
    const { body } = await sendBy('wecom', { address });
    expect(body).toMatchObject({ msgtype: 'text', text: mention });
  });
});

describe('DingTalk', () => {
  it('gets Markdown, with token, time and signature in the address', async () => {
    const { url, body } = await sendBy('dingtalk', { address: '13800000000' });
    expect(Object.fromEntries(url?.searchParams ?? [])).toEqual({
      access_token: 't',
      timestamp: String(sampleTime),
      sign: signForDingTalk(sampleTime, 'SECtest'),
    });
    expect(body).toMatchObject({
      msgtype: 'markdown',
      markdown: { title: '【紧急】火警', text: expect.stringMatching(/@13800000000$/u) as string },
      at: { atMobiles: ['13800000000'], isAtAll: false },
    });
  });
});

describe('Feishu', () => {
  it('gets rich text of plain pieces, with time and signature in the body', async () => {
    const { url, body } = await sendBy('feishu', { address: '@all' });
    expect(url?.pathname).toBe('/hook/t');
    expect(body).toMatchObject({
      timestamp: '1795311660',
      sign: signForFeishu(1_795_311_660, 'test'),
      msg_type: 'post',
      content: { post: { zh_cn: { title: '【紧急】火警' } } },
    });
    const { content } = (body as { content: { post: { zh_cn: { content: object[][] } } } }).content.post
      .zh_cn;
    expect(content[0]).toEqual([{ tag: 'text', text: '地点：阳光社区 · 3号楼 · 厨房烟感' }]);
    expect(content.slice(-2)).toEqual([
      [{ tag: 'a', text: '确认收到', href: link }],
      [{ tag: 'at', user_id: 'all' }],
    ]);
  });
});

describe('what an answer means', () => {
  it.each<[RobotName, string, Parameters<Receiver['behave']>[0], object]>([
    [
      'wecom',
      'limited',
      { body: '{"errcode":45009,"errmsg":"api freq out of limit"}' },
      { isPermanent: false, retryAfter_s: 60 },
    ],
    [
      'wecom',
      'no such robot',
      { body: '{"errcode":93000,"errmsg":"invalid webhook url"}' },
      { isPermanent: true },
    ],
    [
      'wecom',
      'busy',
      { body: '{"errcode":-1,"errmsg":"system busy"}' },
      { isPermanent: false, retryAfter_s: null },
    ],
    [
      'dingtalk',
      'limited',
      { body: '{"errcode":130101,"errmsg":"send too fast"}' },
      { isPermanent: false, retryAfter_s: 60 },
    ],
    [
      'dingtalk',
      'limited elsewhere',
      { body: '{"errcode":410100,"errmsg":"too fast"}' },
      { isPermanent: false, retryAfter_s: 60 },
    ],
    [
      'dingtalk',
      'wrong signature',
      { body: '{"errcode":310000,"errmsg":"sign not match"}' },
      { isPermanent: true },
    ],
    [
      'feishu',
      'limited',
      { status: 400, body: '{"code":9499,"msg":"too many request"}' },
      { isPermanent: false, retryAfter_s: 30 },
    ],
    ['feishu', 'wrong signature', { body: '{"code":19021,"msg":"sign match fail"}' }, { isPermanent: true }],
    ['feishu', 'unknown', { body: '{"code":5,"msg":"?"}' }, { isPermanent: false, detail: 'code 5: ?' }],
    ['wecom', 'garbage', { body: '<html>' }, { isPermanent: false, detail: 'an answer that cannot be read' }],
    ['dingtalk', 'null', { body: 'null' }, { isPermanent: false }],
    ['feishu', 'nothing', { body: '' }, { isPermanent: false }],
    ['wecom', 'endless', 'endless', { isPermanent: false }],
    ['wecom', 'a gateway in between', { status: 502, body: 'bad gateway' }, { isPermanent: false }],
    ['dingtalk', 'cut off', 'half', { isPermanent: false }],
    ['feishu', 'reset', 'reset', { isPermanent: false }],
    ['wecom', 'a page of a proxy', { status: 403, body: 'forbidden' }, { isPermanent: true }],
  ])('%s: %s', async (...[name, , behaviour, expected]) => {
    receiver.behave(behaviour);
    expect(await robot(name).send(sampleMessage(), never)).toMatchObject({ outcome: 'failed', ...expected });
    expect(receiver.requests).toHaveLength(1);
  });

  it.each<RobotName>(['wecom', 'dingtalk', 'feishu'])('%s: silence ends with the time-out', async (name) => {
    receiver.behave('hang');
    expect(await robot(name, 100).send(sampleMessage(), never)).toMatchObject({
      outcome: 'failed',
      isPermanent: false,
      detail: 'no answer within 100 ms',
    });
  });
});
