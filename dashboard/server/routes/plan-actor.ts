import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../../domain/actor.ts';
import { ProblemError } from '../problem.ts';

/** Who asks: journalled with what they ask. One person's key must not meet another's. */
export function actorOf(request: FastifyRequest, { at, key }: { at: number; key: string }): Actor {
  if (request.session === undefined || request.session === null) throw new ProblemError(401, 'not-logged-in');
  const { username: by, role } = request.session.account;
  return { by, role, seat: null, at, idempotencyKey: `${by}:${key}` };
}
