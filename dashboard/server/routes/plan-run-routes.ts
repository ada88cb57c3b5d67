import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { BattleMap, PlanPerson } from '../../../domain/battle-map.ts';
import {
  planStepEndings,
  type PlanAction,
  type PlanOutcome,
  type PlanPut,
  type PlanSubject,
} from '../../../domain/plan.ts';
import type { Http } from '../http.ts';
import { may } from '../may.ts';
import { printRun } from '../plan-print/print-run.ts';
import { createPrintWords } from '../plan-print/print-words.ts';
import { BattleMapSchema, RunSchema } from '../plan-schemas.ts';
import { ProblemError } from '../problem.ts';
import { IdParams, Language, nullable, oneOf, problems } from '../schemas.ts';
import { actorOf } from './plan-actor.ts';
import { languageOf, sendPage, type PlanRoutesOptions } from './plan-routes.ts';

const KeyHeader = Type.Object({
  'idempotency-key': Type.String({ minLength: 1, maxLength: 128, pattern: '^[\\x21-\\x7e]+$' }),
});
/** The newest runs among which those of somebody's areas are looked for. */
const runsLookedAt_max = 200;
const Comment = Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 2_000 })));

/** Plans in motion: setting one in motion, its battle map, ticking off its steps, ending it. */
export function planRunRoutes(app: Http, options: PlanRoutesOptions): void {
  readRoutes(app, options);
  for (const type of ['incident', 'alert', 'case'] as const) startRoute(app, type, options);
  stepRoutes(app, options);
}

function readRoutes(app: Http, { plans, places }: PlanRoutesOptions): void {
  app.get(
    '/api/plan-runs',
    {
      config: { access: 'read', scope: 'seen' },
      schema: {
        tags: ['plans'],
        summary: 'Plans in motion, or all that ever were, newest first',
        querystring: Type.Object({
          state: Type.Optional(oneOf(['running', 'all'])),
          limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
        }),
        response: { 200: Type.Object({ runs: Type.Array(RunSchema) }), ...problems(400, 401) },
      },
    },
    async ({ query: { state = 'running', limit }, scope }) => {
      const runs = await plans.runs({ state, limit: scope.isEverywhere ? limit : runsLookedAt_max });
      const seen = runs.filter(({ situation }) => scope.seesPath(situation.path)).slice(0, limit);
      return { runs: seen.map((run) => ({ ...run, place: places.ofRun(run) })) };
    },
  );

  app.get(
    '/api/plan-runs/:id',
    {
      config: { access: 'read', scope: 'planRun' },
      schema: {
        tags: ['plans'],
        summary: 'The battle map of a plan in motion: people, places, resources, tasks',
        description: 'Telephone numbers are told to those who may act.',
        params: IdParams,
        response: { 200: Type.Object({ map: BattleMapSchema }), ...problems(401, 404) },
      },
    },
    async (request) => ({ map: await readMap(request, request.params.id) }),
  );

  app.get(
    '/api/plan-runs/:id/print',
    {
      config: { access: 'read', scope: 'planRun' },
      schema: {
        tags: ['plans'],
        summary: 'The battle map as a page to print (HTML, A4)',
        params: IdParams,
        querystring: Type.Object({ lang: Type.Optional(Language) }),
        response: { 200: Type.String(), ...problems(400, 401, 404) },
      },
    },
    async (request, reply) => {
      const map = await readMap(request, request.params.id);
      const words = createPrintWords(languageOf(request, request.query.lang), plans.timeZone());
      return await sendPage(reply, printRun(map, words));
    },
  );

  async function readMap(request: FastifyRequest, id: string): Promise<BattleMap> {
    const found = await plans.map(id);
    if (found === null) throw new ProblemError(404, 'no-such-plan-run');
    const map = { ...found, place: places.ofRun(found.run) };
    return may(request.session, 'act') ? map : withoutPhones(map);
  }
}

function withoutPhones(map: BattleMap): BattleMap {
  return {
    ...map,
    onDuty: map.onDuty.map(hidePhones),
    calls: map.calls.map(hidePhones),
    tasks: map.tasks.map(hidePhones),
  };
}

function hidePhones<T extends { readonly people: readonly PlanPerson[] }>(part: T): T {
  return { ...part, people: part.people.map((person) => ({ ...person, phone: null })) };
}

