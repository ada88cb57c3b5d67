import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { PlanFile } from '../../../domain/plan.ts';
import type { Language } from '../../../domain/text.ts';
import type { Audit } from '../audit/audit.ts';
import type { Http } from '../http.ts';
import type { DashboardLimits } from '../limits.ts';
import type { Places } from '../place.ts';
import type { DashboardPlans } from '../plan-dependencies.ts';
import { printPolicy } from '../plan-print/print-page.ts';
import { printPlan } from '../plan-print/print-plan.ts';
import { createPrintWords } from '../plan-print/print-words.ts';
import { PlaceSchema, PlanFileSchema, PlanSchema, PlanSetSchema, SituationSchema } from '../plan-schemas.ts';
import { ProblemError } from '../problem.ts';
import { FaultSchema } from '../rule-schemas.ts';
import { IdParams, Language as LanguageName, problems } from '../schemas.ts';
import { actorOf } from './plan-actor.ts';

export interface PlanRoutesOptions {
  readonly plans: DashboardPlans;
  readonly places: Places;
  readonly audit: Audit;
  readonly limits: DashboardLimits;
  readonly now: () => number;
}

/** Emergency plans in force: reading, finding, printing, checking and changing them. */
export function planRoutes(app: Http, options: PlanRoutesOptions): void {
  readRoutes(app, options);
  fileRoutes(app, options);
  putRoute(app, options);
}

function readRoutes(app: Http, { plans, now }: PlanRoutesOptions): void {
  app.get(
    '/api/plans',
    {
      config: { access: 'read', scope: 'none' },
      schema: {
        tags: ['plans'],
        summary: 'The emergency plans in force, and the places that they know',
        response: {
          200: Type.Object({
            set: PlanSetSchema,
            plans: Type.Array(PlanSchema),
            places: Type.Array(PlaceSchema),
          }),
          ...problems(401),
        },
      },
    },
    async (_request, reply) => {
      const { head, ...rest } = plans.view();
      return await reply.header('etag', `"${head.setId}"`).send({ set: head, ...rest });
    },
  );

  app.get(
    '/api/plans/for',
    {
      config: { access: 'read', scope: 'seen' },
      schema: {
        tags: ['plans'],
        summary: 'The plans that fit an alert, an incident or a case, the best first',
        description: 'Those for the nearest area come first, then those for its kind, then for its severity.',
        querystring: Type.Object({
          alert: Type.Optional(Type.String({ maxLength: 200 })),
          incident: Type.Optional(Type.String({ maxLength: 200 })),
          case: Type.Optional(Type.String({ maxLength: 200 })),
        }),
        response: {
          200: Type.Object({ situation: SituationSchema, plans: Type.Array(PlanSchema) }),
          ...problems(400, 401, 404),
        },
      },
    },
    (request) => {
      const { query, scope } = request;
      const asked = (['alert', 'incident', 'case'] as const).flatMap((type) => {
        const id = query[type];
        return id === undefined ? [] : [{ type, id }];
      });
      const [subject] = asked;
      if (subject === undefined || asked.length > 1) {
        throw new ProblemError(400, 'one-subject', { detail: 'Ask for an alert, an incident or a case.' });
      }
      const found = plans.fitting(subject);
      if (found !== null && !scope.seesPath(found.situation.path)) request.isForeignNamed = true;
      if (found === null || request.isForeignNamed) throw new ProblemError(404, `no-such-${subject.type}`);
      return found;
    },
  );

  app.get(
    '/api/plans/:id',
    {
      config: { access: 'read', scope: 'none' },
      schema: {
        tags: ['plans'],
        summary: 'A plan',
        params: IdParams,
        response: { 200: Type.Object({ plan: PlanSchema }), ...problems(401, 404) },
      },
    },
    ({ params: { id } }) => ({ plan: find(plans, id) }),
  );

  app.get(
    '/api/plans/:id/print',
    {
      config: { access: 'read', scope: 'none' },
      schema: {
        tags: ['plans'],
        summary: 'A plan as a page to print (HTML, A4)',
        params: IdParams,
        querystring: Type.Object({ lang: Type.Optional(LanguageName) }),
        response: { 200: Type.String(), ...problems(400, 401, 404) },
      },
    },
    async (request, reply) => {
      const plan = find(plans, request.params.id);
      const words = createPrintWords(languageOf(request, request.query.lang), plans.timeZone());
      return await sendPage(reply, printPlan({ plan, places: plans.view().places }, words, now()));
    },
  );
}

function find(plans: DashboardPlans, id: string) {
  const plan = plans.view().plans.find((one) => one.id === id);
  if (plan === undefined) throw new ProblemError(404, 'no-such-plan');
  return plan;
}

/** What was asked for, or the person's own. */
export function languageOf(request: FastifyRequest, asked: Language | undefined): Language {
  return asked ?? request.session?.account.language ?? 'zh';
}

