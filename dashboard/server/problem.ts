import type { FastifyReply } from 'fastify';

/** What went wrong with a request, as RFC 9457 has it. `code` is a stable word for programs. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly code: string;
  readonly [extension: string]: unknown;
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not logged in',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Conflict',
  412: 'Changed meanwhile',
  413: 'Too large',
  415: 'Unsupported media type',
  422: 'Cannot be done',
  428: 'Say what you have seen',
  429: 'Too many requests',
  500: 'Internal error',
  501: 'Not implemented yet',
  503: 'Not available now',
  507: 'No space left',
};

/** Thrown by handlers at the edge and turned into an answer by the one error handler. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(status: number, code: string, options: { detail?: string; extensions?: object } = {}) {
    super(options.detail ?? code);
    this.name = 'ProblemError';
    this.problem = toProblem(status, code, options);
  }
}

export function toProblem(
  status: number,
  code: string,
  { detail, extensions }: { detail?: string; extensions?: object } = {},
): Problem {
  const title = titles[status] ?? 'Error';
  return {
    type: 'about:blank',
    title,
    status,
    code,
    ...(detail === undefined ? {} : { detail }),
    ...extensions,
  };
}

/** Answers a request with a problem. */
export async function sendProblem(reply: FastifyReply, problem: Problem): Promise<FastifyReply> {
  return await reply.code(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}
