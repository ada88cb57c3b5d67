import { Type } from 'typebox';
import type { ServiceOutcome } from '../../../domain/alert-desk.ts';
import type { ServiceAction } from '../../../domain/alert.ts';
import type { Text } from '../../../domain/text.ts';
import type { Audit } from '../audit/audit.ts';
import type { DashboardAlerts, DashboardFleet, FleetDevice } from '../dependencies.ts';
import type { Http } from '../http.ts';
import { ProblemError } from '../problem.ts';
import { IdempotencyHeaders, IdParams, nullable, NullableTime, oneOf, problems, Time } from '../schemas.ts';

export interface ServiceRoutesOptions {
  readonly alerts: Pick<DashboardAlerts, 'serve' | 'outOfService'>;
  readonly fleet: Pick<DashboardFleet, 'device'>;
  readonly audit: Audit;
  readonly now: () => number;
}

function nameOf(device: Pick<FleetDevice, 'name'> | undefined): Text | null {
  const name = device?.name ?? null;
  return name === null ? null : { zh: name, en: name };
}

interface ActionBody {
  readonly action: ServiceAction['action'];
}

const MarkSchema = Type.Object({
  deviceId: Type.String(),
  workOrder: Type.String(),
  reason: Type.String(),
  by: Type.String(),
  since: Time,
  until: NullableTime,
});

/** Devices out of service (屏蔽): their alerts are evaluated and listed, and announced to nobody. */
export function serviceRoutes(app: Http, { alerts, fleet, audit, now }: ServiceRoutesOptions): void {
  app.get(
    '/api/service',
    {
      config: { access: 'read', scope: 'seen' },
      schema: {
        tags: ['devices'],
        summary: 'What is out of service, the longest first',
        response: { 200: Type.Object({ marks: Type.Array(MarkSchema) }), ...problems(401) },
      },
    },
    ({ scope }) => ({ marks: alerts.outOfService().filter(({ deviceId }) => scope.seesDevice(deviceId)) }),
  );

  app.post(
    '/api/devices/:id/service',
    {
      config: {
        access: 'service',
        scope: 'device',
        twoPersons: {
          acts: ['take-out-of-service'],
          of: ({ body }) => ((body as ActionBody).action === 'takeOut' ? ['take-out-of-service'] : []),
          tells: ['workOrder', 'reason', 'until'],
          about: ({ params }) => nameOf(fleet.device((params as { id: string }).id)),
        },
      },
      schema: {
        tags: ['devices'],
        summary: 'Take a device out of service, or put it back',
        description:
          'Taking out needs a work order and a reason; without `until` it stays out until it is put back. Taking out ' +
          'once more changes the order, reason and end. Takes effect once it is on disk. A repeat with the same ' +
          'Idempotency-Key acts once.',
        params: IdParams,
        headers: IdempotencyHeaders,
        body: Type.Object({
          action: oneOf(['takeOut', 'putBack']),
          workOrder: Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 100 }))),
          reason: Type.Optional(Type.String({ maxLength: 2_000 })),
          until: Type.Optional(NullableTime),
        }),
        response: {
          200: Type.Object({ mark: nullable(MarkSchema) }),
          ...problems(400, 401, 403, 404, 422, 503),
        },
      },
    },
    async (request) => {
      const { session, params, body } = request;
      if (session === null) throw new ProblemError(401, 'not-logged-in');
      if (fleet.device(params.id) === undefined) throw new ProblemError(404, 'no-such-device');
      const { username: by, role } = session.account;
      const { workOrder = null, reason = '', until = null } = body;
      const asked: ServiceAction = {
        action: body.action,
        deviceId: params.id,
        workOrder,
        reason,
        until,
        by,
        role,
        seat: session.seat,
        at: now(),
        idempotencyKey: `${by}:${request.headers['idempotency-key']}`,
      };
      const outcome = await serve(asked);
      audit.write({
        at: asked.at,
        who: by,
        action: `service ${body.action}`,
        target: params.id,
        detail: { workOrder, reason, until, outcome: outcome.outcome, why: outcome.reason?.en ?? null },
        address: request.ip,
      });
      if (outcome.outcome === 'done') return { mark: outcome.mark };
      const { mark, reason: why } = outcome;
      const detail = why === null ? {} : { detail: why.en };
      throw new ProblemError(422, 'refused', { ...detail, extensions: { mark, reason: why } });
    },
  );

  async function serve(asked: ServiceAction): Promise<ServiceOutcome> {
    try {
      return await alerts.serve(asked);
    } catch (error) {
      app.log.error({ err: error, device: asked.deviceId }, 'service action not journalled');
      throw new ProblemError(503, 'not-journalled', {
        detail: 'The action could not be written to disk and did not take effect.',
      });
    }
  }
}
