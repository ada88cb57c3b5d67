import type { LoggerOptions } from 'pino';

/** Names under which something secret might come along; at the top of a line, and one level and two below. */
const secretNames = [
  'password',
  'passwordHash',
  'secret',
  'token',
  'key',
  'enrolmentKey',
  'authorization',
  'cookie',
  '"set-cookie"',
  'connectionString',
  'clientSecret',
  'client_secret',
  'id_token',
  'access_token',
  'refresh_token',
  'logout_token',
  'code_verifier',
] as const;

/** `scheme://user:password@`: addresses turn up inside of other people's error messages. */
const credentials = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/"\\]*:)[^\s@"\\]+@/gi;

/** What a log-in elsewhere brings along in addresses and forms. */
const parameters =
  /([?&"\s](?:code|state|nonce|client_secret|code_verifier|(?:id|access|refresh|logout)_token)=)[^&\s"\\]+/gi;

/** JSON web tokens, wherever they turn up. */
const webTokens = /\beyJ[\w-]{4,}\.[\w-]{4,}\.[\w-]*/g;

/**
 * Lines are JSON with `room`, `event` (a stable word, where somebody may look for it), `device`, and `err`. Nobody is
 * meant to log a secret; this is what holds when somebody does.
 */
export function logOptions(level: string): LoggerOptions {
  return {
    level,
    redact: {
      paths: secretNames.flatMap((name) => {
        const own = name.startsWith('"') ? `[${name}]` : name;
        const below = name.startsWith('"') ? `[${name}]` : `.${name}`;
        return [own, `*${below}`, `*.*${below}`];
      }),
      censor: '[secret]',
    },
    hooks: {
      streamWrite: (line) =>
        line
          .replace(credentials, '$1[secret]@')
          .replace(parameters, '$1[secret]')
          .replace(webTokens, '[secret]'),
    },
  };
}
