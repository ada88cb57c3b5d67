import type { Area } from '../../domain/area.ts';
import { mapBoundary, readBoundary } from '../../domain/boundary.ts';
import { fromGcj02 } from '../../domain/gcj02.ts';
import type { BoundaryFault } from '../../domain/map.ts';

/** In which datum somebody sends positions; ours is WGS 84. */
export const datums = ['wgs84', 'gcj02'] as const;
export type Datum = (typeof datums)[number];

/** A feature of a collection that was sent, not looked at yet. */
export interface ReadFeature {
  readonly geometry: unknown;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Reads every feature of a GeoJSON FeatureCollection; what cannot be read is told by its place. */
export function readFeatures<T>(
  body: unknown,
  featuresMax: number,
  readOne: (feature: ReadFeature) => T | string,
): { readonly items: readonly T[]; readonly errors: readonly BoundaryFault[] } {
  const { type, features } = (body ?? {}) as { readonly type?: unknown; readonly features?: unknown };
  if (type !== 'FeatureCollection' || !Array.isArray(features)) {
    return {
      items: [],
      errors: [{ index: 0, code: null, message: 'A GeoJSON FeatureCollection is needed.' }],
    };
  }
  if (features.length > featuresMax) {
    const message = `${features.length} features; at most ${featuresMax} are taken at once.`;
    return { items: [], errors: [{ index: featuresMax, code: null, message }] };
  }
  const items: T[] = [];
  const errors: BoundaryFault[] = [];
  for (const [index, feature] of (features as unknown[]).entries()) {
    const { geometry, properties } = (feature ?? {}) as Partial<ReadFeature>;
    const known = typeof properties === 'object' && properties !== null ? properties : {};
    const code = typeof known['code'] === 'string' ? known['code'].slice(0, 64) : null;
    const item = readOne({ geometry, properties: known });
    if (typeof item === 'string') errors.push({ index, code, message: item });
    else items.push(item);
  }
  return { items, errors };
}

/** Areas with their new boundaries, or every feature's fault. A feature without geometry takes its area's away. */
export function readBoundaries(
  body: unknown,
  areas: readonly Area[],
  { datum, featuresMax }: { readonly datum: Datum; readonly featuresMax: number },
): { readonly areas: readonly Area[]; readonly errors: readonly BoundaryFault[] } {
  const known = new Map(areas.map((area) => [area.code, area]));
  const seen = new Set<string>();
  const { items, errors } = readFeatures(body, featuresMax, ({ geometry, properties: { code } }) => {
    if (typeof code !== 'string') return 'properties.code is needed.';
    const area = known.get(code);
    if (area === undefined) return `There is no area "${code.slice(0, 64)}".`;
    if (seen.has(code)) return `"${code}" is in the collection twice.`;
    seen.add(code);
    if (geometry === null) return { ...area, boundary: null };
    const boundary = readBoundary(geometry);
    if (typeof boundary === 'string') return boundary;
    return { ...area, boundary: datum === 'gcj02' ? mapBoundary(boundary, toWgs84) : boundary };
  });
  return { areas: items, errors };
}

function toWgs84([longitude_deg, latitude_deg]: readonly [number, number]): readonly [number, number] {
  const position = fromGcj02({ longitude_deg, latitude_deg });
  return [position.longitude_deg, position.latitude_deg];
}
