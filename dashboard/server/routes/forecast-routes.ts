import { Type } from 'typebox';
import { openForecasts } from '../../forecast-time.ts';
import type { AlertViews } from '../alert-view.ts';
import type { DashboardAlerts } from '../dependencies.ts';
import type { Http } from '../http.ts';
import type { DashboardLimits } from '../limits.ts';
import { ProblemError } from '../problem.ts';
import { AlertSchema, nullable, problems, Time } from '../schemas.ts';

export interface ForecastRoutesOptions {
  readonly alerts: DashboardAlerts;
  readonly views: AlertViews;
  readonly limits: DashboardLimits;
  readonly now: () => number;
}

const day_ms = 86_400_000;

const ScoreSchema = Type.Object({
  ruleId: Type.String(),
  count: Type.Integer({ description: 'those with a known outcome' }),
  cameTrue: Type.Integer(),
  medianLead_s: nullable(Type.Number()),
  reliability: Type.Array(
    Type.Object({
      from: Type.Number(),
      to: Type.Number(),
      count: Type.Integer(),
      said: Type.Number({ description: 'mean probability that was said' }),
      came: Type.Number({ description: 'share that came true' }),
    }),
  ),
});

/** What is expected to go wrong, and how such expectations have turned out. */
export function forecastRoutes(app: Http, { alerts, views, limits, now }: ForecastRoutesOptions): void {
  app.get(
    '/api/forecasts',
    {
      config: { access: 'read', scope: 'seen' },
      schema: {
        tags: ['forecasts'],
        summary: 'Forecasts that stand, the soonest first, each with the record of its rule',
        response: { 200: Type.Object({ forecasts: Type.Array(AlertSchema) }), ...problems(401) },
      },
    },
    ({ scope }) => ({
      forecasts: openForecasts(alerts.open())
        .filter((alert) => scope.seesAlert(alert))
        .map((alert) => views.alert(alert)),
    }),
  );

  app.get(
    '/api/forecasts/record',
    {
      config: { access: 'read', scope: 'none' },
      schema: {
        tags: ['forecasts'],
        summary: 'How the forecasts of the last days turned out, by rule',
        description: 'Forecasts whose data stopped are left out: nobody knows what came of them.',
        querystring: Type.Object({
          rule: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
          days: Type.Integer({ minimum: 1, maximum: limits.forecastDaysMax, default: 30 }),
        }),
        response: {
          200: Type.Object({ from: Time, to: Time, rules: Type.Array(ScoreSchema) }),
          ...problems(400, 401, 503),
        },
      },
    },
    async ({ query: { rule, days } }) => {
      const to = now();
      const from = to - days * day_ms;
      const scores = await alerts.forecastScores({
        from,
        to,
        ...(rule === undefined ? {} : { ruleId: rule }),
      });
      if (scores === null) {
        throw new ProblemError(503, 'database-away', { detail: 'The record is not available now.' });
      }
      return { from, to, rules: scores };
    },
  );
}
