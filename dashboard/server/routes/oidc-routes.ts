import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Seat } from '../../../domain/desk-settings.ts';
import type { Audit } from '../audit/audit.ts';
import type { Http } from '../http.ts';
import type { DashboardLimits } from '../limits.ts';
import { logInCookieName, type LogInSeal } from '../oidc/log-in-seal.ts';
import type { OidcSettings } from '../oidc/oidc-settings.ts';
import { isOwnPath } from '../oidc/own-path.ts';
import type { Provider, ProviderFault } from '../oidc/provider.ts';
import type { EntryFault, ProviderLogIn } from '../oidc/provider-log-in.ts';
import { ProblemError } from '../problem.ts';
import { Id, nullable, problems, Text } from '../schemas.ts';
import { sessionCookieName, sessionCookieOptions } from '../sessions.ts';

export interface OidcRoutesOptions {
  readonly settings: OidcSettings;
  readonly provider: Provider;
  readonly logIn: ProviderLogIn;
  readonly seal: LogInSeal;
  /** The desks of the command centre, as the settings in force have them. */
  readonly seats: () => readonly Seat[];
  readonly audit: Audit;
  readonly limits: DashboardLimits;
  readonly isHttps: boolean;
  readonly now: () => number;
}

/** Why a log-in by the provider came to nothing; the page says it in words. */
export type LogInFault = ProviderFault | EntryFault | 'log-in-ended' | 'busy';

