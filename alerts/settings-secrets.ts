import type { Channel } from '../domain/desk-settings.ts';
import type { ContentFault } from '../domain/yaml-content.ts';

const secretName = /(secret|password|passwd|token|key|credential)$/i;
const variableName = /^[A-Z_][A-Z0-9_]*$/;
/** The addresses of robots carry their key, and some addresses a password. */
const secretAddress =
  /[?&](access_token|key|token|secret|sign)=[^&{]+|\/\/[^/@\s]*:[^/@\s]*@|\/bot\/v2\/hook\/[\w-]{8,}/i;
const hint = 'name an environment variable: secretEnv: DINGTALK_SECRET';

/** Secrets that stand in settings, which are journalled, stored and shown: none may. */
export function checkSecrets(channels: readonly Channel[]): readonly ContentFault[] {
  return channels.flatMap(({ id, options }, index) =>
    Object.entries(options).flatMap(([name, value]) => {
      const path = ['channels', index, 'options', name];
      if (name.endsWith('Env')) {
        return typeof value === 'string' && variableName.test(value)
          ? []
          : [{ path, message: `${id}: ${name} is not the name of an environment variable`, hint }];
      }
      if (secretName.test(name)) return [{ path, message: `${id}: ${name} holds a secret`, hint }];
      if (typeof value === 'string' && secretAddress.test(value)) {
        return [{ path, message: `${id}: the address in ${name} holds a secret`, hint }];
      }
      return [];
    }),
  );
}
