import { Type } from 'typebox';
import type { Accounts } from '../accounts.ts';
import type { Audit } from '../audit/audit.ts';
import type { Http } from '../http.ts';
import { may } from '../may.ts';
import { ProblemError } from '../problem.ts';
import { nullable, problems, Time } from '../schemas.ts';
import { seesMade } from '../seen.ts';
import type { Session, Sessions } from '../sessions.ts';

export interface SessionListRoutesOptions {
  readonly accounts: Pick<Accounts, 'find'>;
  readonly sessions: Pick<Sessions, 'of' | 'all' | 'find' | 'end' | 'endAllOf'>;
  readonly audit: Audit;
  readonly now: () => number;
}

const SessionSchema = Type.Object({
  id: Type.String(),
  isThis: Type.Boolean({ description: 'the one that asks' }),
  seat: nullable(Type.String()),
  openedAt: Time,
  lastSeenAt: Time,
  expiresAt: Time,
  address: Type.String(),
  agent: Type.String({ description: 'what the browser calls itself' }),
});
const SessionList = Type.Object({ sessions: Type.Array(SessionSchema) });
const Username = Type.String({ minLength: 1, maxLength: 64 });

/** Where one is logged in, and ending that; for administrators also other people's. */
export function sessionListRoutes(app: Http, options: SessionListRoutesOptions): void {
  const { accounts, sessions, audit, now } = options;

  app.get(
    '/api/sessions',
    {
      config: { access: 'read', scope: 'none' },
      schema: {
        tags: ['session'],
        summary: 'Where one is logged in, the latest first',
        response: { 200: SessionList, ...problems(401) },
      },
    },
    ({ session }) => {
      if (session === null) throw new ProblemError(401, 'not-logged-in');
      return list(sessions.of(session.account.username, now()), session.id);
    },
  );

  app.delete(
    '/api/sessions/:id',
    {
      config: { access: 'read', scope: 'none' },
      schema: {
        tags: ['session'],
        summary: "End one of one's own sessions, or as an administrator anybody's",
        params: Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) }),
        response: { 204: Type.Null(), ...problems(401, 404) },
      },
    },
    async (request, reply) => {
      const { session, params } = request;
      if (session === null) throw new ProblemError(401, 'not-logged-in');
      const { username } = session.account;
      const meant = sessions.find(params.id, now());
      // Nobody is told which sessions others have.
      if (meant === null) throw new ProblemError(404, 'no-such-session');
      const isOwn = meant.account.username === username;
      const manages = may(session, 'manage') && seesMade(request.scope, meant.account.areas);
      if (!isOwn && !manages) throw new ProblemError(404, 'no-such-session');
      await sessions.end(params.id);
      audit.write({
        at: now(),
        who: username,
        action: 'session ended',
        target: meant.account.username,
        detail: { session: params.id, isOwn },
        address: request.ip,
      });
      return await reply.code(204).send();
    },
  );

  app.get(
    '/api/staff/sessions',
    {
      config: { access: 'manage', scope: 'seen' },
      schema: {
        tags: ['staff'],
        summary: 'Where everybody is logged in, the latest first',
        response: {
          200: Type.Object({
            sessions: Type.Array(
              Type.Object({ ...SessionSchema.properties, username: Type.String(), name: Type.String() }),
            ),
          }),
          ...problems(401, 403),
        },
      },
    },
    ({ session, scope }) => ({
      sessions: sessions
        .all(now())
        .filter(({ account }) => seesMade(scope, account.areas))
        .map(({ account: { username, name }, ...one }) => ({
          ...one,
          username,
          name,
          isThis: one.id === session?.id,
        })),
    }),
  );

  app.get(
    '/api/staff/:username/sessions',
    {
      config: { access: 'manage', scope: 'account' },
      schema: {
        tags: ['staff'],
        summary: 'Where somebody is logged in, the latest first',
        params: Type.Object({ username: Username }),
        response: { 200: SessionList, ...problems(401, 403, 404) },
      },
    },
    ({ session, params: { username } }) => {
      if (accounts.find(username) === undefined) throw new ProblemError(404, 'no-such-account');
      return list(sessions.of(username, now()), session?.id);
    },
  );

  app.delete(
    '/api/staff/:username/sessions',
    {
      config: { access: 'manage', scope: 'account' },
      schema: {
        tags: ['staff'],
        summary: 'Log somebody out everywhere, at once',
        params: Type.Object({ username: Username }),
        response: { 200: Type.Object({ ended: Type.Integer() }), ...problems(401, 403, 404) },
      },
    },
    async ({ session, params: { username }, ip }) => {
      if (accounts.find(username) === undefined) throw new ProblemError(404, 'no-such-account');
      const ended = await sessions.endAllOf(username);
      const who = session?.account.username ?? 'nobody';
      const action = 'sessions ended';
      audit.write({ at: now(), who, action, target: username, detail: { ended }, address: ip });
      return { ended };
    },
  );
}

function list(sessions: readonly Session[], own: string | undefined) {
  return {
    sessions: sessions.map(({ account: _account, ...session }) => ({
      ...session,
      isThis: session.id === own,
    })),
  };
}
