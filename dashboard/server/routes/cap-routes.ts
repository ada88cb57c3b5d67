import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Alert } from '../../../domain/alert.ts';
import { createAttemptLimiter } from '../attempt-limiter.ts';
import type { DashboardWarnings } from '../dependencies.ts';
import type { Http } from '../http.ts';
import type { DashboardLimits } from '../limits.ts';
import { ProblemError } from '../problem.ts';
import { problems } from '../schemas.ts';

export interface CapRoutesOptions {
  readonly warnings: DashboardWarnings;
  readonly publicUrl: string | null;
  readonly limits: DashboardLimits;
  readonly now: () => number;
}

type SeenAlert = Pick<Alert, 'scope' | 'deviceId'>;

const security = [{ session: [] }, { device: [] }];
const Query = Type.Object({
  token: Type.Optional(Type.String({ maxLength: 500, description: 'for readers that send no header' })),
});

/** Warnings for other systems, in the Common Alerting Protocol: for staff, and whoever has the token. */
export function capRoutes(app: Http, options: CapRoutesOptions): void {
  const { warnings, publicUrl, limits, now } = options;
  // As with log-ins: guessing must be slow.
  const failures = createAttemptLimiter({
    failuresMax: limits.wrongTokensPerAddressMax,
    windowMs: limits.wrongTokenWindowMs,
    entriesMax: limits.failedLogInEntriesMax,
  });

  function authorise(request: FastifyRequest, inQuery: string | undefined): void {
    if (request.session !== null) return;
    if (failures.isBlocked(request.ip, now())) throw new ProblemError(429, 'too-many-attempts');
    const [scheme, bearer = ''] = request.headers.authorization?.split(' ') ?? [];
    const token = scheme?.toLowerCase() === 'bearer' ? bearer : (inQuery ?? '');
    if (token !== '' && warnings.isToken(token)) return;
    if (token !== '') failures.fail(request.ip, now());
    throw new ProblemError(401, 'not-logged-in', { detail: 'Log in, or send the token for warnings.' });
  }

  app.get(
    '/api/cap',
    {
      config: { access: 'anyone', scope: 'seen' },
      schema: {
        tags: ['warnings'],
        summary: 'Open critical and major alerts and forecasts, as an Atom feed of CAP 1.2 messages',
        security,
        produces: ['application/atom+xml'],
        querystring: Query,
        response: problems(401, 429),
      },
    },
    async (request, reply) => {
      authorise(request, request.query.token);
      const { session, scope } = request;
      // Whoever reads by the token is a system, and reads all.
      const seen = session === null ? () => true : (alert: SeenAlert) => scope.seesAlert(alert);
      const base = publicUrl ?? `${request.protocol}://${request.host}`;
      return await reply
        .type('application/atom+xml; charset=utf-8')
        .header('cache-control', 'no-cache')
        .send(warnings.feed(base.replace(/\/+$/u, ''), seen));
    },
  );

  app.get(
    '/api/cap/:file',
    {
      config: { access: 'anyone', scope: 'alert' },
      schema: {
        tags: ['warnings'],
        summary: "The latest CAP 1.2 message about an alert: `file` is the alert's id and `.xml`",
        security,
        produces: ['application/cap+xml'],
        params: Type.Object({ file: Type.String({ minLength: 5, maxLength: 200, pattern: '\\.xml$' }) }),
        querystring: Query,
        response: problems(401, 404, 429),
      },
    },
    async (request, reply) => {
      authorise(request, request.query.token);
      const message = warnings.message(request.params.file.slice(0, -'.xml'.length));
      if (message === null) throw new ProblemError(404, 'no-such-warning');
      return await reply
        .type('application/cap+xml; charset=utf-8')
        .header('cache-control', 'no-cache')
        .send(message);
    },
  );
}
