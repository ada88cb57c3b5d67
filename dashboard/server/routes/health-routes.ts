import type { DashboardOptions } from '../dependencies.ts';
import type { Http } from '../http.ts';

/** For those who watch the service: is it there, is each part well, and its figures. */
export function healthRoutes(
  app: Http,
  options: Pick<DashboardOptions, 'parts' | 'metrics' | 'version'>,
): void {
  app.get(
    '/healthz',
    {
      config: { rateLimit: false },
      schema: { tags: ['health'], summary: 'The process answers', security: [] },
    },
    () => ({ status: 'ok', version: options.version }),
  );

  app.get(
    '/readyz',
    {
      config: { rateLimit: false },
      schema: { tags: ['health'], summary: "Each part's state; 503 when one is down", security: [] },
    },
    async (_request, reply) => {
      const parts = options.parts();
      const states = Object.values(parts).map((part) => part.state);
      const status = states.includes('down') ? 'down' : states.includes('degraded') ? 'degraded' : 'ok';
      return await reply
        .code(status === 'down' ? 503 : 200)
        .send({ status, version: options.version, parts });
    },
  );

  app.get(
    '/metrics',
    {
      config: { rateLimit: false },
      schema: { tags: ['health'], summary: 'Figures for Prometheus', security: [], produces: ['text/plain'] },
    },
    async (_request, reply) =>
      await reply.type('text/plain; version=0.0.4; charset=utf-8').send(await options.metrics()),
  );
}
