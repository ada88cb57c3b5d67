import { Type } from 'typebox';
import { askerOf } from '../asker-of.ts';
import type { Case, CaseActionType, CaseStep, TrackPoint } from '../../../domain/case.ts';
import type { Text as Words } from '../../../domain/text.ts';
import type { AlertViews } from '../alert-view.ts';
import type { Audit } from '../audit/audit.ts';
import { CaseSchema, PositionSchema } from '../case-schemas.ts';
import type { DashboardCases } from '../dependencies.ts';
import type { Http } from '../http.ts';
import type { DashboardLimits } from '../limits.ts';
import { ProblemError } from '../problem.ts';
import { nullable, oneOf, problems, Text, Time } from '../schemas.ts';

export interface TaskRoutesOptions {
  readonly cases: DashboardCases;
  readonly views: Pick<AlertViews, 'case'>;
  readonly audit: Audit;
  readonly limits: DashboardLimits;
  readonly now: () => number;
}

const nextActions = ['take', 'arrive', 'handle'] as const satisfies readonly CaseActionType[];

/** What is to be done next, by the step that a task is at. */
const toDo: Readonly<
  Partial<Record<CaseStep, { readonly action: (typeof nextActions)[number]; readonly words: Words }>>
> = {
  dispatched: { action: 'take', words: { zh: '接单', en: 'Take the task' } },
  taken: { action: 'arrive', words: { zh: '前往现场并签到', en: 'Go there and report your arrival' } },
  arrived: { action: 'handle', words: { zh: '处置并填报结果', en: 'Handle it and report what you did' } },
};

/** A grid worker's day: their tasks, and the track that they leave. */
export function taskRoutes(app: Http, options: TaskRoutesOptions): void {
  ownTasks(app, options);
  ownTrack(app, options);
  trackOfSomebody(app, options);
}

function ownTasks(app: Http, { cases, views }: TaskRoutesOptions): void {
  app.get(
    '/api/tasks',
    {
      config: { access: 'task', scope: 'seen' },
      schema: {
        tags: ['tasks'],
        summary: 'My open tasks, what is due first at the top; those on hold last',
        response: {
          200: Type.Object({
            tasks: Type.Array(
              Type.Object({
                case: CaseSchema,
                next: Type.Object({ action: oneOf(nextActions), words: Text }),
              }),
            ),
          }),
          ...problems(401, 403),
        },
      },
    },
    (request) => {
      const { by } = askerOf(request);
      const mine = cases
        .open()
        .filter(({ assignee, path }) => assignee === by && request.scope.seesPath(path));
      const tasks = mine.toSorted(byUrgency).flatMap((current) => {
        const next = toDo[current.step];
        return next === undefined ? [] : [{ case: views.case(current), next }];
      });
      return { tasks };
    },
  );
}

function byUrgency(a: Case, b: Case): number {
  const [first, second] = [dueOf(a), dueOf(b)];
  if (first !== second) return first - second;
  return a.severity - b.severity || a.reportedAt - b.reportedAt;
}

/** What has no deadline comes after what has one, and what is on hold last. */
function dueOf({ hold, dueAt }: Case): number {
  return hold === null ? (dueAt ?? Number.MAX_SAFE_INTEGER) : Infinity;
}

function ownTrack(app: Http, { cases, limits, now }: TaskRoutesOptions): void {
  app.post(
    '/api/tracks',
    {
      config: { access: 'task', scope: 'none', audit: 'refusals' },
      schema: {
        tags: ['tasks'],
        summary: 'Where I was: 202 once it is on disk',
        description:
          'Positions of the person who is logged in, never of another. Those whose time cannot be true, or is too ' +
          'long ago, are left out and counted: sending them again helps nobody.',
        body: Type.Object({
          points: Type.Array(
            Type.Object(
              {
                at: Time,
                position: PositionSchema,
                accuracy_m: Type.Optional(nullable(Type.Number({ minimum: 0, maximum: 100_000 }))),
              },
              { additionalProperties: false },
            ),
            { minItems: 1, maxItems: limits.trackPointsMax },
          ),
        }),
        response: {
          202: Type.Object({ accepted: Type.Integer(), leftOut: Type.Integer() }),
          ...problems(400, 401, 403, 413, 503),
        },
      },
    },
    async (request, reply) => {
      const { by: username } = askerOf(request);
      const { points } = request.body;
      const [earliest, latest] = [now() - limits.trackAgeMs, now() + limits.eventAheadMs];
      const good: readonly TrackPoint[] = points
        .filter(({ at }) => at >= earliest && at <= latest)
        .map(({ at, position, accuracy_m = null }) => ({ username, at, position, accuracy_m }));
      try {
        await cases.track(good);
      } catch (error) {
        request.log.warn({ err: error }, 'a track was not journalled');
        throw new ProblemError(503, 'not-journalled', { detail: 'Not taken: send it again later.' });
      }
      return await reply.code(202).send({ accepted: good.length, leftOut: points.length - good.length });
    },
  );
}

function trackOfSomebody(app: Http, { cases, audit, limits, now }: TaskRoutesOptions): void {
  app.get(
    '/api/tracks/:username',
    {
      config: { access: 'lead', scope: 'account' },
      schema: {
        tags: ['tasks'],
        summary: 'Where somebody was; whoever asks is noted in the audit',
        params: Type.Object({ username: Type.String({ minLength: 1, maxLength: 64 }) }),
        querystring: Type.Object({ from: Time, to: Time }),
        response: {
          200: Type.Object({
            points: Type.Array(
              Type.Object({
                username: Type.String(),
                at: Time,
                position: PositionSchema,
                accuracy_m: nullable(Type.Number()),
              }),
            ),
            nextFrom: nullable(
              Type.Integer({ description: 'there is more: ask again from here; null: this was all' }),
            ),
          }),
          ...problems(400, 401, 403, 503),
        },
      },
    },
    async (request) => {
      const { username } = request.params;
      const { from, to } = request.query;
      const who = askerOf(request).by;
      // Asking is noted before anything is told, also where the answer fails.
      audit.write({
        at: now(),
        who,
        action: 'track read',
        target: username,
        detail: { from, to },
        address: request.ip,
      });
      if (from > to || to - from > limits.trackDaysMax * 86_400_000) {
        throw new ProblemError(400, 'bad-period', {
          detail: `At most ${limits.trackDaysMax} days, in order.`,
        });
      }
      const points = await cases.readTrack({ username, from, to });
      if (points === null) throw new ProblemError(503, 'database-away');
      const last = points.at(-1);
      const isCut = last !== undefined && points.length >= cases.trackPointsMax;
      return { points, nextFrom: isCut ? last.at + 1 : null };
    },
  );
}
