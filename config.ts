import { Type, type Static } from 'typebox';
import { readTwoPersonActs, twoPersonActs } from './domain/two-person-acts.ts';
import { Value } from 'typebox/value';
import { createClientAddresses, readProxies } from './dashboard/server/client-addresses.ts';
import { dashboardLimits } from './dashboard/server/limits.ts';
import { oidcFaults } from './oidc-settings.ts';

const port = (fallback: number) => Type.Integer({ minimum: 0, maximum: 65_535, default: fallback });
const optionalPort = Type.Optional(Type.Integer({ minimum: 0, maximum: 65_535 }));
const text = Type.Optional(Type.String({ minLength: 1 }));

/** Every setting, by the name of its environment variable. Empty counts as not set. */
export const configSchema = Type.Object({
  DATABASE_URL: Type.Optional(
    Type.String({
      pattern: '^postgres(ql)?://',
      description: 'PostgreSQL address; without it, an embedded one.',
    }),
  ),
  DATA_DIR: Type.String({ default: './data', description: 'Journal, embedded database, keys.' }),
  HTTP_HOST: Type.String({ default: '127.0.0.1' }),
  HTTP_PORT: port(8080),
  MQTT_HOST: Type.String({ default: '127.0.0.1' }),
  MQTT_PORT: port(1883),
  MQTTS_PORT: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 65_535, description: 'MQTT over TLS; needs TLS_CERT and TLS_KEY.' }),
  ),
  TLS_CERT: text,
  TLS_KEY: text,
  TLS_CA: Type.Optional(
    Type.String({ minLength: 1, description: 'Asks devices for a certificate signed by it.' }),
  ),
  TLS_CRL: Type.Optional(
    Type.String({ minLength: 1, description: 'Certificates that the authority of TLS_CA takes back.' }),
  ),
  TLS_CLIENT_AUTH: Type.Enum(['both', 'certificate', 'either'], {
    default: 'both',
    description:
      'With TLS_CA: a certificate of its name and its secret, the certificate alone, or either of them.',
  }),
  MQTT_WS_PORT: optionalPort,
  ENROLMENT_KEY: Type.Optional(Type.String({ minLength: 8, description: 'Lets unknown devices enrol.' })),
  ADMIN_PASSWORD: Type.Optional(
    Type.String({
      minLength: dashboardLimits.passwordLengthMin,
      maxLength: dashboardLimits.passwordLengthMax,
      description: 'Of the first administrator, at the first start; else generated.',
    }),
  ),
  LOG_LEVEL: Type.Enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], { default: 'info' }),
  PUBLIC_URL: Type.Optional(
    Type.String({
      pattern: '^https?://',
      description: 'How browsers reach the dashboard, when not directly.',
    }),
  ),
  TRUSTED_PROXIES: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'Addresses or ranges of proxies in front of it: they say whom they ask for.',
    }),
  ),
  OIDC_ISSUER: Type.Optional(
    Type.String({
      pattern: '^(https://|http://(localhost|127\\.0\\.0\\.1|\\[::1\\])(:[0-9]+)?(/|$))',
      description: 'OpenID provider at which staff may log in, too; unencrypted on this machine only.',
    }),
  ),
  OIDC_CLIENT_ID: text,
  OIDC_CLIENT_SECRET: text,
  OIDC_LABEL: Type.String({
    minLength: 1,
    maxLength: 100,
    default: '单位账号登录 | Log in with your organisation',
    description: 'What the button says, Chinese | English.',
  }),
  OIDC_SCOPE: Type.String({ default: 'openid profile', pattern: '(^| )openid( |$)' }),
  OIDC_ROLE_CLAIM: Type.String({ default: 'roles', minLength: 1 }),
  OIDC_ROLES: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'What the values of that claim are here, such as `duty=operator, it=administrator`.',
    }),
  ),
  OIDC_AREAS_CLAIM: Type.Optional(
    Type.String({ minLength: 1, description: 'Codes of their areas, or *; without it, everywhere.' }),
  ),
  CAP_TOKEN: Type.Optional(
    Type.String({ minLength: 16, description: 'Lets other systems read the warnings at /api/cap.' }),
  ),
  METRICS_TOKEN: Type.Optional(
    Type.String({ minLength: 16, description: 'Lets other machines read /metrics; else only this one may.' }),
  ),
  RULES_DIR: Type.Optional(
    Type.String({ minLength: 1, description: 'Rule files instead of those that come with the product.' }),
  ),
  DESK_SETTINGS: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'Settings of the desk (YAML) instead of those that come with the product.',
    }),
  ),
  PLANS_DIR: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'Emergency plans (*.yaml) and places (*.geojson) instead of those that come with the product.',
    }),
  ),
  CANARY_SECONDS: Type.Integer({
    minimum: 0,
    maximum: 3_600,
    default: 10,
    description: 'How often the way of an alarm is tried, from the broker to a screen. 0: never.',
  }),
  DEADMAN_URL: Type.Optional(
    Type.String({
      pattern: '^https?://[^/\\s]',
      description: 'Told that all is well, and nothing else: silence there means that something is wrong.',
    }),
  ),
  DEADMAN_METHOD: Type.Enum(['GET', 'POST'], { default: 'GET' }),
  DEADMAN_SECONDS: Type.Integer({ minimum: 1, maximum: 86_400, default: 60 }),
  TWO_PERSON_ACTS: Type.Optional(
    Type.String({
      description: `Takes effect only when a second person agrees; of ${twoPersonActs.join(', ')}.`,
    }),
  ),
  JOURNAL_MAX_MB: Type.Integer({
    minimum: 64,
    maximum: 1_000_000,
    default: 8_192,
    description: 'Room for the journal.',
  }),
  RETENTION_DAYS: Type.Integer({ minimum: 1, maximum: 36_500, default: 90, description: 'Of raw readings.' }),
});

