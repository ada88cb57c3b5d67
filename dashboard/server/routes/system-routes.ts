import type { DashboardOptions } from '../dependencies.ts';
import type { Http } from '../http.ts';
import { problems } from '../schemas.ts';
import { SystemSchema } from '../system-schema.ts';

/** How the service is in all its parts, for those who look after it. */
export function systemRoutes(app: Http, { system }: Pick<DashboardOptions, 'system'>): void {
  app.get(
    '/api/system',
    {
      config: { access: 'inspect', scope: 'everywhere' },
      schema: {
        tags: ['health'],
        summary: 'Each part of the service, with the course of the last ten minutes',
        description: 'From memory; what tables take is read at most once a minute, in the background.',
        response: { 200: SystemSchema, ...problems(401, 403) },
      },
    },
    () => system(),
  );
}