/** Logging in at the provider: there, back with what it says, and out when it says so. */
export async function oidcRoutes(app: Http, options: OidcRoutesOptions): Promise<void> {
  const { provider, logIn, seal, audit, limits, isHttps, now } = options;
  const logInCookie = logInCookieName(isHttps);
  // Lax: the way back from the provider begins at another site. It is good for that one way only.
  const logInCookieOptions = { path: '/', httpOnly: true, sameSite: 'lax', secure: isHttps } as const;
  let exchanging = 0;

  function refuse(request: FastifyRequest, reason: LogInFault, who: { username?: string | null } = {}): void {
    const { username: target = null, ...detail } = who;
    const action = 'log-in refused';
    audit.refuse({
      at: now(),
      who: 'nobody',
      action,
      target,
      detail: { ...detail, by: 'provider', reason },
      address: request.ip,
    });
  }

  async function goOn(
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<{ readonly to: string; readonly fault: LogInFault | null }> {
    const search = new URL(request.raw.url ?? '/', 'http://own.invalid').searchParams;
    const begun = seal.open(request.cookies[logInCookie], search.get('state'), now());
    if (begun === null) {
      refuse(request, 'log-in-ended');
      return { to: '/', fault: 'log-in-ended' };
    }
    void reply.clearCookie(logInCookie, logInCookieOptions);
    const to = begun.returnTo;
    if (exchanging >= limits.oidcExchangesMax) return { to, fault: 'busy' };
    exchanging += 1;
    const claims = await provider.finish(`?${search.toString()}`, begun).finally(() => (exchanging -= 1));
    if (typeof claims === 'string') {
      refuse(request, claims);
      return { to, fault: claims };
    }
    const seat = options.seats().some(({ id }) => id === begun.seat) ? begun.seat : null;
    const agent = request.headers['user-agent'] ?? '';
    const entry = await logIn.enter(claims, { seat, address: request.ip, agent }, now());
    if (entry.refused !== null) {
      refuse(request, entry.refused, entry);
      return { to, fault: entry.refused };
    }
    const { username: who, token, session } = entry;
    const detail = { session: session.id, seat, by: 'provider', role: session.account.role };
    audit.write({ at: now(), who, action: 'log-in', target: null, detail, address: request.ip });
    void reply.setCookie(sessionCookieName(isHttps), token, {
      ...sessionCookieOptions(isHttps),
      expires: new Date(session.expiresAt),
    });
    return { to, fault: null };
  }

  app.post(
    '/api/oidc/log-in',
    {
      config: {
        access: 'anyone',
        scope: 'none',
        rateLimit: { max: limits.oidcLogInsPerMinuteMax, timeWindow: 60_000 },
        // Beginning is no act yet: what comes of it is.
        audit: 'refusals',
      },
      schema: {
        tags: ['session'],
        summary: 'Begin to log in at the OpenID provider: where the browser goes now',
        security: [],
        body: Type.Object({
          returnTo: Type.String({ maxLength: 500, description: 'the page of ours to go on with' }),
          seat: Type.Optional(nullable(Id)),
        }),
        response: { 200: Type.Object({ url: Type.String() }), ...problems(400, 422, 429, 503) },
      },
    },
    async (request, reply) => {
      const { returnTo, seat = null } = request.body;
      if (!isOwnPath(returnTo)) {
        throw new ProblemError(422, 'no-own-page', {
          detail: 'One goes on with a page of this service only.',
        });
      }
      const begun = await provider.begin();
      if (begun === null) {
        throw new ProblemError(503, 'provider-away', { detail: 'The OpenID provider does not answer.' });
      }
      const { url, ...checks } = begun;
      const expires = new Date(now() + limits.oidcLogInMs);
      return await reply
        .setCookie(logInCookie, seal.close({ ...checks, returnTo, seat }, now()), {
          ...logInCookieOptions,
          expires,
        })
        .send({ url });
    },
  );

  app.get(
    '/api/oidc/callback',
    {
      config: { access: 'anyone', scope: 'none' },
      schema: {
        tags: ['session'],
        summary: 'Where the OpenID provider sends the browser back to',
        security: [],
        response: { 303: Type.Null() },
      },
    },
    async (request, reply) => {
      const { to, fault } = await goOn(request, reply);
      return await reply.redirect(fault === null ? to : withFault(to, fault), 303);
    },
  );

  // In a plugin of its own, because only here the provider posts a form.
  await app.register(async (forms: Http) => {
    forms.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: limits.oidcLogOutBytesMax },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    forms.post(
      '/api/oidc/backchannel-logout',
      {
        // What it holds is signed by the provider, and no cookie counts.
        config: { access: 'anyone', scope: 'none', isFromAnywhere: true, audit: 'refusals' },
        bodyLimit: limits.oidcLogOutBytesMax,
        schema: {
          tags: ['session'],
          summary: 'The OpenID provider says that somebody has logged out there (Back-Channel Logout 1.0)',
          security: [],
          consumes: ['application/x-www-form-urlencoded'],
          body: Type.Object({ logout_token: Type.String({ minLength: 1 }) }),
          response: { 200: Type.Null(), ...problems(400, 413, 415, 503) },
        },
      },
      async (request, reply) => {
        const meant = await provider.readLogOut(request.body.logout_token).catch((error: unknown) => {
          throw new ProblemError(503, 'provider-away', { detail: (error as Error).message });
        });
        const action = 'log-out by the provider';
        const entry = { at: now(), who: 'oidc:provider', action, address: request.ip };
        if (meant === null) {
          audit.refuse({ ...entry, who: 'nobody', target: null, detail: { reason: 'not to be believed' } });
          throw new ProblemError(400, 'invalid_request', { detail: 'The log-out token is not valid.' });
        }
        const { username, ended } = await logIn.leave(meant);
        if (ended > 0) audit.write({ ...entry, target: username, detail: { ended } });
        return await reply.code(200).send();
      },
    );
  });
}

/** The way in that the log-in page offers; there also where there is none. */
export function providerRoute(
  app: Http,
  { settings, provider }: Partial<Pick<OidcRoutesOptions, 'settings' | 'provider'>>,
): void {
  const Offer = Type.Object({
    label: Text,
    logOutUrl: nullable(Type.String({ description: 'where one logs out there; null: not offered' })),
  });
  app.get(
    '/api/oidc',
    {
      config: { access: 'anyone', scope: 'none' },
      schema: {
        tags: ['session'],
        summary: 'The OpenID provider at which one may log in; null: none',
        security: [],
        response: { 200: Type.Object({ provider: nullable(Offer) }) },
      },
    },
    () => {
      if (settings === undefined || provider === undefined) return { provider: null };
      return { provider: { label: settings.label, logOutUrl: provider.logOutUrl() } };
    },
  );
}

/** The page with the fault beside what else is behind its question mark. */
function withFault(path: string, fault: LogInFault): string {
  const url = new URL(path, 'http://own.invalid');
  url.searchParams.set('log-in', fault);
  return `${url.pathname}${url.search}`;
}
