import { describe, expect, it } from 'vitest';
import type { ChannelType, DeliveryContent } from '../../domain/delivery.ts';
import type { Channel } from '../../domain/desk-settings.ts';
import { checkChannels } from './channel-options.ts';
import { createChannels } from './channels.ts';
import { sampleDelivery, sampleMessage } from './testing.ts';

const never = new AbortController().signal;

function toChannel(type: ChannelType, options: Channel['options']): Channel {
  return { id: type, type, options, perMinute_max: 20 };
}

const complete: readonly Channel[] = [
  toChannel('webhook', { url: 'https://hook.example/in', secretEnv: 'HOOK_SECRET' }),
  toChannel('email', { host: 'smtp.example', from: 'a@b.example', user: 'a', passwordEnv: 'MAIL_PASSWORD' }),
  toChannel('wecom', { keyEnv: 'WECOM_KEY' }),
  toChannel('dingtalk', { tokenEnv: 'DINGTALK_TOKEN', secretEnv: 'DINGTALK_SECRET' }),
  toChannel('feishu', { tokenEnv: 'FEISHU_TOKEN' }),
  toChannel('sms', {
    url: 'https://sms.example/send',
    body: '{"to":"{{phone}}"}',
    secretEnv: 'SMS_KEY',
    header_Authorization: 'Bearer {{secret}}',
  }),
  toChannel('siren', {}),
];

function channelsOf(
  channels: readonly Channel[],
  secret: (name: string) => string | undefined = (name) => name,
) {
  const commands: unknown[] = [];
  const current = { channels };
  const channel = createChannels({
    settings: () => current.channels,
    secret,
    source: 'urn:test',
    now: () => 0,
    reachOf: (id) => (id === 'siren-1' ? 'connected' : id === 'siren-2' ? 'away' : 'unknown'),
    sendCommand: (deviceId, command) => void commands.push([deviceId, command]),
  });
  return { channel, commands, current };
}

it('every type can be made from its options, with defaults for the rest', () => {
  expect(checkChannels(complete)).toEqual([]);
  const { channel } = channelsOf(complete);
  expect(complete.filter(({ id }) => typeof channel(id) === 'string')).toEqual([]);
});

it('a secret that is missing is named, not told', () => {
  const { channel } = channelsOf(complete, (name) => (name === 'DINGTALK_SECRET' ? '' : 'x'));
  expect(channel('dingtalk')).toBe('the environment variable DINGTALK_SECRET is not set');
  expect(channel('wecom')).not.toBeTypeOf('string');
});

describe('every fault in options is told', () => {
  it.each<[string, Channel, RegExp]>([
    ['no address', toChannel('webhook', {}), /^webhook: .*url/u],
    ['an address that is none', toChannel('webhook', { url: 'ftp://x' }), /^webhook: url: /u],
    ['a secret instead of its name', toChannel('wecom', { keyEnv: '693a91f6-7xxx' }), /^wecom: keyEnv: /u],
    [
      'a slip',
      toChannel('email', { host: 'h', from: 'a@b', pasword: 'x' }),
      /email: pasword: a email channel has no such option|pasword/u,
    ],
    ['a port beyond', toChannel('email', { host: 'h', from: 'a@b', port: 70_000 }), /^email: port: /u],
    ['a text for a number', toChannel('siren', { duration_s: 'long' }), /^siren: duration_s: /u],
  ])('%s', (_name, channel, expected) => {
    expect(checkChannels([channel])).toEqual([expect.stringMatching(expected)]);
    expect(channelsOf([channel]).channel(channel.id)).toBeTypeOf('string');
  });
});

it('other settings make the channel anew; one that is gone says so', () => {
  const { channel, current } = channelsOf(complete);
  const before = channel('wecom');
  expect(channel('wecom')).toBe(before);
  current.channels = [toChannel('wecom', { keyEnv: 'OTHER_KEY' })];
  expect(channel('wecom')).not.toBe(before);
  expect(channel('siren')).toBe('there is no channel siren any more');
});

async function sound(address: string, changes: Partial<DeliveryContent>) {
  const { channel, commands } = channelsOf(complete);
  const found = channel('siren');
  if (typeof found === 'string') throw new Error(found);
  const message = sampleMessage({ address }, [sampleDelivery({ content: changes })]);
  return { result: await found.notifier.send(message, never), commands };
}

describe('a siren', () => {
  const about = { type: 'notice', id: 'channel:siren' } as const;
  const on = { command: 'siren', id: 'd1d1d1d1d1d1d1d1d1d1', state: 'on', duration_s: 60 };
  const off = { command: 'siren', id: 'd1d1d1d1d1d1d1d1d1d1', state: 'off' };
  const isAway = { outcome: 'failed', isPermanent: false };
  it.each<[string, Partial<DeliveryContent>, object, readonly object[]]>([
    ['siren-1', { reason: 'raised' }, { outcome: 'sent' }, [on]],
    ['siren-1', { reason: 'returned' }, { outcome: 'sent' }, [off]],
    ['siren-1', { subject: about, reason: 'notice' }, { outcome: 'sent' }, []],
    ['siren-2', { reason: 'raised' }, isAway, []],
    ['siren-2', { subject: about, reason: 'notice' }, isAway, []],
    ['nobody', { reason: 'raised' }, { outcome: 'failed', isPermanent: true }, []],
  ])('%s, %j', async (...[address, changes, expected, sounded]) => {
    const { result, commands } = await sound(address, changes);
    expect(result).toMatchObject(expected);
    expect(commands).toEqual(sounded.map((command) => [address, command]));
  });
});
