import type { Position } from './actor.ts';

/** The earth's mean radius (IUGG), m. */
const earthRadius_m = 6_371_008.8;

/** The great-circle distance of two positions on a sphere, m (haversine: exact enough below a kilometre, too). */
export function distanceBetween_m(a: Position, b: Position): number {
  const latitudes = toRadians(b.latitude_deg - a.latitude_deg);
  const longitudes = toRadians(b.longitude_deg - a.longitude_deg);
  const half =
    Math.sin(latitudes / 2) ** 2 +
    Math.cos(toRadians(a.latitude_deg)) * Math.cos(toRadians(b.latitude_deg)) * Math.sin(longitudes / 2) ** 2;
  return 2 * earthRadius_m * Math.asin(Math.min(1, Math.sqrt(half)));
}

function toRadians(angle_deg: number): number {
  return (angle_deg * Math.PI) / 180;
}
