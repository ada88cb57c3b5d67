import type { FastifyRequest } from 'fastify';
import type { CaseAsker } from './case-requests.ts';
import { ProblemError } from './problem.ts';

/** Who asks something of a case; throws where nobody is logged in. */
export function askerOf({ session, ip }: Pick<FastifyRequest, 'session' | 'ip'>): CaseAsker {
  if (session === null) throw new ProblemError(401, 'not-logged-in');
  const { username: by, role, language } = session.account;
  return { by, role, language, address: ip };
}
