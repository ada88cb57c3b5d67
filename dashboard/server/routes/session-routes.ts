import { Type } from 'typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Seat } from '../../../domain/desk-settings.ts';
import type { Account, Accounts } from '../accounts.ts';
import type { Audit } from '../audit/audit.ts';
import type { Http } from '../http.ts';
import { deviceCookieMs, deviceCookieName, type KnownDevices } from '../known-devices.ts';
import type { LogInBrake } from '../log-in-brake.ts';
import type { DashboardLimits } from '../limits.ts';
import type { Passwords } from '../passwords.ts';
import { ProblemError } from '../problem.ts';
import { Id, Language, nullable, problems, RoleName, Text, Time } from '../schemas.ts';
import { sessionCookieName, sessionCookieOptions, type Session, type Sessions } from '../sessions.ts';

export interface SessionRoutesOptions {
  readonly accounts: Accounts;
  readonly passwords: Passwords;
  readonly sessions: Sessions;
  readonly brake: LogInBrake;
  readonly devices: KnownDevices;
  /** The desks of the command centre, as the settings in force have them. */
  readonly seats: () => readonly Seat[];
  readonly audit: Audit;
  readonly limits: DashboardLimits;
  /** Whether browsers reach us over https. */
  readonly isHttps: boolean;
  readonly now: () => number;
}

const WhoAmI = Type.Object({
  username: Type.String(),
  name: Type.String(),
  role: RoleName,
  areas: Type.Array(Type.String(), { description: 'what they see and act on; none: everywhere' }),
  language: Language,
  seat: nullable(Type.String({ description: 'the desk in the command centre; null where none was said' })),
  isFromProvider: Type.Boolean({ description: 'logged in by OpenID' }),
  expiresAt: Time,
});

const SeatName = Type.Object({ id: Type.String(), name: Text });

/** Logging in and out. */
export function sessionRoutes(app: Http, options: SessionRoutesOptions): void {
  const { accounts, passwords, sessions, brake, devices, audit, limits, isHttps, now } = options;
  const sessionCookie = sessionCookieName(isHttps);
  const deviceCookie = deviceCookieName(isHttps);
  const cookieOptions = sessionCookieOptions(isHttps);

  /** In the audit, of a request by `who`. */
  function record(
    request: FastifyRequest,
    who: string,
    { action, ...detail }: { readonly action: string } & Readonly<Record<string, unknown>>,
  ): void {
    audit.write({ at: now(), who, action, target: null, detail, address: request.ip });
  }

  /** A name that nobody has is not written down: some type their password there. */
  function refuse(
    request: FastifyRequest,
    username: string,
    { action, ...detail }: { readonly action: string } & Readonly<Record<string, unknown>>,
  ): void {
    const target = accounts.find(username) === undefined ? null : username;
    audit.refuse({ at: now(), who: 'nobody', action, target, detail, address: request.ip });
  }

  function checkSeat(seat: string | null): void {
    if (seat === null || options.seats().some(({ id }) => id === seat)) return;
    throw new ProblemError(422, 'no-such-seat', { detail: `There is no seat ${seat}.` });
  }

  /** What this person has logged in at before: this browser, or where a session of theirs is from. */
  function knownPlace(request: FastifyRequest, username: string): string | null {
    const browser = devices.read(request.cookies[deviceCookie], username);
    if (browser !== null) return `browser ${browser}`;
    const isFromHere = sessions.of(username, now()).some(({ address }) => address === request.ip);
    return isFromHere ? `address ${request.ip}` : null;
  }

  async function authenticate(
    request: FastifyRequest,
    reply: FastifyReply,
    { username, password }: { readonly username: string; readonly password: string },
  ): Promise<Account> {
    const known = knownPlace(request, username);
    const permit = brake.begin({ username, address: request.ip, known }, now());
    if (permit.isTooSoon) {
      const wait_s = Math.ceil(permit.waitMs / 1_000);
      refuse(request, username, { action: 'log-in blocked', isKnownPlace: known !== null });
      void reply.header('retry-after', wait_s);
      throw new ProblemError(429, 'too-many-attempts', {
        detail: `Too many failed log-ins. Wait ${wait_s} s.`,
        extensions: { wait_s },
      });
    }
    const account = accounts.find(username);
    // Whoever comes by a provider has no password here.
    const usable = account?.disabled === false && account.identity === null ? account : undefined;
    // Checked for unknown users too, so that the time taken does not tell who exists.
    const right = await passwords.check(password, usable?.passwordHash ?? null);
    if (right === 'busy') {
      permit.undo();
      throw new ProblemError(503, 'busy', { detail: 'Too many log-ins at once.' });
    }
    if (!right || usable === undefined) {
      const { nextWaitMs, isLongest } = permit;
      refuse(request, username, { action: 'log-in failed', isKnownPlace: known !== null, nextWaitMs });
      if (isLongest) refuse(request, username, { action: 'log-in at its longest delay', nextWaitMs });
      throw new ProblemError(401, 'wrong-credentials', { detail: 'Username or password is wrong.' });
    }
    permit.succeed();
    return usable;
  }

  app.post(
    '/api/session',
    {
      config: { access: 'anyone', scope: 'none' },
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
      const account = await authenticate(request, reply, { username, password });
      checkSeat(seat);
      const agent = request.headers['user-agent'] ?? '';
      const { token, session } = await sessions.open(account, { seat, address: request.ip, agent }, now());
      record(request, username, { action: 'log-in', session: session.id, seat });
      const device = devices.remember(request.cookies[deviceCookie], username);
      await reply
        .setCookie(sessionCookie, token, { ...cookieOptions, expires: new Date(session.expiresAt) })
        .setCookie(deviceCookie, device, { ...cookieOptions, expires: new Date(now() + deviceCookieMs) })
        .header('cache-control', 'no-store')
        .send(whoAmI(session));
    },
  );

  app.get(
    '/api/seats',
    {
      // The log-in page offers them.
      config: { access: 'anyone', scope: 'none' },
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
      config: { access: 'read', scope: 'none' },
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

  app.put(
    '/api/session/seat',
    {
      config: { access: 'read', scope: 'none' },
      schema: {
        tags: ['session'],
        summary: 'Sit down at another desk: the session goes on',
        body: Type.Object({ seat: nullable(Id) }),
        response: { 200: WhoAmI, ...problems(400, 401, 422) },
      },
    },
    async (request) => {
      const { session, body } = request;
      if (session === null) throw new ProblemError(401, 'not-logged-in');
      checkSeat(body.seat);
      const reseated = await sessions.reseat(session, body.seat);
      if (reseated === null) throw new ProblemError(401, 'not-logged-in');
      record(request, session.account.username, { action: 'seat', seat: body.seat });
      return whoAmI(reseated);
    },
  );

  app.delete(
    '/api/session',
    {
      config: { access: 'anyone', scope: 'none' },
      schema: { tags: ['session'], summary: 'Log out', response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      if (request.session !== null) {
        await sessions.end(request.session.id);
        record(request, request.session.account.username, { action: 'log-out' });
      }
      await reply.clearCookie(sessionCookie, cookieOptions).code(204).send();
    },
  );
}

function whoAmI({ account, seat, expiresAt }: Pick<Session, 'account' | 'seat' | 'expiresAt'>) {
  const { username, name, role, areas, language, identity } = account;
  return { username, name, role, areas, language, seat, isFromProvider: identity !== null, expiresAt };
}
