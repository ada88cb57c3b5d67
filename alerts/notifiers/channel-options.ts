import { Type, type Static, type TSchema } from 'typebox';
import { Value } from 'typebox/value';
import type { ChannelType } from '../../domain/delivery.ts';
import type { Channel } from '../../domain/desk-settings.ts';
import { dingTalkUrl } from './dingtalk.ts';
import { feishuUrl } from './feishu.ts';
import { weComUrl } from './wecom.ts';

const Url = (fallback?: string) =>
  Type.String({ pattern: '^https?://[^\\s]+$', ...(fallback === undefined ? {} : { default: fallback }) });
/** The name of an environment variable: the value never stands in the settings. */
const Secret = Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]*$' });

/** What a channel's `options` may hold, by its type. What is not optional must be there. */
export const channelOptions = {
  webhook: Type.Object({ url: Url(), secretEnv: Type.Optional(Secret) }),
  email: Type.Object({
    host: Type.String({ minLength: 1 }),
    port: Type.Integer({ minimum: 1, maximum: 65_535, default: 587 }),
    secure: Type.Boolean({ default: false }),
    requireTls: Type.Boolean({ default: false }),
    from: Type.String({ pattern: '@' }),
    user: Type.Optional(Type.String({ minLength: 1 })),
    passwordEnv: Type.Optional(Secret),
  }),
  wecom: Type.Object({ url: Url(weComUrl), keyEnv: Secret }),
  dingtalk: Type.Object({ url: Url(dingTalkUrl), tokenEnv: Secret, secretEnv: Type.Optional(Secret) }),
  feishu: Type.Object({ url: Url(feishuUrl), tokenEnv: Secret, secretEnv: Type.Optional(Secret) }),
  /** Further options `header_<Name>` are headers. */
  sms: Type.Object(
    {
      url: Url(),
      method: Type.Union([Type.Literal('POST'), Type.Literal('PUT'), Type.Literal('GET')], {
        default: 'POST',
      }),
      contentType: Type.Union(
        [
          Type.Literal('application/json'),
          Type.Literal('application/x-www-form-urlencoded'),
          Type.Literal('text/plain'),
        ],
        { default: 'application/json' },
      ),
      body: Type.String({ default: '' }),
      secretEnv: Type.Optional(Secret),
      voice: Type.Boolean({ default: false }),
      verdictPath: Type.Optional(Type.String({ minLength: 1 })),
      successValue: Type.String({ default: '0' }),
      /** With commas between them. */
      permanentValues: Type.String({ default: '' }),
    },
    { additionalProperties: true },
  ),
  siren: Type.Object({ duration_s: Type.Optional(Type.Integer({ minimum: 1, maximum: 3_600 })) }),
} as const satisfies Record<ChannelType, TSchema>;

export type ChannelOptions = { readonly [T in ChannelType]: Static<(typeof channelOptions)[T]> };

/** The options of a channel with defaults, or every fault in them. */
export function readChannelOptions<T extends ChannelType>(
  type: T,
  options: Channel['options'],
): { readonly options: ChannelOptions[T] } | { readonly errors: readonly string[] } {
  const schema: TSchema & { readonly properties: object } = channelOptions[type];
  const complete = Value.Default(schema, { ...options });
  const unknown = Object.keys(options).filter(
    (name) => !Object.hasOwn(schema.properties, name) && !(type === 'sms' && name.startsWith('header_')),
  );
  const errors = [
    ...unknown.map((name) => `${name}: a ${type} channel has no such option`),
    ...Value.Errors(schema, complete).map(
      ({ instancePath, message }) => `${instancePath.slice(1)}: ${message}`,
    ),
  ];
  return errors.length === 0 ? { options: complete as ChannelOptions[T] } : { errors };
}

/** Every fault in the options of channels, each beginning with the channel's id: for whoever reads settings. */
export function checkChannels(channels: readonly Channel[]): readonly string[] {
  return channels.flatMap(({ id, type, options }) => {
    const read = readChannelOptions(type, options);
    return 'errors' in read ? read.errors.map((error) => `${id}: ${error}`) : [];
  });
}
