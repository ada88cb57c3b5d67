import type { ChannelType } from '../../domain/delivery.ts';
import type { Channel } from '../../domain/desk-settings.ts';
import { readChannelOptions, type ChannelOptions } from './channel-options.ts';
import { createDingTalk } from './dingtalk.ts';
import { createEmail } from './email.ts';
import { createFeishu } from './feishu.ts';
import { createGateway } from './gateway.ts';
import type { Notifier } from './notifier.ts';
import { createSiren, type SirenOptions } from './siren.ts';
import { createWebhook } from './webhook.ts';
import { createWeCom } from './wecom.ts';

export interface ChannelsOptions {
  /** The channels in force now. */
  readonly settings: () => readonly Channel[];
  /** The value of an environment variable. */
  readonly secret: (name: string) => string | undefined;
  readonly reachOf: SirenOptions['reachOf'];
  readonly sendCommand: SirenOptions['sendCommand'];
  /** Who we are, for webhooks: our public address. */
  readonly source: string;
  readonly now: () => number;
}

/** A channel that can be used, or in words why not. */
export type UsableChannel = { readonly settings: Channel; readonly notifier: Notifier } | string;

/**
 * The notifiers of the channels in force, each made when it is first used and made anew when its settings
 * change. A secret that is missing now may be there after the next start: the channel says so and fails.
 */
export function createChannels(options: ChannelsOptions): (id: string) => UsableChannel {
  const made = new Map<string, { readonly settings: Channel; readonly channel: UsableChannel }>();
  let madeFor: readonly Channel[] = [];
  return (id) => {
    const channels = options.settings();
    if (channels !== madeFor) {
      madeFor = channels;
      for (const known of made.keys())
        if (!channels.some((channel) => channel.id === known)) made.delete(known);
    }
    const settings = channels.find((channel) => channel.id === id);
    if (settings === undefined) return `there is no channel ${id} any more`;
    const known = made.get(id);
    if (known?.settings === settings) return known.channel;
    const notifier = createNotifier(settings, options);
    const channel = typeof notifier === 'string' ? notifier : { settings, notifier };
    made.set(id, { settings, channel });
    return channel;
  };
}

/** The notifier of a channel, or why there can be none. */
function createNotifier({ type, options }: Channel, context: ChannelsOptions): Notifier | string {
  const missing: string[] = [];
  const secret = (name: string): string => {
    const value = context.secret(name);
    if (value === undefined || value === '') missing.push(`the environment variable ${name} is not set`);
    return value ?? '';
  };
  const read = readChannelOptions(type, options);
  if ('errors' in read) return read.errors.join('; ');
  const build = builders[type] as Build<ChannelType>;
  const notifier = build(read.options, { ...context, secret });
  return missing.length > 0 ? missing.join('; ') : notifier;
}

type Build<T extends ChannelType> = (
  options: ChannelOptions[T],
  context: Omit<ChannelsOptions, 'secret'> & { readonly secret: (name: string) => string },
) => Notifier;

const builders: { readonly [T in ChannelType]: Build<T> } = {
  webhook: ({ url, secretEnv }, { secret, source, now }) =>
    createWebhook({ url, secret: secretEnv === undefined ? null : secret(secretEnv), source, now }),
  email: ({ host, port, secure, requireTls, from, user, passwordEnv }, { secret }) =>
    createEmail({
      host,
      port,
      isSecure: secure,
      requiresTls: requireTls,
      from,
      login: user === undefined || passwordEnv === undefined ? null : { user, password: secret(passwordEnv) },
    }),
  wecom: ({ url, keyEnv }, { secret }) => createWeCom({ url, key: secret(keyEnv) }),
  dingtalk: ({ url, tokenEnv, secretEnv }, { secret, now }) =>
    createDingTalk({
      url,
      token: secret(tokenEnv),
      secret: secretEnv === undefined ? null : secret(secretEnv),
      now,
    }),
  feishu: ({ url, tokenEnv, secretEnv }, { secret, now }) =>
    createFeishu({
      url,
      token: secret(tokenEnv),
      secret: secretEnv === undefined ? null : secret(secretEnv),
      now,
    }),
  sms: ({ secretEnv, voice, verdictPath, permanentValues, ...rest }, { secret }) =>
    createGateway({
      ...rest,
      headers: headersOf(rest),
      secret: secretEnv === undefined ? null : secret(secretEnv),
      isVoice: voice,
      verdictPath: verdictPath ?? null,
      permanentValues: permanentValues.split(',').filter((value) => value !== ''),
    }),
  siren: ({ duration_s }, { reachOf, sendCommand }) =>
    createSiren({ reachOf, sendCommand, ...(duration_s === undefined ? {} : { duration_s }) }),
};

function headersOf(options: object): Record<string, string> {
  const headers = Object.entries(options).filter(([name]) => name.startsWith('header_'));
  return Object.fromEntries(headers.map(([name, value]) => [name.slice('header_'.length), String(value)]));
}