export type Config = Readonly<Static<typeof configSchema>>;

/** The settings, or every error in them, each beginning with the variable's name. */
export type ParsedConfig =
  | { readonly config: Config; readonly errors: null }
  | { readonly config: null; readonly errors: readonly string[] };

/** Reads the settings from an environment. Unknown variables are not ours to judge. */
export function parseConfig(environment: Readonly<Record<string, string | undefined>>): ParsedConfig {
  const given: Record<string, unknown> = {};
  for (const name of Object.keys(configSchema.properties)) {
    const value = environment[name];
    if (value !== undefined && value !== '') given[name] = toSchemaType(name, value);
  }
  const settings = Value.Default(configSchema, given);
  const errors = Value.Errors(configSchema, settings).flatMap((error) => {
    const name = error.instancePath.slice(1);
    return name === '' ? [] : [`${name}: ${error.message}`];
  });
  if (Value.Check(configSchema, settings)) {
    errors.push(...inconsistencies(settings));
    if (errors.length === 0) return { config: Object.freeze(settings), errors: null };
  }
  return { config: null, errors };
}

/**
 * For the secrets of channels, whose settings name environment variables: their values, but never those of our
 * own settings, which whoever edits channels need not know.
 */
export function createSecretLookup(
  environment: Readonly<Record<string, string | undefined>>,
): (name: string) => string | undefined {
  return (name) => (Object.hasOwn(configSchema.properties, name) ? undefined : environment[name]);
}

/** Only numbers are converted: a password of digits stays a text. */
function toSchemaType(name: string, value: string): unknown {
  const schema = configSchema.properties[name as keyof Config];
  return 'type' in schema && schema.type === 'integer' && /^-?\d+$/.test(value) ? Number(value) : value;
}

function inconsistencies(config: Config): string[] {
  const errors: string[] = [];
  const hasCertificate = config.TLS_CERT !== undefined && config.TLS_KEY !== undefined;
  if (config.MQTTS_PORT !== undefined && !hasCertificate) {
    errors.push('MQTTS_PORT: needs TLS_CERT and TLS_KEY');
  }
  if (config.TLS_CA !== undefined && config.MQTTS_PORT === undefined) {
    errors.push('TLS_CA: is for MQTTS_PORT, which is not set');
  }
  if (config.TLS_CA === undefined) {
    if (config.TLS_CRL !== undefined) errors.push('TLS_CRL: is for TLS_CA, which is not set');
    if (config.TLS_CLIENT_AUTH !== 'both') errors.push('TLS_CLIENT_AUTH: is for TLS_CA, which is not set');
  }
  try {
    createClientAddresses(readProxies(config.TRUSTED_PROXIES ?? ''));
  } catch (error) {
    errors.push(`TRUSTED_PROXIES: ${(error as Error).message}`);
  }
  const { unknown } = readTwoPersonActs(config.TWO_PERSON_ACTS ?? '');
  for (const word of unknown) {
    errors.push(`TWO_PERSON_ACTS: there is no act "${word}"; there are ${twoPersonActs.join(', ')}`);
  }
  return [...errors, ...oidcFaults(config)];
}
