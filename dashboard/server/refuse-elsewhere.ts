import type { FastifyRequest } from 'fastify';
import { ProblemError } from './problem.ts';

type Asking = Pick<FastifyRequest, 'scope' | 'isForeignNamed'>;

/** What is made or moved has to lie in an area of whoever does it. */
export function elsewhere(): ProblemError {
  return new ProblemError(403, 'foreign-area', {
    detail: 'This lies outside of the areas that your account is limited to.',
  });
}

/** Whoever is limited to areas makes and moves nothing to nowhere: they would not see it any more. */
export function refuseNowhere(request: Asking, place: string | null): void {
  if (place !== null || request.scope.isEverywhere) return;
  request.isForeignNamed = true;
  throw elsewhere();
}

/** Refuses to act in an area that somebody does not see. */
export function refuseForeignArea(request: Asking, code: string | null): void {
  if (request.scope.seesArea(code)) return;
  request.isForeignNamed = true;
  throw elsewhere();
}
