import { Type } from 'typebox';
import type { Audit } from '../audit/audit.ts';
import type { DashboardFleet } from '../dependencies.ts';
import type { Http } from '../http.ts';
import { ProblemError } from '../problem.ts';
import { Id, IdParams, Kind, Name, NullableTime, problems, Time } from '../schemas.ts';

export interface EnrolmentKeyRoutesOptions {
  readonly fleet: Pick<
    DashboardFleet,
    'createEnrolmentKey' | 'enrolmentKeys' | 'revokeEnrolmentKey' | 'site'
  >;
  readonly audit: Audit;
  readonly now: () => number;
}

const DevicesMax = Type.Integer({ minimum: 1, maximum: 1_000_000 });

const EnrolmentKeySchema = Type.Object({
  id: Type.String(),
  name: Name,
  kind: Type.Union([Kind, Type.Null()]),
  siteId: Type.Union([Id, Type.Null()]),
  devicesMax: Type.Union([DevicesMax, Type.Null()]),
  expiresAt: NullableTime,
  createdAt: Time,
  createdBy: Type.String(),
  revoked: Type.Enum(['no', 'enrolment', 'all']),
  devices: Type.Integer({ description: 'how many came by it' }),
  state: Type.Enum(['open', 'full', 'expired', 'revoked']),
});

/** Keys by which unknown devices enrol, each with its limits, for administrators. */
export function enrolmentKeyRoutes(app: Http, { fleet, audit, now }: EnrolmentKeyRoutesOptions): void {
  app.get(
    '/api/enrolment-keys',
    {
      config: { access: 'manage', scope: 'everywhere' },
      schema: {
        tags: ['devices'],
        summary: 'Keys by which unknown devices enrol',
        response: { 200: Type.Object({ keys: Type.Array(EnrolmentKeySchema) }), ...problems(401, 403) },
      },
    },
    () => ({ keys: fleet.enrolmentKeys() }),
  );

  app.post(
    '/api/enrolment-keys',
    {
      config: { access: 'manage', scope: 'everywhere' },
      schema: {
        tags: ['devices'],
        summary: 'Make a key by which unknown devices enrol; it is told once',
        description:
          'Limits that are left out do not hold. A device that came by a key goes on with it as its password, also when ' +
          'the key has run out, until it is given a secret of its own.',
        // Left out rather than null: the validator would make null of 0, and null is no limit at all.
        body: Type.Object({
          name: Name,
          kind: Type.Optional(Kind),
          siteId: Type.Optional(Id),
          devicesMax: Type.Optional(DevicesMax),
          expiresAt: Type.Optional(Time),
        }),
        response: {
          201: Type.Object({ key: EnrolmentKeySchema, words: Type.String() }),
          ...problems(400, 401, 403, 422, 503),
        },
      },
    },
    async ({ body, session, ip }, reply) => {
      const { name, kind = null, siteId = null, devicesMax = null, expiresAt = null } = body;
      if (siteId !== null && fleet.site(siteId) === undefined) throw new ProblemError(422, 'unknown-site');
      if (expiresAt !== null && expiresAt <= now()) throw new ProblemError(422, 'already-past');
      const who = session?.account.username ?? 'nobody';
      const detail = { name, kind, siteId, devicesMax, expiresAt };
      const made = await fleet.createEnrolmentKey({ ...detail, createdBy: who });
      const target = made.key.id;
      audit.write({ at: now(), who, action: 'enrolment key created', target, detail, address: ip });
      return await reply.code(201).header('cache-control', 'no-store').send(made);
    },
  );

  app.post(
    '/api/enrolment-keys/:id/revoke',
    {
      config: {
        access: 'manage',
        scope: 'everywhere',
        twoPersons: {
          acts: ['cut-enrolment-key'],
          of: ({ body }) => ((body as { devices: string }).devices === 'cut' ? ['cut-enrolment-key'] : []),
          tells: ['devices'],
        },
      },
      schema: {
        tags: ['devices'],
        summary: 'Let nobody enrol by a key any more',
        description:
          'With `cut`, devices that came by it and have no secret of their own are disconnected at once and not let in ' +
          'again: for a key that got out.',
        params: IdParams,
        body: Type.Object({ devices: Type.Enum(['keep', 'cut']) }),
        response: { 200: EnrolmentKeySchema, ...problems(400, 401, 403, 404, 503) },
      },
    },
    async ({ params: { id }, body: { devices }, session, ip }) => {
      const find = () => fleet.enrolmentKeys().find((key) => key.id === id);
      if (find() === undefined) throw new ProblemError(404, 'no-such-key');
      await fleet.revokeEnrolmentKey(id, devices);
      const who = session?.account.username ?? 'nobody';
      audit.write({
        at: now(),
        who,
        action: 'enrolment key revoked',
        target: id,
        detail: { devices },
        address: ip,
      });
      return find();
    },
  );
}
