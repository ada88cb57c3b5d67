import { Type } from 'typebox';
import type { Seat } from '../../../domain/desk-settings.ts';
import { countAreas, type AreaCount } from '../area-counts.ts';
import type { DashboardFleet } from '../dependencies.ts';
import type { Http } from '../http.ts';
import type { DashboardLimits } from '../limits.ts';
import type { LatestReadings } from '../live/latest-readings.ts';
import { Id, Kind, nullable, problems, Text } from '../schemas.ts';
import { seatIn } from '../seen.ts';

export interface AreaCountRoutesOptions {
  readonly fleet: Pick<DashboardFleet, 'devices' | 'site'>;
  readonly latest: Pick<LatestReadings, 'state'>;
  readonly seats: () => readonly Seat[];
  readonly limits: DashboardLimits;
  readonly now: () => number;
}

const CountSchema = Type.Object({
  areaCode: nullable(Type.String({ description: 'null: devices without a place' })),
  kind: Kind,
  total: Type.Integer(),
  online: Type.Integer(),
  offline: Type.Integer(),
  unknown: Type.Integer({ description: 'not heard of since the service started' }),
});

const SeatSchema = Type.Object({
  id: Id,
  name: Text,
  areas: Type.Array(Type.String(), { description: 'with what lies below them; none: all' }),
  kinds: Type.Array(Kind, { description: 'none: all' }),
});

/** What the desk's area tree and seats are made of. */
export function areaCountRoutes(app: Http, options: AreaCountRoutesOptions): void {
  const { fleet, latest, seats, limits, now } = options;
  let known: { readonly at: number; readonly counts: readonly AreaCount[] } | null = null;

  app.get(
    '/api/areas/counts',
    {
      config: { access: 'read', scope: 'seen' },
      schema: {
        tags: ['places'],
        summary: 'How the devices are doing, by area and kind',
        description: 'Each area with the devices in it, without those of the areas below it.',
        response: { 200: Type.Object({ counts: Type.Array(CountSchema) }), ...problems(401) },
      },
    },
    ({ scope }) => {
      const at = now();
      if (known === null || at - known.at >= limits.areaCountsKeptMs) {
        known = { at, counts: countAreas(fleet, latest, at) };
      }
      const { counts } = known;
      return { counts: scope.isEverywhere ? counts : counts.filter((one) => scope.seesArea(one.areaCode)) };
    },
  );

  app.get(
    '/api/seats/watched',
    {
      config: { access: 'read', scope: 'seen' },
      schema: {
        tags: ['session'],
        summary: 'The desks of the command centre, with the areas and kinds that each watches',
        response: { 200: Type.Object({ seats: Type.Array(SeatSchema) }), ...problems(401) },
      },
    },
    ({ scope }) => ({ seats: seats().flatMap((seat) => seatIn(seat, scope) ?? []) }),
  );
}
