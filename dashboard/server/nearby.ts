import type { Site } from '../../domain/area.ts';
import { distanceBetween_m } from '../../domain/distance.ts';
import type { DashboardFleet, FleetDevice } from './dependencies.ts';

/** A device near another one: at the same site, in the same area, or so far away. */
export interface NearbyDevice {
  readonly device: FleetDevice;
  readonly relation: 'site' | 'area' | 'distance';
  /** Null where nobody knows a position. */
  readonly distance_m: number | null;
}

const order = { site: 0, area: 1, distance: 2 } as const;

/**
 * What hangs around a device, the nearest first: at its site, then in its nearest area (a building, a grid), then
 * by distance up to `distance_m_max`. At most `limit`.
 */
export function findNearby(
  fleet: Pick<DashboardFleet, 'devices' | 'site'>,
  of: FleetDevice,
  { limit, distance_m_max }: { readonly limit: number; readonly distance_m_max: number },
): readonly NearbyDevice[] {
  const site = of.siteId === null ? undefined : fleet.site(of.siteId);
  if (site === undefined) return [];
  const found: NearbyDevice[] = [];
  // Hundreds of devices share a site: each site is looked at once.
  const places = new Map<string, Omit<NearbyDevice, 'device'> | null>();
  for (const device of fleet.devices()) {
    if (device.id === of.id || device.siteId === null) continue;
    let place = places.get(device.siteId);
    if (place === undefined) {
      place = placeOf(site, fleet.site(device.siteId), distance_m_max);
      places.set(device.siteId, place);
    }
    if (place !== null) found.push({ device, ...place });
  }
  return found.toSorted(byNearness).slice(0, limit);
}

function placeOf(
  from: Site,
  to: Site | undefined,
  distance_m_max: number,
): Omit<NearbyDevice, 'device'> | null {
  if (to === undefined) return null;
  if (to.id === from.id) return { relation: 'site', distance_m: 0 };
  const distance_m = distanceOf(from, to);
  if (to.areaCode !== null && to.areaCode === from.areaCode) return { relation: 'area', distance_m };
  if (distance_m === null || distance_m > distance_m_max) return null;
  return { relation: 'distance', distance_m };
}

function distanceOf(a: Site, b: Site): number | null {
  if (a.longitude_deg === null || a.latitude_deg === null) return null;
  if (b.longitude_deg === null || b.latitude_deg === null) return null;
  return distanceBetween_m(
    { longitude_deg: a.longitude_deg, latitude_deg: a.latitude_deg },
    { longitude_deg: b.longitude_deg, latitude_deg: b.latitude_deg },
  );
}

function byNearness(a: NearbyDevice, b: NearbyDevice): number {
  const far = Number.MAX_VALUE;
  return (
    order[a.relation] - order[b.relation] ||
    (a.distance_m ?? far) - (b.distance_m ?? far) ||
    (a.device.id < b.device.id ? -1 : 1)
  );
}
