import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { twoPersonActs } from '../../../domain/two-person-acts.ts';
import type { Http } from '../http.ts';
import { ProblemError } from '../problem.ts';
import { IdParams, nullable, NullableTime, oneOf, problems, Text, Time } from '../schemas.ts';
import type { Session } from '../sessions.ts';
import type { Kept } from '../two-persons/held-acts.ts';
import { toView, type TwoPersons } from '../two-persons/two-persons.ts';

const states = ['waiting', 'underway', 'done', 'failed', 'declined', 'withdrawn', 'expired', 'lost'] as const;

const ConfirmationSchema = Type.Object({
  id: Type.String(),
  act: oneOf(twoPersonActs),
  subject: nullable(Type.String({ description: 'what the address names' })),
  about: nullable(Text),
  detail: Type.Record(Type.String(), Type.Unknown()),
  askedBy: Type.String(),
  askedByName: Type.String(),
  askedAt: Time,
  expiresAt: Time,
  state: oneOf(states),
  settledBy: nullable(Type.String()),
  settledAt: NullableTime,
  problem: nullable(Type.Object({ status: Type.Integer(), code: Type.String() })),
  isOwn: Type.Boolean({ description: 'asked by the same person, who cannot agree' }),
});

/** Acts that wait for a second person: who may do such a thing there sees and settles them. */
export function confirmationRoutes(app: Http, { twoPersons }: { readonly twoPersons: TwoPersons }): void {
  const view = (kept: Kept, session: Session) => ({
    ...toView(kept),
    isOwn: twoPersons.isOwn(kept, session),
  });

  async function meant(
    request: FastifyRequest,
    id: string,
  ): Promise<{ kept: Kept; whole: object; by: Session }> {
    const by = personOf(request);
    const found = await twoPersons.look(id, by);
    if (found === null) throw new ProblemError(404, 'no-such-confirmation');
    return { ...found, by };
  }

  app.get(
    '/api/confirmations',
    {
      config: { access: 'read', scope: 'seen' },
      schema: {
        tags: ['confirmations'],
        summary: 'What waits for a second person, and what became of the latest ones',
        description: 'What one asked for oneself, and what one may agree to.',
        response: {
          200: Type.Object({
            configured: Type.Array(oneOf(twoPersonActs), { description: 'acts that need a second person' }),
            confirmations: Type.Array(ConfirmationSchema),
          }),
          ...problems(401),
        },
      },
    },
    async (request) => {
      const session = personOf(request);
      const seen = await twoPersons.seenBy(session);
      return { configured: twoPersons.configured, confirmations: seen.map((kept) => view(kept, session)) };
    },
  );

  app.get(
    '/api/confirmations/:id',
    {
      config: { access: 'read', scope: 'seen' },
      schema: {
        tags: ['confirmations'],
        summary: 'One of them, with all that would change',
        params: IdParams,
        response: {
          200: Type.Object({
            confirmation: ConfirmationSchema,
            whole: Type.Record(Type.String(), Type.Unknown()),
          }),
          ...problems(401, 404),
        },
      },
    },
    async (request) => {
      const { kept, whole, by } = await meant(request, request.params.id);
      return { confirmation: view(kept, by), whole };
    },
  );

  app.post(
    '/api/confirmations/:id/agree',
    {
      config: { access: 'read', scope: 'seen' },
      schema: {
        tags: ['confirmations'],
        summary: 'Agree: it is carried out at once, as asked by whoever asked',
        description:
          '403 to the person who asked; 409 where it does not wait any more, and where it was agreed to and could not ' +
          'be carried out: `confirmation.problem` says why.',
        params: IdParams,
        response: { 200: Type.Object({ confirmation: ConfirmationSchema }), ...problems(401, 403, 404, 409) },
      },
    },
    async (request) => {
      const { kept, by } = await meant(request, request.params.id);
      const ended = view(await twoPersons.agree(kept, by), by);
      if (ended.problem === null) return { confirmation: ended };
      throw new ProblemError(409, 'not-carried-out', {
        detail: ended.problem.detail ?? ended.problem.code,
        extensions: { confirmation: ended },
      });
    },
  );

  app.post(
    '/api/confirmations/:id/decline',
    {
      config: { access: 'read', scope: 'seen' },
      schema: {
        tags: ['confirmations'],
        summary: 'Decline, or withdraw what one asked for oneself',
        params: IdParams,
        response: { 200: Type.Object({ confirmation: ConfirmationSchema }), ...problems(401, 404, 409) },
      },
    },
    async (request) => {
      const { kept, by } = await meant(request, request.params.id);
      return { confirmation: view(twoPersons.decline(kept, by), by) };
    },
  );
}

function personOf({ session }: FastifyRequest): Session {
  if (session === null) throw new ProblemError(401, 'not-logged-in');
  return session;
}
