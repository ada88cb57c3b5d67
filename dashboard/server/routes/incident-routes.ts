import { Type } from 'typebox';
import type { PlaceId } from '../../../domain/record.ts';
import type { AlertViews } from '../alert-view.ts';
import type { DashboardIncidents } from '../dependencies.ts';
import type { Http } from '../http.ts';
import { ProblemError } from '../problem.ts';
import {
  AlertSchema,
  Cursor,
  IdParams,
  IncidentSchema,
  Kind,
  Limit,
  NullableTime,
  nullable,
  oneOf,
  problems,
  Time,
} from '../schemas.ts';

export interface IncidentRoutesOptions {
  readonly incidents: DashboardIncidents;
  readonly views: AlertViews;
}

const MeterSchema = Type.Object({
  seat: Type.String(),
  inWindow: Type.Integer({ description: 'new announced alerts within the window of the settings' }),
  isFlood: Type.Boolean(),
  floodSince: NullableTime,
  floodToday_s: Type.Integer({ description: 'time in flood today, s' }),
  floodsToday: Type.Integer(),
  alertsToday: Type.Integer(),
});

const placePattern = '^(site|building|grid|community|street|district):[A-Za-z0-9_.:-]{1,64}$';

/** Incidents, open and past, and how flooded each seat is. Open ones need no database. */
export function incidentRoutes(app: Http, { incidents, views }: IncidentRoutesOptions): void {
  app.get(
    '/api/incidents',
    {
      config: { access: 'read' },
      schema: {
        tags: ['incidents'],
        summary: 'Incidents, newest first',
        querystring: Type.Object({
          state: Type.Optional(oneOf(['open', 'all'])),
          place: Type.Optional(
            Type.Unsafe<PlaceId>(
              Type.String({ pattern: placePattern, description: 'at it or below it, such as street:s1' }),
            ),
          ),
          kind: Type.Optional(Kind),
          limit: Limit,
          cursor: Type.Optional(Cursor),
        }),
        response: {
          200: Type.Object({
            incidents: Type.Array(IncidentSchema),
            nextCursor: nullable(Type.String()),
          }),
          ...problems(400, 401, 503),
        },
      },
    },
    async ({ query: { state = 'open', limit, ...rest } }) => {
      const page = await incidents.search({ state, limit, ...rest });
      return {
        incidents: page.incidents.map((incident) => views.incident(incident)),
        nextCursor: page.nextCursor,
      };
    },
  );

  app.get(
    '/api/incidents/:id',
    {
      config: { access: 'read' },
      schema: {
        tags: ['incidents'],
        summary: 'An incident with its alerts, first up first',
        params: IdParams,
        response: {
          200: Type.Object({
            incident: IncidentSchema,
            alerts: Type.Array(AlertSchema, {
              description: 'the first 1,000; `alertCount` of the incident tells of more',
            }),
            moved: Type.Array(Type.Object({ alertId: Type.String(), at: Time, movedTo: Type.String() }), {
              description: 'alerts that turned out to be part of another incident',
            }),
          }),
          ...problems(401, 404, 503),
        },
      },
    },
    async ({ params: { id } }) => {
      const incident = await incidents.find(id);
      if (incident === null) throw new ProblemError(404, 'no-such-incident');
      const { alerts, moved } = await incidents.alertsOf(id);
      return {
        incident: views.incident(incident),
        alerts: alerts.map((alert) => ({ ...views.alert(alert), incidentId: id })),
        moved,
      };
    },
  );

  app.get(
    '/api/floods',
    {
      config: { access: 'read' },
      schema: {
        tags: ['incidents'],
        summary: 'How many new alerts each seat has to bear, and for how long that was too many today',
        response: { 200: Type.Object({ meters: Type.Array(MeterSchema) }), ...problems(401) },
      },
    },
    () => ({ meters: incidents.floods() }),
  );
}
