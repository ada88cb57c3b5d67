import { Type } from 'typebox';
import type { SensorKind } from '../../../domain/kinds.ts';
import { createAttemptLimiter } from '../attempt-limiter.ts';
import type { DashboardFleet, DashboardOptions } from '../dependencies.ts';
import type { Http } from '../http.ts';
import type { DashboardLimits } from '../limits.ts';
import { ProblemError } from '../problem.ts';
import { Id, Kind, problems } from '../schemas.ts';

export interface TelemetryRoutesOptions {
  readonly fleet: Pick<DashboardFleet, 'authenticate' | 'device' | 'enrol' | 'enrolmentKeyOf'>;
  readonly acceptTelemetry: DashboardOptions['acceptTelemetry'];
  readonly limits: DashboardLimits;
  readonly now: () => number;
}

/** Telemetry over HTTP, for what pushes rather than speaks MQTT. 202 means: on disk. */
export function telemetryRoutes(app: Http, options: TelemetryRoutesOptions): void {
  const { fleet, limits, now } = options;
  // As with log-ins: guessing secrets must be slow.
  const failures = createAttemptLimiter({
    failuresMax: limits.wrongTokensPerAddressMax,
    windowMs: limits.wrongTokenWindowMs,
    entriesMax: limits.failedLogInEntriesMax,
  });

  function authorise(
    token: string,
    { device, kind }: { device: string; kind: SensorKind },
    ip: string,
  ): void {
    const key = `${ip} ${device}`;
    if (failures.isBlocked(key, now())) throw new ProblemError(429, 'too-many-attempts');
    const verdict = token === '' ? 'refused' : fleet.authenticate(device, Buffer.from(token));
    if (verdict === 'refused') {
      failures.fail(key, now());
      throw new ProblemError(401, 'wrong-credentials', { detail: "The token is not this device's secret." });
    }
    const known = fleet.device(device);
    const isEnrolling = known === undefined && verdict === 'enrolment';
    if (isEnrolling && !fleet.enrol(device, kind, fleet.enrolmentKeyOf(Buffer.from(token)))) {
      throw new ProblemError(403, 'wrong-kind', { detail: `The key lets no ${kind} enrol.` });
    }
    if (known !== undefined && known.kind !== kind) {
      throw new ProblemError(403, 'wrong-kind', { detail: `"${device}" is of the kind ${known.kind}.` });
    }
  }

  async function journal(kind: SensorKind, deviceId: string, payload: Buffer): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      options.acceptTelemetry({ kind, deviceId, payload, receivedAt: now() }, (error) => {
        if (error === null) resolve();
        else reject(new ProblemError(503, 'not-journalled', { detail: 'Not taken: send it again later.' }));
      });
    });
  }

  app.post(
    '/api/telemetry',
    {
      config: { access: 'anyone', scope: 'none', rateLimit: false, audit: 'refusals' },
      bodyLimit: limits.telemetryBytesMax,
      schema: {
        tags: ['telemetry'],
        summary: 'Readings of a device: 202 once they are on disk',
        description:
          'The MQTT payload with `kind` and `device` beside it: one reading as `time`, `seq`, `values`, or ' +
          'several as `readings`. What cannot be read is kept in quarantine and answered with 202 all the same.',
        security: [{ device: [] }],
        body: Type.Object(
          {
            kind: Kind,
            device: Id,
            readings: Type.Optional(Type.Array(Type.Unknown(), { minItems: 1, maxItems: 1_000 })),
          },
          { additionalProperties: true },
        ),
        response: {
          202: Type.Object({ accepted: Type.Boolean() }),
          ...problems(400, 401, 403, 413, 429, 503),
        },
      },
    },
    async (request, reply) => {
      const { kind, device, readings, ...reading } = request.body;
      const [scheme, token = ''] = request.headers.authorization?.split(' ') ?? [];
      authorise(scheme?.toLowerCase() === 'bearer' ? token : '', { device, kind }, request.ip);
      await journal(kind, device, Buffer.from(JSON.stringify(readings ?? reading)));
      return await reply.code(202).send({ accepted: true });
    },
  );
}
