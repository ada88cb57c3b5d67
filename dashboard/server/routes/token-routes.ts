import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Permission } from '../../../domain/roles.ts';
import { leastRole, type ApiTokens } from '../api-tokens.ts';
import type { Audit } from '../audit/audit.ts';
import type { Http } from '../http.ts';
import { may } from '../may.ts';
import { ProblemError } from '../problem.ts';
import { Id, nullable, NullableTime, oneOf, problems, Time } from '../schemas.ts';

export interface TokenRoutesOptions {
  readonly tokens: Pick<ApiTokens, 'all' | 'create' | 'revoke'>;
  readonly audit: Audit;
  readonly now: () => number;
}

const permissions = ['read', 'act', 'lead', 'service', 'task', 'inspect', 'rules', 'manage'] as const;
const TokenName = Type.String({ pattern: '^[A-Za-z0-9_.-]{1,40}$' });
const TokenSchema = Type.Object({
  id: Type.String(),
  name: TokenName,
  permissions: Type.Array(oneOf(permissions)),
  areas: Type.Array(Id, { description: 'codes; none: everywhere' }),
  createdAt: Time,
  createdBy: Type.String(),
  expiresAt: NullableTime,
  lastUsedAt: NullableTime,
  lastAddress: nullable(Type.String()),
});

/** Tokens by which machines use this interface, for administrators. */
export function tokenRoutes(app: Http, { tokens, audit, now }: TokenRoutesOptions): void {
  app.get(
    '/api/tokens',
    {
      config: { access: 'manage', scope: 'everywhere' },
      schema: {
        tags: ['tokens'],
        summary: 'Tokens of machines, with what each may and when it was used last',
        response: { 200: Type.Object({ tokens: Type.Array(TokenSchema) }), ...problems(401, 403) },
      },
    },
    () => ({ tokens: tokens.all() }),
  );

  app.post(
    '/api/tokens',
    {
      config: { access: 'manage', scope: 'everywhere' },
      schema: {
        tags: ['tokens'],
        summary: 'Let a machine in: its token is told once',
        description:
          'Sent as `Authorization: Bearer …`. It may what is named here and `read`, in the areas named here; what it ' +
          'does is written down as done by `token:` and its name.',
        body: Type.Object({
          name: TokenName,
          permissions: Type.Array(oneOf(permissions), { maxItems: permissions.length }),
          areas: Type.Optional(Type.Array(Id, { maxItems: 100 })),
          expiresAt: Type.Optional(NullableTime),
        }),
        response: {
          201: Type.Object({ token: TokenSchema, secret: Type.String() }),
          ...problems(400, 401, 403, 409, 422),
        },
      },
    },
    async (request, reply) => {
      const by = personOf(request);
      const { name, areas = [], expiresAt = null } = request.body;
      const asked: readonly Permission[] = [...new Set<Permission>(['read', ...request.body.permissions])];
      if (tokens.all().some((token) => token.name === name)) throw new ProblemError(409, 'name-taken');
      if (expiresAt !== null && expiresAt <= now()) throw new ProblemError(422, 'already-over');
      // Nobody hands on what they may not do themselves.
      if (!asked.every((permission) => may(request.session, permission))) {
        throw new ProblemError(403, 'not-allowed', { detail: 'You may not do all of that yourself.' });
      }
      if (leastRole(asked) === null) {
        throw new ProblemError(422, 'needs-lead', {
          detail:
            'With these, a machine that acts on alerts would be a shift leader: add lead, or make two tokens.',
        });
      }
      const made = await tokens.create({
        name,
        permissions: asked,
        areas,
        expiresAt,
        createdAt: now(),
        createdBy: by,
      });
      if (made === null) throw new ProblemError(422, 'too-many-tokens');
      audit.write({
        at: now(),
        who: by,
        action: 'token created',
        target: name,
        detail: { id: made.token.id, permissions: asked, areas, expiresAt },
        address: request.ip,
      });
      return await reply.code(201).header('cache-control', 'no-store').send(made);
    },
  );

  app.delete(
    '/api/tokens/:id',
    {
      config: { access: 'manage', scope: 'everywhere' },
      schema: {
        tags: ['tokens'],
        summary: 'Revoke a token: it is worth nothing from now on',
        params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
        response: { 204: Type.Null(), ...problems(401, 403, 404) },
      },
    },
    async (request, reply) => {
      const by = personOf(request);
      const token = await tokens.revoke(request.params.id);
      if (token === null) throw new ProblemError(404, 'no-such-token');
      const detail = { id: token.id };
      const action = 'token revoked';
      audit.write({ at: now(), who: by, action, target: token.name, detail, address: request.ip });
      return await reply.code(204).send();
    },
  );
}

/** A machine makes no machines: whoever got hold of a token could outlive its end. */
function personOf({ session }: FastifyRequest): string {
  if (session === null) throw new ProblemError(401, 'not-logged-in');
  if (session.isMachine === true) throw new ProblemError(403, 'not-for-machines');
  return session.account.username;
}
