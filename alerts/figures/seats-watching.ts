import type { Seat } from '../../domain/desk-settings.ts';
import type { SensorKind } from '../../domain/kinds.ts';
import type { PlaceId } from '../../domain/record.ts';

/** The code of an area or the id of a site, of `street:310-2`. */
export function codeOf(place: PlaceId): string {
  return place.slice(place.indexOf(':') + 1);
}

/** The seats that watch what stands there: an empty list of areas or kinds means all of them. */
export function seatsWatching(
  seats: readonly Seat[],
  { path, kind }: { readonly path: readonly PlaceId[]; readonly kind: SensorKind },
): readonly string[] {
  const areas = new Set(path.filter((place) => !place.startsWith('site:')).map(codeOf));
  return seats
    .filter((seat) => seat.areas.length === 0 || seat.areas.some((area) => areas.has(area)))
    .filter((seat) => seat.kinds.length === 0 || seat.kinds.includes(kind))
    .map(({ id }) => id);
}
