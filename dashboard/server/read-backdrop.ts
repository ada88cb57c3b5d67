import { readBoundary, type Ring } from '../../domain/boundary.ts';
import {
  backdropKinds,
  type Backdrop,
  type BackdropGeometry,
  type BackdropKind,
  type BackdropProperties,
  type BoundaryFault,
} from '../../domain/map.ts';
import { readFeatures, type ReadFeature } from './boundary-import.ts';

type Read = { readonly geometry: BackdropGeometry; readonly properties: BackdropProperties };

/** What lies under the map from what somebody sent, or every feature's fault: half a river is worse than none. */
export function readBackdrop(body: unknown, featuresMax: number): Backdrop | readonly BoundaryFault[] {
  const { items, errors } = readFeatures(body, featuresMax, readOne);
  if (errors.length > 0) return errors;
  return {
    type: 'FeatureCollection',
    features: items.map(({ geometry, properties }) => ({ type: 'Feature', geometry, properties })),
  };
}

function readOne({ geometry, properties }: ReadFeature): Read | string {
  const { kind, nameZh, nameEn } = properties;
  if (!isKind(kind)) return `properties.kind is none of ${backdropKinds.join(', ')}.`;
  const shape = readShape(geometry);
  if (typeof shape === 'string') return shape;
  const names = {
    ...(typeof nameZh === 'string' && { nameZh: nameZh.slice(0, 100) }),
    ...(typeof nameEn === 'string' && { nameEn: nameEn.slice(0, 100) }),
  };
  return { geometry: shape, properties: { kind, ...names } };
}

/** A line is read as the ring that it makes on its way there and back, so that one reading holds for both. */
function readShape(geometry: unknown): BackdropGeometry | string {
  const { type, coordinates } = (geometry ?? {}) as {
    readonly type?: unknown;
    readonly coordinates?: unknown;
  };
  if (type !== 'LineString' && type !== 'MultiLineString') return readBoundary(geometry);
  const lines: Ring[] = [];
  for (const line of type === 'LineString' ? [coordinates] : Array.isArray(coordinates) ? coordinates : []) {
    if (!Array.isArray(line) || line.length < 2) return 'A line has at least two positions.';
    const ring = readBoundary({ type: 'Polygon', coordinates: [[...line, ...line.toReversed()]] });
    if (typeof ring === 'string') return ring;
    const [there = []] = ring.type === 'Polygon' ? ring.coordinates : [];
    lines.push(there.slice(0, line.length));
  }
  const [only] = lines;
  if (only === undefined) return 'There are no coordinates.';
  return type === 'LineString' ? { type, coordinates: only } : { type, coordinates: lines };
}

function isKind(word: unknown): word is BackdropKind {
  return (backdropKinds as readonly unknown[]).includes(word);
}
