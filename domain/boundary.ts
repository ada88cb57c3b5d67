/** A ring of `[longitude, latitude]` in degrees, WGS 84; its last position is its first. */
export type Ring = readonly (readonly [number, number])[];

/** The outline of an area as a GeoJSON geometry (RFC 7946). */
export type Boundary =
  | { readonly type: 'Polygon'; readonly coordinates: readonly Ring[] }
  | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly Ring[])[] };

/** Positions of one boundary; more are refused: simplify the outline, a street needs some hundreds. */
export const boundaryPositionsMax = 2_000;

/** Seven decimals are a centimetre; more only cost room. */
const decimals = 1e7;

/**
 * A boundary from GeoJSON that somebody sent, with heights left out, or in words what is wrong with it. Whether
 * rings cross themselves is not looked at: such an area is drawn as it is told.
 */
export function readBoundary(geometry: unknown): Boundary | string {
  if (!isRecord(geometry)) return 'A GeoJSON geometry is needed.';
  const { type, coordinates } = geometry;
  if (type !== 'Polygon' && type !== 'MultiPolygon') return 'Only Polygon and MultiPolygon can be kept.';
  if (!Array.isArray(coordinates) || coordinates.length === 0) return 'There are no coordinates.';
  const polygons: Ring[][] = [];
  let count = 0;
  for (const polygon of type === 'Polygon' ? [coordinates] : (coordinates as unknown[])) {
    if (!Array.isArray(polygon) || polygon.length === 0) return 'A polygon is a list of rings.';
    const rings: Ring[] = [];
    for (const each of polygon as unknown[]) {
      const ring = readRing(each);
      if (typeof ring === 'string') return ring;
      count += ring.length;
      if (count > boundaryPositionsMax) return `More than ${boundaryPositionsMax} positions.`;
      rings.push(ring);
    }
    polygons.push(rings);
  }
  const [only = []] = polygons;
  return type === 'Polygon' ? { type, coordinates: only } : { type, coordinates: polygons };
}

/** The same outline with every position passed through `move`. */
export function mapBoundary(
  boundary: Boundary,
  move: (position: readonly [number, number]) => readonly [number, number],
): Boundary {
  const ofRing = (ring: Ring): Ring => ring.map((position) => round(move(position)));
  return boundary.type === 'Polygon'
    ? { type: boundary.type, coordinates: boundary.coordinates.map(ofRing) }
    : { type: boundary.type, coordinates: boundary.coordinates.map((rings) => rings.map(ofRing)) };
}

/** All positions of a boundary, ring after ring. */
export function positionsOf(boundary: Boundary): readonly (readonly [number, number])[] {
  return boundary.type === 'Polygon' ? boundary.coordinates.flat() : boundary.coordinates.flat(2);
}

function readRing(ring: unknown): Ring | string {
  if (!Array.isArray(ring)) return 'A ring is a list of positions.';
  if (ring.length > boundaryPositionsMax) return `More than ${boundaryPositionsMax} positions.`;
  const positions: (readonly [number, number])[] = [];
  for (const position of ring as unknown[]) {
    const [longitude, latitude] = Array.isArray(position) ? (position as unknown[]) : [];
    if (!isWithin(longitude, 180) || !isWithin(latitude, 90)) {
      return 'A position is [longitude, latitude] in degrees.';
    }
    positions.push(round([longitude, latitude]));
  }
  const [first] = positions;
  const last = positions.at(-1);
  if (positions.length < 4 || first === undefined || last === undefined) {
    return 'A ring has at least four positions.';
  }
  if (first[0] !== last[0] || first[1] !== last[1]) return 'A ring ends where it begins.';
  return positions;
}

function round([longitude, latitude]: readonly [number, number]): readonly [number, number] {
  return [Math.round(longitude * decimals) / decimals, Math.round(latitude * decimals) / decimals];
}

function isWithin(value: unknown, limit: number): value is number {
  return typeof value === 'number' && Math.abs(value) <= limit;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
