import type { FastifyRequest } from 'fastify';
import type { DashboardOptions } from '../dependencies.ts';
import type { Http } from '../http.ts';
import { may } from '../may.ts';
import { createMetricsReader } from '../metrics-reader.ts';
import { ProblemError } from '../problem.ts';

/** For those who watch the service: is it there, is each part well, and its figures. */
export function healthRoutes(
  app: Http,
  options: Pick<DashboardOptions, 'parts' | 'metrics' | 'metricsToken' | 'version'>,
): void {
  const isReader = createMetricsReader(options.metricsToken ?? null);
  const isTrusted = ({ raw, session }: FastifyRequest): boolean => isReader(raw) || may(session, 'inspect');

  app.get(
    '/healthz',
    {
      config: { access: 'anyone', scope: 'none', rateLimit: false },
      schema: { tags: ['health'], summary: 'The process answers', security: [] },
    },
    () => ({ status: 'ok', version: options.version }),
  );

  app.get(
    '/readyz',
    {
      config: { access: 'anyone', scope: 'none', rateLimit: false },
      schema: {
        tags: ['health'],
        summary: "The state, 503 when a part is down; each part's for those who may read the figures",
        security: [],
      },
    },
    async (request, reply) => {
      const parts = options.parts();
      const states = Object.values(parts).map((part) => part.state);
      const status = states.includes('down') ? 'down' : states.includes('degraded') ? 'degraded' : 'ok';
      // How full and how far behind everything is would help whoever means harm.
      const told = isTrusted(request) ? { status, version: options.version, parts } : { status };
      return await reply.code(status === 'down' ? 503 : 200).send(told);
    },
  );

  app.get(
    '/metrics',
    {
      config: { access: 'anyone', scope: 'none', rateLimit: false },
      schema: { tags: ['health'], summary: 'Figures for Prometheus', security: [], produces: ['text/plain'] },
    },
    async (request, reply) => {
      if (!isTrusted(request)) {
        throw new ProblemError(403, 'not-allowed', { detail: 'With METRICS_TOKEN, or from this machine.' });
      }
      return await reply.type('text/plain; version=0.0.4; charset=utf-8').send(await options.metrics());
    },
  );
}
