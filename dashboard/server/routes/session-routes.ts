import { Type } from 'typebox';
import type { FastifyRequest } from 'fastify';
import type { Seat } from '../../../domain/desk-settings.ts';
import type { Account, Accounts } from '../accounts.ts';
import { createAttemptLimiter } from '../attempt-limiter.ts';
import type { Audit } from '../audit.ts';
import type { Http } from '../http.ts';
import type { DashboardLimits } from '../limits.ts';
import type { Passwords } from '../passwords.ts';
import { ProblemError } from '../problem.ts';
import { Id, Language, nullable, problems, RoleName, Text, Time } from '../schemas.ts';
import { sessionCookie, type Session, type Sessions } from '../sessions.ts';

export interface SessionRoutesOptions {
  readonly accounts: Accounts;
  readonly passwords: Passwords;
  readonly sessions: Sessions;
  /** The desks of the command centre, as the settings in force have them. */
  readonly seats: () => readonly Seat[];
  readonly audit: Audit;
  readonly limits: DashboardLimits;
  readonly secureCookie: boolean;
  readonly now: () => number;
}

const WhoAmI = Type.Object({
  username: Type.String(),
  name: Type.String(),
  role: RoleName,
  language: Language,
  seat: nullable(Type.String({ description: 'the desk in the command centre; null where none was said' })),
  expiresAt: Time,
});

const SeatName = Type.Object({ id: Type.String(), name: Text });

/** Logging in and out. */
export function sessionRoutes(app: Http, options: SessionRoutesOptions): void {
  const { accounts, passwords, sessions, audit, limits, now } = options;
  const window = { windowMs: limits.failedLogInWindowMs, entriesMax: limits.failedLogInEntriesMax };
  const byAddress = createAttemptLimiter({ failuresMax: limits.failedLogInsPerAddressMax, ...window });
  const byUsername = createAttemptLimiter({ failuresMax: limits.failedLogInsPerUsernameMax, ...window });
  const cookieOptions = {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: options.secureCookie,
  } as const;

  function record(request: FastifyRequest, who: string, action: string): void {
    audit.write({ at: now(), who, action, target: null, detail: {}, address: request.ip });
  }

  async function authenticate(request: FastifyRequest, username: string, password: string): Promise<Account> {
    if (byAddress.isBlocked(request.ip, now()) || byUsername.isBlocked(username, now())) {
      record(request, username, 'log-in blocked');
      throw new ProblemError(429, 'too-many-attempts', {
        detail: 'Too many failed log-ins. Wait a few minutes.',
      });
    }
    const account = accounts.find(username);
    const usable = account?.disabled === false ? account : undefined;
    // Checked for unknown users too, so that the time taken does not tell who exists.
    const right = await passwords.check(password, usable?.passwordHash ?? null);
    if (right === 'busy') throw new ProblemError(503, 'busy', { detail: 'Too many log-ins at once.' });
    if (!right || usable === undefined) {
      byAddress.fail(request.ip, now());
      byUsername.fail(username, now());
      record(request, username, 'log-in failed');
      throw new ProblemError(401, 'wrong-credentials', { detail: 'Username or password is wrong.' });
    }
    byUsername.clear(username);
    return usable;
  }

  app.post(
    '/api/session',
    {
      config: { access: 'anyone' },
      schema: {
        tags: ['session'],
        summary: 'Log in: sets the session cookie',
        security: [],
        body: Type.Object({
          username: Type.String({ minLength: 1, maxLength: 64 }),
          password: Type.String({ minLength: 1, maxLength: limits.passwordLengthMax }),
          seat: Type.Optional(nullable(Id)),
        }),
        response: { 200: WhoAmI, ...problems(400, 401, 422, 429, 503) },
      },
    },
    async (request, reply) => {
      const { username, password, seat = null } = request.body;
      const account = await authenticate(request, username, password);
      if (seat !== null && !options.seats().some(({ id }) => id === seat)) {
        throw new ProblemError(422, 'no-such-seat', { detail: `There is no seat ${seat}.` });
      }
      const { token, expiresAt } = sessions.open(account, seat, now());
      record(request, username, 'log-in');
      await reply
        .setCookie(sessionCookie, token, { ...cookieOptions, expires: new Date(expiresAt) })
        .header('cache-control', 'no-store')
        .send(whoAmI({ account, seat, expiresAt }));
    },
  );

  app.get(
    '/api/seats',
    {
      // The log-in page offers them.
      config: { access: 'anyone' },
      schema: {
        tags: ['session'],
        summary: 'The desks of the command centre that one can log in at',
        security: [],
        response: { 200: Type.Object({ seats: Type.Array(SeatName) }) },
      },
    },
    () => ({ seats: options.seats().map(({ id, name }) => ({ id, name })) }),
  );

  app.get(
    '/api/session',
    {
      config: { access: 'read' },
      schema: {
        tags: ['session'],
        summary: 'Who is logged in',
        response: { 200: WhoAmI, ...problems(401) },
      },
    },
    ({ session }) => {
      if (session === null) throw new ProblemError(401, 'not-logged-in');
      return whoAmI(session);
    },
  );

  app.delete(
    '/api/session',
    {
      config: { access: 'anyone' },
      schema: { tags: ['session'], summary: 'Log out', response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      if (request.session !== null) {
        await sessions.end(request.session);
        record(request, request.session.account.username, 'log-out');
      }
      await reply.clearCookie(sessionCookie, cookieOptions).code(204).send();
    },
  );
}

function whoAmI({ account, seat, expiresAt }: Pick<Session, 'account' | 'seat' | 'expiresAt'>) {
  const { username, name, role, language } = account;
  return { username, name, role, language, seat, expiresAt };
}
