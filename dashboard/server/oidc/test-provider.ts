import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import { Provider } from 'oidc-provider';
import type { OidcSettings } from './oidc-settings.ts';

export interface TestProvider {
  readonly settings: OidcSettings;
  /** What it says of people, by subject. */
  readonly people: Map<string, Readonly<Record<string, unknown>>>;
  /** Who logs in by pressing its button. */
  who: string;
  /** Makes another ID token of each one that it gives out. */
  tamper: ((claims: JWTPayload) => Promise<string>) | null;
  /** Signs as it would itself. */
  sign(claims: JWTPayload): Promise<string>;
  /** How often it was asked for what it says of itself. */
  asked(): number;
  start(): Promise<void>;
  stop(): Promise<void>;
}

const form =
  '<!doctype html><html lang="en"><title>Provider</title><form method="post"><button>Go on</button></form>';

/** A real OpenID provider on this machine, whose log-in is one button. It may be told to give out wrong tokens. */
export async function createTestProvider(options: {
  readonly port: number;
  readonly publicUrl: string;
  readonly areasClaim?: string | null;
  /** Whether claims of people are in the ID token; else they have to be asked for. */
  readonly isInToken?: boolean;
}): Promise<TestProvider> {
  // Another site than ours, which is at 127.0.0.1.
  const issuer = `http://localhost:${options.port}`;
  const [clientId, clientSecret] = ['negative-one', 'a secret of the client'];
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const people: TestProvider['people'] = new Map();
  let server: Server | null = null;
  let asked = 0;

  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [`${options.publicUrl}/api/oidc/callback`],
        post_logout_redirect_uris: [`${options.publicUrl}/`],
        backchannel_logout_uri: `${options.publicUrl}/api/oidc/backchannel-logout`,
        backchannel_logout_session_required: true,
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: 'one', alg: 'RS256', use: 'sig' }] },
    cookies: { keys: ['for the tests'] },
    claims: {
      openid: ['sub', 'sid'],
      profile: ['name', 'preferred_username', 'email', 'locale', 'roles', 'areas', 'realm'],
    },
    conformIdTokenClaims: options.isInToken === false,
    pkce: { required: () => true },
    // Without its own agent, which asks nothing of this machine.
    fetch: async (url, options) => {
      const { dispatcher: _its, ...init } = options as RequestInit & { dispatcher?: unknown };
      return await fetch(url, init);
    },
    features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    findAccount: (_ctx, accountId) => ({
      accountId,
      claims: async () => ({ ...people.get(accountId), sub: accountId }),
    }),
    async loadExistingGrant(ctx) {
      const { client, session } = ctx.oidc;
      const grant = new provider.Grant({ clientId: client!.clientId, accountId: session!.accountId! });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
  });
  provider.use(async (ctx, next) => {
    await next();
    const { body } = ctx as unknown as { body: Record<string, unknown> };
    if (self.tamper === null || typeof body?.['id_token'] !== 'string') return;
    const payload = body['id_token'].split('.')[1] ?? '';
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as JWTPayload;
    ctx.body = { ...body, id_token: await self.tamper(claims) };
  });
  const answer = provider.callback();

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url?.startsWith('/.well-known/') === true) asked += 1;
    if (request.url?.startsWith('/interaction/') !== true) {
      await answer(request, response);
    } else if (request.method === 'POST') {
      await provider.interactionFinished(request, response, { login: { accountId: self.who } });
    } else {
      response.setHeader('content-type', 'text/html').end(form);
    }
  }

  const self: TestProvider = {
    settings: {
      issuer,
      clientId,
      clientSecret,
      label: { zh: '街道账号登录', en: 'City account' },
      scope: 'openid profile',
      roleClaim: 'roles',
      roles: [
        { value: 'it', role: 'administrator' },
        { value: 'duty', role: 'operator' },
        { value: 'guest', role: 'viewer' },
      ],
      areasClaim: options.areasClaim ?? null,
    },
    people,
    who: 'wang',
    tamper: null,
    sign: async (claims) =>
      await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'one' }).sign(privateKey),
    asked: () => asked,
    async start() {
      server = createServer((request, response) => void handle(request, response));
      server.listen(options.port, '127.0.0.1');
      await once(server, 'listening');
    },
    async stop() {
      server?.closeAllConnections();
      server?.close();
      if (server !== null) await once(server, 'close');
      server = null;
    },
  };
  return self;
}
