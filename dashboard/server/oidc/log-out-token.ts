import { createRemoteJWKSet, customFetch, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import type { CustomFetch, ServerMetadata } from 'openid-client';
import type { DashboardLimits } from '../limits.ts';

/** Whose sessions a provider ends: all of a person, or those of one log-in there. At least one is not null. */
export interface LogOut {
  readonly subject: string | null;
  readonly sid: string | null;
}

const event = 'http://schemas.openid.net/event/backchannel-logout';
/** Those of public keys: the secret that we share with the provider signs nothing. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

/** Reads log-out tokens (OpenID Connect Back-Channel Logout 1.0). Throws when the keys cannot be had. */
export function createLogOutReader(options: {
  readonly clientId: string;
  readonly limits: DashboardLimits;
  readonly fetch: CustomFetch;
}): (token: string, server: Pick<Readonly<ServerMetadata>, 'issuer' | 'jwks_uri'>) => Promise<LogOut | null> {
  const { clientId, limits } = options;
  let keys: { readonly uri: string; readonly get: JWTVerifyGetKey } | null = null;

  return async (token, { issuer, jwks_uri: uri }) => {
    const scheme = new URL(issuer).protocol;
    if (uri?.startsWith(scheme) !== true) throw new Error('the OpenID provider tells no keys');
    if (keys?.uri !== uri) {
      const get = createRemoteJWKSet(new URL(uri), {
        timeoutDuration: limits.oidcRequestMs,
        cacheMaxAge: limits.oidcMetadataMs,
        [customFetch]: async (url, { headers, ...init }) =>
          await options.fetch(url, { ...init, body: undefined, headers: Object.fromEntries(headers) }),
      });
      keys = { uri, get };
    }
    try {
      const { payload } = await jwtVerify(token, keys.get, {
        issuer,
        audience: clientId,
        algorithms,
        requiredClaims: ['iat', 'jti', 'events'],
        maxTokenAge: limits.oidcLogOutTokenMs / 1_000,
        clockTolerance: limits.oidcClockToleranceMs / 1_000,
      });
      const { events, sub: subject = null, sid } = payload;
      const isLogOut = typeof events === 'object' && events !== null && Object.hasOwn(events, event);
      // With a nonce it could be an ID token that somebody else was given.
      if (!isLogOut || 'nonce' in payload) return null;
      const logOut = { subject, sid: typeof sid === 'string' ? sid : null };
      return logOut.subject === null && logOut.sid === null ? null : logOut;
    } catch (error) {
      const isTheirs = error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout);
      if (isTheirs && error.code !== 'ERR_JOSE_GENERIC') return null;
      throw new Error('the keys of the OpenID provider cannot be had', { cause: error });
    }
  };
}
