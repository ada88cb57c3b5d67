import type { SensorKind } from '../domain/kinds.ts';
import type { PlaceId } from '../domain/record.ts';
import type { Device, Fleet } from './fleet.ts';

type PlacedDevice = Pick<Device, 'id' | 'kind' | 'siteId'> & Partial<Pick<Device, 'gatewayId' | 'feederId'>>;

/** Where a device stands, and on what it hangs. */
interface DevicePlace {
  readonly deviceId: string;
  readonly kind: SensorKind;
  /** Its site, then the areas around it, the nearest first. */
  readonly path: readonly PlaceId[];
  readonly gatewayId: string | null;
  readonly feederId: string | null;
}

/** Where each device stands, and on what it hangs. */
export function* devicePlaces(
  fleet: Pick<Fleet, 'sites' | 'areas'> & { devices(): readonly PlacedDevice[] },
): Generator<DevicePlace> {
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
  for (const { id: deviceId, kind, siteId, gatewayId = null, feederId = null } of fleet.devices()) {
    yield { deviceId, kind, path: siteId === null ? [] : (paths.get(siteId) ?? []), gatewayId, feederId };
  }
}
