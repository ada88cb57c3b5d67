import type { Position } from '../../../domain/actor.ts';

/** Metres of one degree of latitude, near enough for a sketch. */
const degree_m = 111_320;
/** Half the sketch's width in its own units. */
const half = 100;

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Positions around a centre → points of a sketch, x to the east, y to the south, −100 to 100; how far 100 is, m. */
export function toSketch(
  centre: Position,
  positions: readonly Position[],
): { readonly points: readonly { readonly x: number; readonly y: number }[]; readonly radius_m: number } {
  const narrower = Math.cos((centre.latitude_deg * Math.PI) / 180);
  const offsets = positions.map(({ longitude_deg, latitude_deg }) => ({
    east_m: (longitude_deg - centre.longitude_deg) * degree_m * narrower,
    north_m: (latitude_deg - centre.latitude_deg) * degree_m,
  }));
  const radius_m = Math.max(50, ...offsets.map(({ east_m, north_m }) => Math.hypot(east_m, north_m)));
  return {
    radius_m,
    points: offsets.map(({ east_m, north_m }) => ({
      x: round((east_m / radius_m) * half),
      y: round((-north_m / radius_m) * half),
    })),
  };
}
