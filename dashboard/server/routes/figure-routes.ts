import { Type } from 'typebox';
import { figureDefinitions } from '../../../domain/figure-definitions.ts';
import type { FigureFilter } from '../../../domain/figures.ts';
import type { SensorKind } from '../../../domain/kinds.ts';
import type { DashboardFigures } from '../figure-dependencies.ts';
import { DetectorSchema, figureTableProperties, Grouping, ShiftSchema } from '../figure-schemas.ts';
import type { Http } from '../http.ts';
import type { DashboardLimits } from '../limits.ts';
import { ProblemError } from '../problem.ts';
import { Kind, nullable, problems, Text, Time } from '../schemas.ts';
import { partOf, type Scope } from '../scope.ts';

export interface FigureRoutesOptions {
  readonly figures: DashboardFigures;
  readonly limits: DashboardLimits;
  readonly now: () => number;
}

const day_ms = 86_400_000;

const Word = Type.String({ minLength: 1, maxLength: 200 });
const filterProperties = {
  area: Type.Optional(Type.String({ ...Word, description: 'with what lies below it' })),
  seat: Type.Optional(Type.String({ ...Word, description: '`none`: what no seat watched' })),
  shift: Type.Optional(Word),
  device: Type.Optional(Word),
  rule: Type.Optional(Word),
  kind: Type.Optional(Kind),
};

const noPersons =
  'Figures are told by seat, shift and place, never by person: they are there to mend rules, detectors and ' +
  'staffing, and whoever is measured acknowledges without looking.';

/** Key figures of alarm management: of the present shift, of a period, and of detectors. */
export function figureRoutes(app: Http, { figures, limits, now }: FigureRoutesOptions): void {
  app.get(
    '/api/figures/definitions',
    {
      config: { access: 'read', scope: 'none' },
      schema: {
        tags: ['figures'],
        summary: 'What each figure is, with its target, limit and source',
        response: {
          200: Type.Object({
            definitions: Type.Record(
              Type.String(),
              Type.Object({
                label: Text,
                unit: Type.String(),
                target: nullable(Type.Number()),
                limit: nullable(Type.Number()),
                isHighGood: Type.Boolean(),
                isPerOperator: Type.Boolean({ description: 'judges a seat only' }),
                meaning: Text,
                source: Type.String(),
              }),
            ),
          }),
          ...problems(401),
        },
      },
    },
    () => ({ definitions: figureDefinitions }),
  );

  app.get(
    '/api/figures/live',
    {
      config: { access: 'read', scope: 'seen' },
      schema: {
        tags: ['figures'],
        summary: 'The figures since the present shift began',
        description: `From memory, so also while the database is away. ${noPersons}`,
        querystring: Type.Object({ by: Type.Optional(Grouping) }),
        response: {
          200: Type.Object({ ...figureTableProperties, shift: ShiftSchema }),
          ...problems(400, 401),
        },
      },
    },
    ({ query: { by = 'seat' }, scope }) => figures.live(by, now(), partOf(scope)?.areas),
  );

  app.get(
    '/api/figures',
    {
      config: { access: 'read', scope: 'seen' },
      schema: {
        tags: ['figures'],
        summary: 'The figures of a period, together and by seat, shift, area, device, rule, kind or day',
        description:
          `The last 24 hours unless told otherwise. Shifts and days are in the desk's time zone, by the hours ` +
          `that are set now; areas and seats are those of when the alert began. ${noPersons}`,
        querystring: Type.Object({
          from: Type.Optional(Time),
          to: Type.Optional(Time),
          by: Type.Optional(Grouping),
          ...filterProperties,
        }),
        response: { 200: Type.Object(figureTableProperties), ...problems(400, 401, 422, 503) },
      },
    },
    async ({ query: { from, to, by, ...filter }, scope }) => {
      const period = periodOf({ from, to, days: 1 });
      const answer = await figures.query({ ...period, by: by ?? null, ...toFilter(filter, scope) }, now());
      if ('refused' in answer) throw refusal(answer.refused);
      return answer;
    },
  );

  app.get(
    '/api/figures/detectors',
    {
      config: { access: 'read', scope: 'seen' },
      schema: {
        tags: ['figures'],
        summary: 'Detectors and rules by their false alarms, and what the past says would help',
        description:
          'The last 90 days unless told otherwise. False are cooking, steam, dust, insects and device faults, of ' +
          'those and the real ones; tests and drills are set off on purpose and left out, forecasts have a record ' +
          'of their own. A verdict needs five judged alerts and an interval (95 %, Wilson) on one side of a half.',
        querystring: Type.Object({
          from: Type.Optional(Time),
          to: Type.Optional(Time),
          limit: Type.Integer({ minimum: 1, maximum: 500, default: 50 }),
          ...filterProperties,
        }),
        response: {
          200: Type.Object({ from: Time, to: Time, detectors: Type.Array(DetectorSchema) }),
          ...problems(400, 401, 422, 503),
        },
      },
    },
    async ({ query: { from, to, limit, ...filter }, scope }) => {
      const period = periodOf({ from, to, days: 90 });
      const answer = await figures.detectors(period, toFilter(filter, scope));
      if ('refused' in answer) throw refusal(answer.refused);
      return { ...period, detectors: answer.slice(0, limit) };
    },
  );

  function periodOf(asked: { from: number | undefined; to: number | undefined; days: number }) {
    const to = asked.to ?? now();
    const from = asked.from ?? to - asked.days * day_ms;
    if (from >= to)
      throw new ProblemError(400, 'empty-period', { detail: 'The period ends before it begins.' });
    if (to - from > limits.figureDaysMax * day_ms) throw refusal('tooLong');
    return { from, to };
  }
}

interface AskedFilter {
  readonly area?: string | undefined;
  readonly seat?: string | undefined;
  readonly shift?: string | undefined;
  readonly device?: string | undefined;
  readonly rule?: string | undefined;
  readonly kind?: SensorKind | undefined;
}

function toFilter(asked: AskedFilter, scope: Scope): FigureFilter {
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  return scope.isEverywhere ? given : { ...given, within: scope.areas };
}

function refusal(refused: 'away' | 'tooLong'): ProblemError {
  return refused === 'away'
    ? new ProblemError(503, 'database-away', { detail: 'The figures of the past are not available now.' })
    : new ProblemError(422, 'period-too-long', { detail: 'The period is too long for one answer.' });
}
