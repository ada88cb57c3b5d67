import type { Boundary, Ring } from '../../../domain/boundary.ts';

/** Longitude and latitude, degrees, WGS 84. */
export type LonLat = readonly [longitude_deg: number, latitude_deg: number];
/** South-west and north-east corner. */
export type Bounds = readonly [LonLat, LonLat];

/** The smallest rectangle around positions; null around none. */
export function boundsOf(positions: readonly LonLat[]): Bounds | null {
  if (positions.length === 0) return null;
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [longitude, latitude] of positions) {
    west = Math.min(west, longitude);
    south = Math.min(south, latitude);
    east = Math.max(east, longitude);
    north = Math.max(north, latitude);
  }
  return [
    [west, south],
    [east, north],
  ];
}

export function meanOf(positions: readonly LonLat[]): LonLat | null {
  if (positions.length === 0) return null;
  let [east, north] = [0, 0];
  for (const [longitude, latitude] of positions) {
    east += longitude;
    north += latitude;
  }
  return [east / positions.length, north / positions.length];
}

/** The centre of gravity of the largest part; areas are so small that degrees do as if they were flat. */
export function centroidOf(boundary: Boundary): LonLat | null {
  const polygons = boundary.type === 'Polygon' ? [boundary.coordinates] : boundary.coordinates;
  const parts = polygons.flatMap(([ring]) => (ring === undefined ? [] : [gravityOf(ring)]));
  return parts.toSorted((a, b) => b.size - a.size)[0]?.at ?? null;
}

function gravityOf(ring: Ring): { readonly size: number; readonly at: LonLat } {
  const [[x0, y0] = [0, 0]] = ring;
  let [doubled, east, north] = [0, 0, 0];
  for (const [index, [x, y]] of ring.slice(1).entries()) {
    const [beforeX, beforeY] = ring[index] ?? [x0, y0];
    // Relative to the first position, or the digits that matter are lost.
    const cross = (beforeX - x0) * (y - y0) - (x - x0) * (beforeY - y0);
    doubled += cross;
    east += (beforeX + x - 2 * x0) * cross;
    north += (beforeY + y - 2 * y0) * cross;
  }
  if (doubled === 0) return { size: 0, at: [x0, y0] };
  return { size: Math.abs(doubled), at: [x0 + east / (3 * doubled), y0 + north / (3 * doubled)] };
}
