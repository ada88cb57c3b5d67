import type { FastifyRequest } from 'fastify';
import type { Text } from '../../../domain/text.ts';
import type { TwoPersonAct } from '../../../domain/two-person-acts.ts';

/** What of a route may have to wait for a second person; each such route declares it as `config.twoPersons`. */
export interface ActRule {
  readonly acts: readonly TwoPersonAct[];
  /**
   * Which of them a request is; missing: all. Leave a request out only where it can never do the act, whatever
   * changes between this look and the handler's.
   */
  readonly of?: (request: FastifyRequest) => readonly TwoPersonAct[] | Promise<readonly TwoPersonAct[]>;
  /** The fields of its body that are told in lists; a secret is none of them. */
  readonly tells: readonly string[];
  /** Further ones that are told of one alone, for they are long. */
  readonly tellsAlone?: readonly string[];
  /** What the address names, in words. */
  readonly about?: (request: FastifyRequest) => Text | null | Promise<Text | null>;
}