function startRoute(app: Http, type: PlanSubject['type'], options: PlanRoutesOptions): void {
  app.post(
    `/api/${type}s/:id/plan`,
    {
      config: { access: 'act', scope: type },
      schema: {
        tags: ['plans'],
        summary: `Set a plan in motion for the ${type}`,
        description: 'Once: pressed again, by whomever, it answers with the plan that is in motion.',
        params: IdParams,
        headers: KeyHeader,
        body: Type.Object({ planId: Type.String({ minLength: 1, maxLength: 100 }) }),
        response: { 200: Type.Object({ run: RunSchema }), ...problems(400, 401, 403, 404, 422, 503) },
      },
    },
    async (request) => {
      const { id } = (request as { params: { id: string } }).params;
      const actor = actorOf(request, { at: options.now(), key: request.headers['idempotency-key'] });
      const { planId } = request.body;
      // What is set in motion where somebody does not see would be out of their hands at once.
      const situation = options.plans.fitting({ type, id })?.situation;
      if (situation !== undefined && !request.scope.seesPath(situation.path)) {
        request.isForeignNamed = true;
        throw new ProblemError(404, `no-such-${type}`);
      }
      const asked = { ...actor, action: 'start', planId, subject: { type, id } } as const;
      return await settle(app, options, { request, asked, target: `${type} ${id}` });
    },
  );
}

function stepRoutes(app: Http, options: PlanRoutesOptions): void {
  const { now } = options;
  const answers = {
    200: Type.Object({ run: RunSchema }),
    ...problems(400, 401, 403, 404, 422, 503),
  };
  app.post(
    '/api/plan-runs/:id/steps/:step',
    {
      config: { access: 'task', scope: 'planRun' },
      schema: {
        tags: ['plans'],
        summary: 'Tick off a step, leave it out, say that it cannot be done, or take that back',
        description: 'With `skipped` and `impossible` a comment says why.',
        params: Type.Object({
          id: Type.String({ minLength: 1, maxLength: 200 }),
          step: Type.String({ minLength: 1, maxLength: 100 }),
        }),
        headers: KeyHeader,
        body: Type.Object({ state: oneOf([...planStepEndings, 'undone']), comment: Comment }),
        response: answers,
      },
    },
    async (request) => {
      const { id: runId, step: stepId } = request.params;
      const { state: action, comment = null } = request.body;
      const actor = actorOf(request, { at: now(), key: request.headers['idempotency-key'] });
      const asked = { ...actor, action, runId, stepId, comment };
      return await settle(app, options, { request, asked, target: `${runId} ${stepId}` });
    },
  );

  app.post(
    '/api/plan-runs/:id/notes',
    {
      config: { access: 'task', scope: 'planRun' },
      schema: {
        tags: ['plans'],
        summary: 'Write a note into the history of a plan in motion',
        params: IdParams,
        headers: KeyHeader,
        body: Type.Object({
          comment: Type.String({ minLength: 1, maxLength: 2_000, pattern: '\\S' }),
          step: Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 100 }))),
        }),
        response: answers,
      },
    },
    async (request) => {
      const { id: runId } = request.params;
      const { comment, step: stepId = null } = request.body;
      const actor = actorOf(request, { at: now(), key: request.headers['idempotency-key'] });
      const asked = { ...actor, action: 'note', runId, stepId, comment } as const;
      return await settle(app, options, { request, asked, target: runId });
    },
  );

  app.post(
    '/api/plan-runs/:id/end',
    {
      config: { access: 'act', scope: 'planRun' },
      schema: {
        tags: ['plans'],
        summary: 'End a plan: its steps stay as they are',
        params: IdParams,
        headers: KeyHeader,
        body: Type.Object({ comment: Comment }),
        response: answers,
      },
    },
    async (request) => {
      const { id: runId } = request.params;
      const actor = actorOf(request, { at: now(), key: request.headers['idempotency-key'] });
      const asked = { ...actor, action: 'end', runId, comment: request.body.comment ?? null } as const;
      return await settle(app, options, { request, asked, target: runId });
    },
  );
}

async function settle(
  app: Http,
  { plans, audit }: PlanRoutesOptions,
  {
    request,
    asked,
    target,
  }: { request: FastifyRequest; asked: Exclude<PlanAction, PlanPut>; target: string },
) {
  let answer: PlanOutcome;
  try {
    answer = await plans.act(asked);
  } catch (error) {
    app.log.error({ err: error, target }, 'action on a plan not journalled');
    throw new ProblemError(503, 'not-journalled', {
      detail: 'The action could not be written to disk and did not take effect.',
    });
  }
  const { outcome, reason, run } = answer;
  audit.write({
    at: asked.at,
    who: asked.by,
    action: `plan ${asked.action}`,
    target,
    detail: { outcome, reason: reason?.en ?? null, runId: run?.id ?? null },
    address: request.ip,
  });
  const details = {
    ...(reason === null ? {} : { detail: reason.en }),
    extensions: { reason, run },
  };
  if (outcome === 'unknown') throw new ProblemError(404, 'not-found', details);
  if (outcome !== 'done' || run === null) throw new ProblemError(422, 'refused', details);
  return { run };
}
