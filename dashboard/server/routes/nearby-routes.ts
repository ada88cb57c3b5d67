import { Type } from 'typebox';
import type { DashboardFleet, DashboardRules } from '../dependencies.ts';
import { DeviceSchema } from '../device-schemas.ts';
import type { DeviceViews } from '../device-view.ts';
import type { Http } from '../http.ts';
import type { DashboardLimits } from '../limits.ts';
import { findNearby } from '../nearby.ts';
import { ProblemError } from '../problem.ts';
import { IdParams, nullable, oneOf, problems, Text } from '../schemas.ts';
import { fleetOf } from '../scoped-fleet.ts';

export interface NearbyRoutesOptions {
  readonly fleet: Pick<DashboardFleet, 'device' | 'devices' | 'site' | 'sites' | 'areas'>;
  readonly rules: Pick<DashboardRules, 'limitsOf'>;
  readonly views: DeviceViews;
  readonly limits: DashboardLimits;
}

/** What is around a device, and what is watched for there: what a person wants to know next of an alert. */
export function nearbyRoutes(app: Http, { fleet, rules, views, limits }: NearbyRoutesOptions): void {
  app.get(
    '/api/devices/:id/nearby',
    {
      config: { access: 'read', scope: 'device' },
      schema: {
        tags: ['devices'],
        summary: 'Devices at the same site, in the same building or grid, then by distance',
        description: `Of no common place those within ${limits.nearby_m_max} m.`,
        params: IdParams,
        querystring: Type.Object({
          limit: Type.Integer({ minimum: 1, maximum: limits.nearbyMax, default: 8 }),
        }),
        response: {
          200: Type.Object({
            nearby: Type.Array(
              Type.Object({
                device: DeviceSchema,
                relation: oneOf(['site', 'area', 'distance']),
                distance_m: nullable(Type.Number()),
              }),
            ),
          }),
          ...problems(400, 401, 404),
        },
      },
    },
    (request) => {
      const { id } = request.params;
      const { limit } = request.query;
      const device = fleet.device(id);
      if (device === undefined) throw new ProblemError(404, 'no-such-device');
      const found = findNearby(fleetOf(request, fleet), device, {
        limit,
        distance_m_max: limits.nearby_m_max,
      });
      const shown = views.of(found.map((one) => one.device));
      return {
        nearby: found.flatMap(({ relation, distance_m }, index) => {
          const view = shown[index];
          return view === undefined ? [] : [{ device: view, relation, distance_m }];
        }),
      };
    },
  );

  app.get(
    '/api/devices/:id/limits',
    {
      config: { access: 'read', scope: 'device' },
      schema: {
        tags: ['devices'],
        summary: 'The plain limits of its metrics, as the rules in force have them at its place',
        params: IdParams,
        response: {
          200: Type.Object({
            limits: Type.Array(
              Type.Object({
                ruleId: Type.String(),
                title: Text,
                metric: Type.String(),
                comparison: oneOf(['>=', '<=']),
                value: Type.Number(),
                severity: Type.Integer(),
              }),
            ),
          }),
          ...problems(401, 404),
        },
      },
    },
    ({ params: { id } }) => {
      const device = fleet.device(id);
      if (device === undefined) throw new ProblemError(404, 'no-such-device');
      return { limits: rules.limitsOf(device) };
    },
  );
}