/** A page that loads nothing and runs nothing. */
export async function sendPage(reply: FastifyReply, page: string): Promise<FastifyReply> {
  return await reply
    .header('content-security-policy', printPolicy)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    // As bytes: texts are answered as JSON here.
    .send(Buffer.from(page));
}

function fileRoutes(app: Http, { plans, limits }: PlanRoutesOptions): void {
  app.get(
    '/api/plans/files',
    {
      config: { access: 'rules', scope: 'none' },
      schema: {
        tags: ['plans'],
        summary: 'The files in force, as they are written',
        response: {
          200: Type.Object({ set: PlanSetSchema, files: Type.Array(PlanFileSchema) }),
          ...problems(401, 403),
        },
      },
    },
    async (_request, reply) => {
      const { head } = plans.view();
      return await reply.header('etag', `"${head.setId}"`).send({ set: head, files: plans.files() });
    },
  );

  app.get(
    '/api/plans/history',
    {
      config: { access: 'rules', scope: 'none' },
      schema: {
        tags: ['plans'],
        summary: 'Who put which plans in force, when and why, newest first',
        querystring: Type.Object({ limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }) }),
        response: { 200: Type.Object({ sets: Type.Array(PlanSetSchema) }), ...problems(400, 401, 403) },
      },
    },
    async ({ query: { limit } }) => ({ sets: await plans.history(limit) }),
  );

  app.post(
    '/api/plans/check',
    {
      config: { access: 'rules', scope: 'none' },
      bodyLimit: limits.rulesBytesMax,
      schema: {
        tags: ['plans'],
        summary: 'What is wrong with a whole set of files, each with its line',
        body: Type.Object({ files: Type.Array(PlanFileSchema, { maxItems: limits.ruleFilesMax }) }),
        response: { 200: Type.Object({ errors: Type.Array(FaultSchema) }), ...problems(400, 401, 403, 413) },
      },
    },
    ({ body: { files } }) => ({ errors: plans.check(files) }),
  );
}

function putRoute(app: Http, { plans, audit, limits, now }: PlanRoutesOptions): void {
  app.put(
    '/api/plans',
    {
      config: {
        access: 'rules',
        scope: 'everywhere',
        twoPersons: { acts: ['change-plans'], tells: ['comment'], tellsAlone: ['files'] },
      },
      bodyLimit: limits.rulesBytesMax,
      schema: {
        tags: ['plans'],
        summary: 'Put a set of plans and places in force',
        description:
          'The whole set: a file that is left out is gone. `If-Match` carries the `setId` that was seen; 412 when ' +
          'another set has come into force since, 422 with every error. Plans in motion go on as they were.',
        headers: Type.Object({ 'if-match': Type.Optional(Type.String({ maxLength: 300 })) }),
        body: Type.Object({
          files: Type.Array(PlanFileSchema, { maxItems: limits.ruleFilesMax }),
          comment: Type.String({ minLength: 1, maxLength: 2_000, pattern: '\\S' }),
        }),
        response: {
          200: Type.Object({ set: PlanSetSchema }),
          ...problems(400, 401, 403, 412, 413, 422, 428, 503),
        },
      },
    },
    async (request, reply) => {
      const { files, comment } = request.body;
      const expectedSetId = /^(?:W\/)?"([^"]+)"$/.exec(request.headers['if-match']?.trim() ?? '')?.[1];
      if (expectedSetId === undefined) {
        throw new ProblemError(428, 'no-if-match', { detail: 'Send If-Match with the setId that you saw.' });
      }
      const actor = actorOf(request, { at: now(), key: crypto.randomUUID() });
      const { outcome, setId, reason, errors } = await put({ actor, files, comment, expectedSetId });
      audit.write({
        at: actor.at,
        who: actor.by,
        action: 'plans put in force',
        target: setId,
        detail: { outcome, comment, errors: errors.length },
        address: request.ip,
      });
      const extensions = { setId, errors };
      if (outcome === 'stale') {
        const detail = 'Other plans have come into force since. Look at them first.';
        throw new ProblemError(412, 'stale', { detail, extensions });
      }
      if (outcome === 'refused') {
        const detail = reason?.en ?? `${errors.length} errors; the present plans stay.`;
        throw new ProblemError(422, 'refused', { detail, extensions });
      }
      return await reply.header('etag', `"${setId}"`).send({ set: plans.view().head });
    },
  );

  async function put(asked: Parameters<DashboardPlans['put']>[0]): ReturnType<DashboardPlans['put']> {
    refuseTwiceNamed(asked.files);
    try {
      return await plans.put(asked);
    } catch (error) {
      app.log.error({ err: error }, 'plans not put in force');
      throw new ProblemError(503, 'not-journalled', {
        detail: 'The plans could not be written to disk and did not come into force.',
      });
    }
  }
}

function refuseTwiceNamed(files: readonly PlanFile[]): void {
  const names = files.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new ProblemError(400, 'file-twice', { detail: `${twice} is there twice.` });
}
