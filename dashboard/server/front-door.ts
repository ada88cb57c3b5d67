import type { IncomingMessage } from 'node:http';
import { createAccounts, type Accounts } from './accounts.ts';
import { createApiTokens } from './api-tokens.ts';
import { createAudit, type Audit } from './audit/audit.ts';
import type { DashboardOptions } from './dependencies.ts';
import { ensureAdministrator } from './first-administrator.ts';
import type { Http } from './http.ts';
import { createKnownDevices } from './known-devices.ts';
import type { DashboardLimits } from './limits.ts';
import { createLogInBrake } from './log-in-brake.ts';
import { createLogInSeal } from './oidc/log-in-seal.ts';
import { createProvider } from './oidc/provider.ts';
import { createProviderLogIn } from './oidc/provider-log-in.ts';
import { createPasswords, type Passwords } from './passwords.ts';
import { auditRoutes } from './routes/audit-routes.ts';
import { oidcRoutes, providerRoute } from './routes/oidc-routes.ts';
import { sessionListRoutes } from './routes/session-list-routes.ts';
import { sessionRoutes } from './routes/session-routes.ts';
import { staffRoutes } from './routes/staff-routes.ts';
import { tokenRoutes } from './routes/token-routes.ts';
import type { Scopes } from './scope.ts';
import { createSessions, sessionCookieName, type Session } from './sessions.ts';

/** Who gets in: accounts, log-in, sessions, machines' tokens, and the record of what all of them do. */
export interface FrontDoor {
  readonly accounts: Accounts;
  readonly audit: Audit;
  readonly passwords: Passwords;
  /** Who asks: a machine by its token, and then no cookie counts, or a member of staff by their cookie. */
  sessionOf(request: IncomingMessage): Session | null;
  /** The person behind a session: of a machine's token, whoever made it. */
  personOf(session: Session): string;
  /** A session or token as it is now; null when it is over. */
  present(session: { readonly id: string; readonly isMachine: boolean }): Session | null;
  routes(app: Http, needs: { readonly scopes: Scopes }): Promise<void>;
  /** Returns the first administrator's password where one was made here. */
  start(): Promise<string | null>;
  /** When nobody asks any more. */
  stop(): Promise<void>;
}

export interface FrontDoorOptions {
  readonly options: DashboardOptions;
  readonly limits: DashboardLimits;
  readonly now: () => number;
  readonly addressOf: (request: IncomingMessage) => string;
  readonly parseCookie: (header: string) => Readonly<Record<string, string | undefined>>;
  /** Told when sessions or tokens have ended otherwise than by time. */
  readonly onEnded: () => void;
}

export function createFrontDoor(setting: FrontDoorOptions): FrontDoor {
  const { options, limits, now, addressOf, parseCookie, onEnded } = setting;
  const { directory, database, log, seats, fleet } = options;
  const isHttps = options.publicUrl?.startsWith('https:') === true;
  const accounts = createAccounts({ directory, database, log, firstWaitMs: limits.firstAccountsWaitMs });
  const passwords = createPasswords({
    atOnceMax: limits.passwordChecksAtOnceMax,
    waitingMax: limits.passwordChecksWaitingMax,
  });
  const sessions = createSessions({
    directory,
    accounts,
    log,
    sessionMs: limits.sessionMs,
    sessionsMax: limits.sessionsMax,
    perPersonMax: limits.sessionsPerPersonMax,
    onEnded,
  });
  const tokens = createApiTokens({ directory, tokensMax: limits.apiTokensMax, onEnded });
  const devices = createKnownDevices(directory);
  const brake = createLogInBrake({
    freePerUsername: limits.failedLogInsFreePerUsername,
    freePerAddress: limits.failedLogInsFreePerAddress,
    firstDelayMs: limits.logInDelayMs,
    delayMsMax: limits.logInDelayMsMax,
    knownDelayMsMax: limits.knownLogInDelayMsMax,
    keptMs: limits.failedLogInsKeptMs,
    entriesMax: limits.failedLogInEntriesMax,
  });
  const audit = createAudit({
    directory,
    database,
    log,
    entriesMax: limits.auditEntriesMax,
    batchMax: limits.auditBatchMax,
    refusalMergeMs: limits.refusalMergeMs,
    refusalKindsMax: limits.refusalKindsMax,
    strangerRefusalsMax: limits.strangerRefusalsMax,
    now,
  });

  async function offerProvider(app: Http): Promise<void> {
    const { oidc: settings = null, publicUrl } = options;
    if (settings === null || publicUrl === null) {
      providerRoute(app, {});
      return;
    }
    const provider = createProvider({ settings, publicUrl, limits, log, now });
    const logIn = createProviderLogIn({ settings, accounts, sessions, fleet, limits, log });
    const seal = createLogInSeal({ keptMs: limits.oidcLogInMs, spentMax: limits.oidcSpentMax });
    providerRoute(app, { settings, provider });
    await oidcRoutes(app, { settings, provider, logIn, seal, seats, audit, limits, isHttps, now });
  }

  return {
    accounts,
    audit,
    passwords,
    sessionOf(request) {
      const { authorization, cookie = '' } = request.headers;
      if (tokens.isMeant(authorization)) {
        return tokens.read(authorization, { address: addressOf(request), now: now() });
      }
      return sessions.read(parseCookie(cookie)[sessionCookieName(isHttps)], now());
    },
    personOf: ({ id, account, isMachine = false }) =>
      isMachine
        ? (tokens.all().find((token) => token.id === id)?.createdBy ?? account.username)
        : account.username,
    present: ({ id, isMachine }) => (isMachine ? tokens.present(id, now()) : sessions.find(id, now())),
    async routes(app, { scopes }) {
      sessionRoutes(app, {
        accounts,
        passwords,
        sessions,
        brake,
        devices,
        seats,
        audit,
        limits,
        isHttps,
        now,
      });
      sessionListRoutes(app, { accounts, sessions, audit, now });
      staffRoutes(app, { accounts, passwords, sessions, brake, fleet, scopes, audit, now });
      tokenRoutes(app, { tokens, audit, now });
      auditRoutes(app, { database, audit, limits, now });
      await offerProvider(app);
    },
    async start() {
      await audit.start();
      await accounts.start();
      await devices.start();
      await sessions.start();
      await tokens.start();
      const { adminPassword } = options;
      return await ensureAdministrator(accounts, passwords, { adminPassword, now: now() });
    },
    async stop() {
      await sessions.stop();
      await tokens.stop();
      await audit.stop();
      await accounts.stop();
    },
  };
}
