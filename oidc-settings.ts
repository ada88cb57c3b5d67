import type { OidcSettings } from './dashboard/server/oidc/oidc-settings.ts';
import { isRole, roles } from './domain/roles.ts';

/** The settings of log-in by OpenID as they are given. */
interface Given {
  readonly OIDC_ISSUER?: string;
  readonly OIDC_CLIENT_ID?: string;
  readonly OIDC_CLIENT_SECRET?: string;
  readonly OIDC_LABEL: string;
  readonly OIDC_SCOPE: string;
  readonly OIDC_ROLE_CLAIM: string;
  readonly OIDC_ROLES?: string;
  readonly OIDC_AREAS_CLAIM?: string;
  readonly PUBLIC_URL?: string;
}

const needed = ['OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'OIDC_ROLES', 'PUBLIC_URL'] as const;
const useless = ['OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'OIDC_ROLES', 'OIDC_AREAS_CLAIM'] as const;

/** What does not fit together, each fault beginning with the variable's name. */
export function oidcFaults(given: Given): readonly string[] {
  if (given.OIDC_ISSUER === undefined) {
    const alone = useless.filter((name) => given[name] !== undefined);
    return alone.map((name) => `${name}: is for OIDC_ISSUER, which is not set`);
  }
  const missing = needed.filter((name) => given[name] === undefined);
  const wrong = toPairs(given.OIDC_ROLES ?? '').filter(([value, role]) => value === '' || !isRole(role));
  return [
    ...missing.map((name) => `OIDC_ISSUER: needs ${name}`),
    ...wrong.map((pair) => `OIDC_ROLES: ${pair.join('=')} is not value=role with one of ${roles.join(', ')}`),
  ];
}

/** Null: staff log in here only. */
export function toOidcSettings(given: Given): OidcSettings | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = given;
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) return null;
  const [zh = '', en = zh] = given.OIDC_LABEL.split('|').map((text) => text.trim());
  return {
    issuer,
    clientId,
    clientSecret,
    label: { zh, en },
    scope: given.OIDC_SCOPE,
    roleClaim: given.OIDC_ROLE_CLAIM,
    roles: toPairs(given.OIDC_ROLES ?? '').flatMap(([value, role]) =>
      isRole(role) ? [{ value, role }] : [],
    ),
    areasClaim: given.OIDC_AREAS_CLAIM ?? null,
  };
}

/** `value=role, …`; the last `=` of each parts them, for values may have some. */
function toPairs(text: string): readonly (readonly [value: string, role: string])[] {
  return text
    .split(',')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.lastIndexOf('=');
      return [pair.slice(0, Math.max(at, 0)).trim(), pair.slice(at + 1).trim()];
    });
}
