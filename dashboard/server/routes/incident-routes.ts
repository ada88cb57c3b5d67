import { Type } from 'typebox';
import type { Seat } from '../../../domain/desk-settings.ts';
import type { Incident, IncidentMove } from '../../../domain/incident.ts';
import { partOfIncident } from '../../../domain/incident-part.ts';
import type { PlaceId } from '../../../domain/record.ts';
import type { AlertViews } from '../alert-view.ts';
import type { DashboardAlerts, DashboardIncidents } from '../dependencies.ts';
import { fillPage } from '../fill-page.ts';
import type { Http } from '../http.ts';
import { incidentParts } from '../incident-parts.ts';
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
import type { Scope } from '../scope.ts';
import { floodsIn } from '../seen.ts';

export interface IncidentRoutesOptions {
  readonly incidents: DashboardIncidents;
  readonly alerts: Pick<DashboardAlerts, 'open' | 'find'>;
  readonly seats: () => readonly Seat[];
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
export function incidentRoutes(app: Http, { incidents, alerts, seats, views }: IncidentRoutesOptions): void {
  app.get(
    '/api/incidents',
    {
      config: { access: 'read', scope: 'seen' },
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
    async ({ query: { state = 'open', limit, cursor, ...rest }, scope }) => {
      const partOf = incidentParts({ alerts, incidents }, scope);
      // Of one that goes on elsewhere, the part may be over.
      const pick = (incident: Incident): Incident | null => {
        const part = partOf(incident);
        return state === 'open' && !scope.isEverywhere && part?.closedAt !== null ? null : part;
      };
      const { items, nextCursor } = await fillPage(
        { limit, cursor },
        async (page) => {
          const { incidents: items, nextCursor } = await incidents.search({ state, ...rest, ...page });
          return { items, nextCursor };
        },
        { scope, pick },
      );
      return { incidents: items.map((incident) => views.incident(incident, scope)), nextCursor };
    },
  );

  app.get(
    '/api/incidents/:id',
    {
      config: { access: 'read', scope: 'incident' },
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
    async ({ params: { id }, scope }) => {
      const incident = await incidents.find(id);
      if (incident === null) throw new ProblemError(404, 'no-such-incident');
      const { alerts: all, moved } = await incidents.alertsOf(id);
      const own = all.filter((alert) => scope.seesAlert(alert));
      const part = scope.isEverywhere ? incident : partOfIncident(incident, own, scope);
      if (part === null) throw new ProblemError(404, 'no-such-incident');
      return {
        incident: views.incident(part, scope),
        alerts: own.map((alert) => ({ ...views.alert(alert), incidentId: id })),
        moved: scope.isEverywhere ? moved : await seenMoves(moved, scope),
      };
    },
  );

  app.get(
    '/api/floods',
    {
      config: { access: 'read', scope: 'seen' },
      schema: {
        tags: ['incidents'],
        summary: 'How many new alerts each seat has to bear, and for how long that was too many today',
        response: { 200: Type.Object({ meters: Type.Array(MeterSchema) }), ...problems(401) },
      },
    },
    ({ scope }) => ({ meters: floodsIn({ meters: incidents.floods(), seats: seats() }, scope) }),
  );

  async function seenMoves(moved: readonly IncidentMove[], scope: Scope): Promise<readonly IncidentMove[]> {
    const found = await Promise.all(moved.map(({ alertId }) => alerts.find(alertId)));
    return moved.filter((_move, index) => {
      const alert = found[index] ?? null;
      return alert !== null && scope.seesAlert(alert);
    });
  }
}
