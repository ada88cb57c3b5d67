import type { SensorKind } from '../domain/kinds.ts';
import type { PlaceId } from '../domain/record.ts';
import type { Fleet } from './fleet.ts';

/** Where each device stands: its site, then the areas around it, the nearest first. */
export function* devicePlaces(
  fleet: Pick<Fleet, 'devices' | 'sites' | 'areas'>,
): Generator<{ deviceId: string; kind: SensorKind; path: readonly PlaceId[] }> {
  const areas = new Map(fleet.areas().map((area) => [area.code, area]));
  const paths = new Map<string, readonly PlaceId[]>();
  for (const { id, areaCode } of fleet.sites()) {
    const path: PlaceId[] = [`site:${id}`];
    // An area that is its own ancestor, by a slip of whoever entered it, ends the way.
    const seen = new Set<string>();
    for (let code = areaCode; code !== null && !seen.has(code); code = areas.get(code)?.parentCode ?? null) {
      seen.add(code);
      const area = areas.get(code);
      if (area !== undefined) path.push(`${area.level}:${code}`);
    }
    paths.set(id, path);
  }
  for (const { id: deviceId, kind, siteId } of fleet.devices()) {
    yield { deviceId, kind, path: siteId === null ? [] : (paths.get(siteId) ?? []) };
  }
}
