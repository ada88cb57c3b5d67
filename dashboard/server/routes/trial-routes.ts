import { Type } from 'typebox';
import type { Audit } from '../audit/audit.ts';
import type { DashboardFleet, DashboardRules } from '../dependencies.ts';
import type { Http } from '../http.ts';
import type { DashboardLimits } from '../limits.ts';
import { ProblemError } from '../problem.ts';
import { ruleFilesSchema, TrialSchema, twiceNamed, withFiles } from '../rule-schemas.ts';
import { Id, IdParams, Kind, problems, Time } from '../schemas.ts';

export interface TrialRoutesOptions {
  readonly rules: DashboardRules;
  readonly fleet: Pick<DashboardFleet, 'device'>;
  readonly audit: Audit;
  readonly limits: DashboardLimits;
  readonly now: () => number;
}

const day_ms = 86_400_000;

/** Trials: what other rules would have said about readings that are on record. */
export function trialRoutes(app: Http, { rules, fleet, audit, limits, now }: TrialRoutesOptions): void {
  app.post(
    '/api/rules/trials',
    {
      config: { access: 'rules', scope: 'everywhere' },
      bodyLimit: limits.rulesBytesMax,
      schema: {
        tags: ['rules'],
        summary: 'Try rules on recorded readings, beside those in force',
        description:
          'The files replace those of the same names in the present set. Answers at once with an id; ' +
          'the work goes on in the background.',
        body: Type.Object({
          files: ruleFilesSchema(limits),
          whole: Type.Optional(Type.Boolean({ description: 'these are all files, not only changed ones' })),
          deviceId: Type.Optional(Id),
          kind: Type.Optional(Kind),
          from: Time,
          to: Time,
        }),
        response: {
          202: Type.Object({ id: Type.String() }),
          ...problems(400, 401, 403, 413, 422, 503),
        },
      },
    },
    async (request, reply) => {
      const { files: given, whole = false, deviceId = null, kind = null, from, to } = request.body;
      const twice = twiceNamed(given);
      if (twice !== null) throw new ProblemError(400, 'file-twice', { detail: `${twice} is there twice.` });
      if (from >= to) throw new ProblemError(400, 'empty-range', { detail: '`from` must be before `to`.' });
      if (to - from > limits.trialDaysMax * day_ms) {
        throw new ProblemError(422, 'too-long', { detail: `At most ${limits.trialDaysMax} days.` });
      }
      if (deviceId === null && kind === null) {
        throw new ProblemError(422, 'incomplete', { detail: 'Name a device or a kind.' });
      }
      if (deviceId !== null && fleet.device(deviceId) === undefined) {
        throw new ProblemError(422, 'no-such-device');
      }
      const files = whole ? given : withFiles(rules.files(), given);
      const errors = rules.check(files);
      if (errors.length > 0) throw new ProblemError(422, 'refused', { extensions: { errors } });
      const by = request.session?.account.username ?? 'nobody';
      const started = rules.startTrial({ files, deviceId, kind, from, to, by });
      if ('refused' in started) throw new ProblemError(503, 'too-many-trials', { detail: started.refused });
      audit.write({
        at: now(),
        who: by,
        action: 'rules tried',
        target: started.id,
        detail: { deviceId, kind, from, to, files: given.map(({ name }) => name) },
        address: request.ip,
      });
      return await reply.code(202).header('location', `/api/rules/trials/${started.id}`).send(started);
    },
  );

  app.get(
    '/api/rules/trials/:id',
    {
      config: { access: 'rules', scope: 'everywhere' },
      schema: {
        tags: ['rules'],
        summary: 'How far a trial is, and its result',
        params: IdParams,
        response: { 200: Type.Object({ trial: TrialSchema }), ...problems(401, 403, 404) },
      },
    },
    ({ params: { id } }) => {
      const trial = rules.trial(id);
      if (trial === null) throw new ProblemError(404, 'no-such-trial');
      return { trial };
    },
  );
}
