import type { Position } from '../../domain/actor.ts';
import type { Site } from '../../domain/area.ts';
import { distanceBetween_m } from '../../domain/distance.ts';
import type { Part } from '../../domain/part.ts';
import type { PlaceId } from '../../domain/record.ts';
import type { DashboardFleet } from './dependencies.ts';
import { dashboardLimits } from './limits.ts';

/** What whoever reports something says about where it is. */
export interface GivenPlace {
  readonly position: Position | null;
  readonly siteId: string | null;
  readonly areaCode: string | null;
  readonly deviceId: string | null;
}

export interface FoundPlace {
  /** The nearest first; empty where nobody knows. */
  readonly path: readonly PlaceId[];
  readonly position: Position | null;
}

/**
 * Where something is: its site with the areas around it, its device's, its area's, or, where only a position is
 * known, the areas of the nearest site. In words what there is not.
 */
export function findPlace(
  fleet: Pick<DashboardFleet, 'device' | 'site' | 'sites' | 'areas'>,
  given: GivenPlace,
): FoundPlace | string {
  const { deviceId, siteId, areaCode, position } = given;
  const device = deviceId === null ? undefined : fleet.device(deviceId);
  if (deviceId !== null && device === undefined) return `There is no device "${deviceId}".`;
  const ownSiteId = siteId ?? device?.siteId ?? null;
  const site = ownSiteId === null ? undefined : fleet.site(ownSiteId);
  if (siteId !== null && site === undefined) return `There is no site "${siteId}".`;
  if (site !== undefined) {
    return {
      path: [`site:${site.id}`, ...areasFrom(fleet, site.areaCode)],
      position: position ?? positionOf(site),
    };
  }
  if (areaCode !== null) {
    const path = areasFrom(fleet, areaCode);
    return path.length === 0 ? `There is no area "${areaCode}".` : { path, position };
  }
  if (position === null) return { path: [], position };
  return { path: areasFrom(fleet, nearestSite(fleet, position)?.areaCode ?? null), position };
}

/** An area and those above it. */
export function areasFrom(fleet: Pick<DashboardFleet, 'areas'>, code: string | null): readonly PlaceId[] {
  const areas = new Map(fleet.areas().map((area) => [area.code, area]));
  const path: PlaceId[] = [];
  // An area that is its own ancestor, by a slip of whoever entered it, ends the way.
  const seen = new Set<string>();
  for (let next = code; next !== null && !seen.has(next); next = areas.get(next)?.parentCode ?? null) {
    seen.add(next);
    const area = areas.get(next);
    if (area !== undefined) path.push(`${area.level}:${area.code}`);
  }
  return path;
}

function positionOf({ longitude_deg, latitude_deg }: Site): Position | null {
  return longitude_deg === null || latitude_deg === null ? null : { longitude_deg, latitude_deg };
}

function nearestSite(fleet: Pick<DashboardFleet, 'sites'>, position: Position): Site | undefined {
  let nearest: Site | undefined;
  let least_m: number = dashboardLimits.nearestSite_m_max;
  for (const site of fleet.sites()) {
    const at = positionOf(site);
    const distance_m = at === null ? Infinity : distanceBetween_m(at, position);
    if (distance_m > least_m) continue;
    nearest = site;
    least_m = distance_m;
  }
  return nearest;
}

/**
 * Where something is that somebody reports: where it was found to be, or, where nobody knows, in the area of
 * whoever is limited to one, so that they see what they reported.
 */
export function pathIn(
  path: readonly PlaceId[],
  { scope, fleet }: { readonly scope: Pick<Part, 'areas'>; readonly fleet: Pick<DashboardFleet, 'areas'> },
): readonly PlaceId[] {
  const [only] = scope.areas.length === 1 ? scope.areas : [];
  return path.length === 0 && only !== undefined ? areasFrom(fleet, only) : path;
}
