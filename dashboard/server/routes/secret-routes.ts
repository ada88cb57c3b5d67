import { Type } from 'typebox';
import type { Audit } from '../audit/audit.ts';
import type { DashboardFleet } from '../dependencies.ts';
import type { Http } from '../http.ts';
import type { DashboardLimits } from '../limits.ts';
import { ProblemError } from '../problem.ts';
import { IdParams, NullableTime, problems } from '../schemas.ts';

export interface SecretRoutesOptions {
  readonly fleet: Pick<DashboardFleet, 'device' | 'changeSecret'>;
  readonly audit: Audit;
  readonly limits: DashboardLimits;
  readonly now: () => number;
}

/** Devices' secrets: another one when one got out, or as a matter of course. */
export function secretRoutes(app: Http, { fleet, audit, limits, now }: SecretRoutesOptions): void {
  app.post(
    '/api/devices/:id/secret',
    {
      config: { access: 'manage', scope: 'device' },
      schema: {
        tags: ['devices'],
        summary: 'Give a device another secret: it is told once',
        description:
          'The former secret (or the enrolment key, where the device came by that) lets it in for `grace_ms` more, so ' +
          'that somebody can change it in the device. With 0 it is cut at once, and the device is disconnected.',
        params: IdParams,
        body: Type.Object({
          grace_ms: Type.Integer({ minimum: 0, maximum: limits.secretGraceMsMax, default: 0 }),
        }),
        response: {
          200: Type.Object({
            secret: Type.String(),
            formerUntil: NullableTime,
          }),
          ...problems(400, 401, 403, 404, 503),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { grace_ms } = request.body;
      if (fleet.device(id) === undefined) throw new ProblemError(404, 'no-such-device');
      const changed = await fleet.changeSecret(id, { grace_ms });
      audit.write({
        at: now(),
        who: request.session?.account.username ?? 'nobody',
        action: 'device secret changed',
        target: id,
        detail: { grace_ms, formerUntil: changed.formerUntil },
        address: request.ip,
      });
      return await reply.header('cache-control', 'no-store').send(changed);
    },
  );
}
