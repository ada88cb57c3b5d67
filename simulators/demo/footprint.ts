import type { Random } from '../random.ts';

/** West, south, east, north, m. */
export type Rectangle = readonly [west: number, south: number, east: number, north: number];

export interface Footprint {
  /** Corners, without the first again at the end. */
  readonly outline: readonly (readonly [number, number])[];
  /** A part that lies wholly inside. */
  readonly inside: Rectangle;
}

/** How far from the walls devices are drawn at least, m. */
const wall_m = 3;

/** A building for a plot: mostly a slab that faces south, sometimes an angle, a court or a tower. */
export function footprintOf(random: Random, [west, south, east, north]: Rectangle): Footprint {
  const wide = (east - west) * random.between(0.74, 0.97);
  const deep = random.between(24, 36);
  const x = west + random.between(0, east - west - wide);
  const y = south + random.between(6, Math.max(8, north - south - deep - 30));
  const style = random.next();
  const wing = random.between(16, 22);
  const reach = Math.min(north - 4, y + deep + random.between(18, 34));
  const [right, top] = [x + wide, y + deep];
  if (style < 0.16) {
    const side = random.between(36, 46);
    const at = x + random.between(0, Math.max(0, wide - side));
    return toFootprint([at, y, at + side, y + side * 0.9], []);
  }
  const slab: Rectangle = [x, y, right, top];
  if (style < 0.4)
    return toFootprint(slab, [
      [right, reach],
      [right - wing, reach],
      [right - wing, top],
    ]);
  if (style < 0.56)
    return toFootprint(slab, [
      [right, top],
      [x + wing, top],
      [x + wing, reach],
      [x, reach],
    ]);
  if (style < 0.66) {
    const wings = [right - wing, x + wing] as const;
    return toFootprint(slab, [
      [right, reach],
      [wings[0], reach],
      [wings[0], top],
      [wings[1], top],
      [wings[1], reach],
      [x, reach],
    ]);
  }
  return toFootprint(slab, []);
}

/** The slab's south side, then, in place of its north side, whatever was put on it. */
function toFootprint(
  [west, south, east, north]: Rectangle,
  upper: readonly (readonly [number, number])[],
): Footprint {
  const last = upper.at(-1);
  const first = upper[0];
  const corners: (readonly [number, number])[] = [
    [west, south],
    [east, south],
  ];
  if (first === undefined || first[0] !== east) corners.push([east, north]);
  corners.push(...upper);
  if (last === undefined || last[0] !== west) corners.push([west, north]);
  return { outline: corners, inside: [west + wall_m, south + wall_m, east - wall_m, north - wall_m] };
}
