import {
  allowInsecureRequests,
  authorizationCodeGrant,
  AuthorizationResponseError,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  ClientSecretBasic,
  ClientSecretPost,
  clockTolerance,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type ClientAuth,
  type Configuration,
} from 'openid-client';
import type { Logger } from 'pino';
import type { DashboardLimits } from '../limits.ts';
import { createBoundedFetch } from './bounded-fetch.ts';
import type { LogInUnderWay } from './log-in-seal.ts';
import { createLogOutReader, type LogOut } from './log-out-token.ts';
import type { OidcSettings } from './oidc-settings.ts';
import { valuesOf, type Claims } from './standing.ts';

type Checks = Pick<LogInUnderWay, 'state' | 'nonce' | 'verifier'>;

/** Why nobody came by the provider: it is away, it said no, or what it said cannot be believed. */
export type ProviderFault = 'provider-away' | 'provider-refused' | 'provider-wrong';

export interface Provider {
  /** Where a browser goes to log in; null while the provider is away. */
  begin(): Promise<(Checks & { readonly url: string }) | null>;
  /** Who came back with `search`, the query of the address, by tokens whose signatures are good. */
  finish(search: string, checks: Checks): Promise<Claims | ProviderFault>;
  /** Where a browser ends what it has at the provider; null: nowhere, or not known yet. */
  logOutUrl(): string | null;
  /** Whom a log-out token is about; null where it is not to be believed; throws while the provider is away. */
  readLogOut(token: string): Promise<LogOut | null>;
}

/**
 * The other side of a log-in. Nothing is asked of it before somebody wants to log in, so the service starts and works
 * without; what it says of itself is kept for a while, and after a failure it is left alone for a moment.
 */
export function createProvider(options: {
  readonly settings: OidcSettings;
  /** Our own address. */
  readonly publicUrl: string;
  readonly limits: DashboardLimits;
  readonly log: Logger;
  readonly now: () => number;
}): Provider {
  const { settings, limits, log, now } = options;
  const { issuer, clientId, clientSecret, scope } = settings;
  const home = options.publicUrl.replace(/\/$/u, '');
  const redirectUri = `${home}/api/oidc/callback`;
  const boundedFetch = createBoundedFetch(limits.oidcAnswerBytesMax);
  const readLogOut = createLogOutReader({ clientId, limits, fetch: boundedFetch });
  let known: { readonly configuration: Configuration; readonly at: number } | null = null;
  let asking: Promise<Configuration | null> | null = null;
  let pauseUntil = 0;

  /** Not the whole error: some hold what was sent. */
  function tell(error: unknown, what: string): void {
    const { code, message, cause } = error as Error & { readonly code?: string };
    const reason = cause instanceof Error ? `${message}: ${cause.message}` : message;
    log.warn({ event: 'oidc', fault: code ?? null, reason }, what);
  }

  async function discover(): Promise<Configuration | null> {
    try {
      const isPlain = issuer.startsWith('http:');
      const configuration = await discovery(
        new URL(issuer),
        clientId,
        { client_secret: clientSecret, [clockTolerance]: limits.oidcClockToleranceMs / 1_000 },
        authenticate(clientSecret),
        {
          timeout: limits.oidcRequestMs / 1_000,
          execute: [enableNonRepudiationChecks, ...(isPlain ? [allowInsecureRequests] : [])],
          [customFetch]: boundedFetch,
        },
      );
      const said = configuration.serverMetadata().issuer;
      // Some providers name another one for the tenants of everybody.
      if (new URL(said).href !== new URL(issuer).href) throw new Error(`it calls itself ${said}`);
      known = { configuration, at: now() };
      return configuration;
    } catch (error) {
      tell(error, 'the OpenID provider does not answer as it should');
      pauseUntil = now() + limits.oidcPauseMs;
      return null;
    }
  }

  /** What it says of itself, not longer ago than `ageMs`; null: it is away. */
  async function configure(ageMs: number): Promise<Configuration | null> {
    if (known !== null && known.at + ageMs > now()) return known.configuration;
    if (pauseUntil > now()) return null;
    asking ??= discover().finally(() => (asking = null));
    return await asking;
  }

  /** Where what it said before is as good as then, should it not answer. */
  async function configureOnce(): Promise<Configuration | null> {
    return (await configure(limits.oidcMetadataMs)) ?? known?.configuration ?? null;
  }

  async function exchange(configuration: Configuration, search: string, checks: Checks): Promise<Claims> {
    const tokens = await authorizationCodeGrant(configuration, new URL(`${redirectUri}${search}`), {
      expectedState: checks.state,
      expectedNonce: checks.nonce,
      pkceCodeVerifier: checks.verifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (claims === undefined) throw new Error('there is no ID token');
    const wanted = [settings.roleClaim, settings.areasClaim].filter((name) => name !== null);
    const isComplete = wanted.every((name) => valuesOf(claims, name).length > 0);
    if (isComplete || configuration.serverMetadata().userinfo_endpoint === undefined) return claims;
    return { ...(await fetchUserInfo(configuration, tokens.access_token, claims.sub)), ...claims };
  }

  return {
    async begin() {
      // Nobody is sent to where nobody answers.
      const configuration = await configure(limits.oidcPresenceMs);
      if (configuration === null) return null;
      const [state, nonce, verifier] = [randomState(), randomNonce(), randomPKCECodeVerifier()];
      const url = buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope,
        state,
        nonce,
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, state, nonce, verifier };
    },
    async finish(search, checks) {
      const configuration = await configureOnce();
      if (configuration === null) return 'provider-away';
      try {
        return await exchange(configuration, search, checks);
      } catch (error) {
        tell(error, 'a log-in by the OpenID provider failed');
        if (error instanceof AuthorizationResponseError) return 'provider-refused';
        return isAway(error) ? 'provider-away' : 'provider-wrong';
      }
    },
    logOutUrl() {
      const configuration = known?.configuration;
      if (configuration?.serverMetadata().end_session_endpoint === undefined) return null;
      return buildEndSessionUrl(configuration, { post_logout_redirect_uri: `${home}/` }).href;
    },
    async readLogOut(token) {
      const configuration = await configureOnce();
      if (configuration === null) throw new Error('the OpenID provider is away');
      return await readLogOut(token, configuration.serverMetadata());
    },
  };
}

/** By the header, as the standard has it, unless the provider says that it takes the form only. */
function authenticate(secret: string): ClientAuth {
  const [basic, post] = [ClientSecretBasic(secret), ClientSecretPost(secret)];
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const isPost = !methods.includes('client_secret_basic') && methods.includes('client_secret_post');
    (isPost ? post : basic)(server, ...rest);
  };
}

/** It did not answer in time, or could not: else it did, and wrongly. */
function isAway(error: unknown): boolean {
  for (let cause = error as Caused | null | undefined; typeof cause === 'object'; cause = cause?.cause) {
    if (cause === null) return false;
    const { name, message, status = 0 } = cause;
    if (name === 'TimeoutError' || message === 'fetch failed' || status >= 500) return true;
  }
  return false;
}

/** An error, or the answer that it is about. */
interface Caused {
  readonly name?: string;
  readonly message?: string;
  readonly status?: number;
  readonly cause?: Caused | null;
}
