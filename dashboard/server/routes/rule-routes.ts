import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { SwitchOutcome } from '../../../domain/rule-set.ts';
import type { Audit } from '../audit/audit.ts';
import type { DashboardRules } from '../dependencies.ts';
import type { Http } from '../http.ts';
import type { DashboardLimits } from '../limits.ts';
import { ProblemError } from '../problem.ts';
import {
  FaultSchema,
  RuleFileSchema,
  ruleFilesSchema,
  RuleSchema,
  RuleSetSchema,
  twiceNamed,
  withFiles,
} from '../rule-schemas.ts';
import { problems } from '../schemas.ts';

export interface RuleRoutesOptions {
  readonly rules: DashboardRules;
  readonly audit: Audit;
  readonly limits: DashboardLimits;
  readonly now: () => number;
}

/** The rules in force: reading, checking and changing them. */
export function ruleRoutes(app: Http, options: RuleRoutesOptions): void {
  readRoutes(app, options);
  checkRoute(app, options);
  switchRoute(app, options);
}

function readRoutes(app: Http, { rules, limits }: RuleRoutesOptions): void {
  app.get(
    '/api/rules',
    {
      config: { access: 'read', scope: 'none' },
      schema: {
        tags: ['rules'],
        summary: 'The rules in force, with their reasons and sources',
        description: '`setId`, also as ETag, names the present set: `PUT` asks for it.',
        response: {
          200: Type.Object({ setId: Type.String(), rules: Type.Array(RuleSchema) }),
          ...problems(401),
        },
      },
    },
    async (_request, reply) => {
      const setId = rules.setId();
      return await reply.header('etag', toTag(setId)).send({ setId, rules: rules.list() });
    },
  );

  app.get(
    '/api/rules/files',
    {
      config: { access: 'rules', scope: 'none' },
      schema: {
        tags: ['rules'],
        summary: 'The files in force, as they are written',
        response: {
          200: Type.Object({ setId: Type.String(), files: Type.Array(RuleFileSchema) }),
          ...problems(401, 403),
        },
      },
    },
    async (_request, reply) => {
      const setId = rules.setId();
      return await reply.header('etag', toTag(setId)).send({ setId, files: rules.files() });
    },
  );

  app.get(
    '/api/rules/schema',
    {
      config: { access: 'read', scope: 'none' },
      schema: {
        tags: ['rules'],
        summary: 'The format of a rule file, as a JSON schema: what each key means',
        response: { 200: Type.Unknown(), ...problems(401) },
      },
    },
    () => rules.schema(),
  );

  app.get(
    '/api/rules/history',
    {
      config: { access: 'rules', scope: 'none' },
      schema: {
        tags: ['rules'],
        summary: 'Sets of rules that were in force, newest first, with their files',
        querystring: Type.Object({
          limit: Type.Integer({ minimum: 1, maximum: limits.ruleSetsMax, default: 20 }),
        }),
        response: { 200: Type.Object({ sets: Type.Array(RuleSetSchema) }), ...problems(400, 401, 403, 503) },
      },
    },
    async ({ query: { limit } }) => ({ sets: await rules.history(limit) }),
  );
}

function checkRoute(app: Http, { rules, limits }: RuleRoutesOptions): void {
  app.post(
    '/api/rules/check',
    {
      config: { access: 'rules', scope: 'none' },
      bodyLimit: limits.rulesBytesMax,
      schema: {
        tags: ['rules'],
        summary: 'What is wrong with these files, each with its line and what to do',
        description: 'They are checked within the present set, whose files of the same names they replace.',
        body: Type.Object({
          files: ruleFilesSchema(limits),
          whole: Type.Optional(Type.Boolean({ description: 'these are all files, not only changed ones' })),
        }),
        response: { 200: Type.Object({ errors: Type.Array(FaultSchema) }), ...problems(400, 401, 403, 413) },
      },
    },
    ({ body: { files, whole = false } }) => {
      refuseTwiceNamed(files);
      return { errors: rules.check(whole ? files : withFiles(rules.files(), files)) };
    },
  );
}

function switchRoute(app: Http, { rules, audit, limits, now }: RuleRoutesOptions): void {
  app.put(
    '/api/rules',
    {
      config: {
        access: 'rules',
        scope: 'everywhere',
        twoPersons: { acts: ['change-rules'], tells: ['comment'], tellsAlone: ['files'] },
      },
      bodyLimit: limits.rulesBytesMax,
      schema: {
        tags: ['rules'],
        summary: 'Put a set of rules in force from now on',
        description:
          'The whole set: a file that is left out is gone. `If-Match` carries the `setId` that was seen; ' +
          '412 when another set has come into force since, 422 with every error when any file has one.',
        headers: Type.Object({ 'if-match': Type.Optional(Type.String({ maxLength: 300 })) }),
        body: Type.Object({
          files: ruleFilesSchema(limits),
          comment: Type.String({ minLength: 1, maxLength: 2_000, pattern: '\\S' }),
        }),
        response: {
          200: Type.Object({ setId: Type.String(), dropped: Type.Array(Type.String()) }),
          ...problems(400, 401, 403, 412, 413, 422, 428, 503),
        },
      },
    },
    async (request, reply) => {
      const { files, comment } = request.body;
      const expectedSetId = fromTag(request.headers['if-match']);
      if (expectedSetId === null) {
        throw new ProblemError(428, 'no-if-match', { detail: 'Send If-Match with the setId that you saw.' });
      }
      refuseTwiceNamed(files);
      const by = request.session?.account.username ?? 'nobody';
      const outcome = await switchOn({ files, by, comment, expectedSetId });
      record(request, outcome, comment);
      return await answer(reply, outcome);
    },
  );

  async function switchOn(request: Parameters<DashboardRules['switchOn']>[0]): Promise<SwitchOutcome> {
    try {
      return await rules.switchOn(request);
    } catch (error) {
      app.log.error({ err: error }, 'rules not switched on');
      throw new ProblemError(503, 'not-journalled', {
        detail: 'The rules could not be written to disk and did not come into force.',
      });
    }
  }

  function record(request: FastifyRequest, { outcome, setId, errors }: SwitchOutcome, comment: string): void {
    audit.write({
      at: now(),
      who: request.session?.account.username ?? 'nobody',
      action: 'rules switched on',
      target: setId,
      detail: { outcome, comment, errors: errors.length },
      address: request.ip,
    });
  }
}

async function answer(reply: FastifyReply, outcome: SwitchOutcome): Promise<unknown> {
  const { setId, errors, dropped } = outcome;
  if (outcome.outcome === 'stale') {
    const detail = 'Other rules have come into force since. Look at them first.';
    throw new ProblemError(412, 'stale', { detail, extensions: { setId } });
  }
  if (outcome.outcome === 'refused') {
    const detail = `${errors.length} errors; the present rules stay.`;
    throw new ProblemError(422, 'refused', { detail, extensions: { setId, errors } });
  }
  return await reply.header('etag', toTag(setId)).send({ setId, dropped });
}

function refuseTwiceNamed(files: Parameters<typeof twiceNamed>[0]): void {
  const name = twiceNamed(files);
  if (name !== null) throw new ProblemError(400, 'file-twice', { detail: `${name} is there twice.` });
}

function toTag(setId: string): string {
  return `"${setId}"`;
}

/** Null when there is none. `*` would say that whatever is there may go. */
function fromTag(header: string | undefined): string | null {
  const tag = /^(?:W\/)?"(.+)"$/.exec(header?.trim() ?? '')?.[1] ?? header?.trim() ?? '';
  return tag === '' || tag === '*' ? null : tag;
}
