import { positionsOf } from '../../../domain/boundary.ts';
import type { MapArea, MapDevices, MapPlaces, MapSite } from '../../../domain/map.ts';
import type { AlertWithPlace, LiveIncident } from '../../live-protocol.ts';
import { boundsOf, centroidOf, meanOf, type Bounds, type LonLat } from './geometry.ts';

type Placeable = Pick<AlertWithPlace, 'scope' | 'deviceId'>;

/** Where everything is, for whoever draws it. */
export interface Atlas {
  site(id: string): MapSite | undefined;
  /** Where an alert is: its device, or the site or building that it is about; null: nobody knows. */
  ofAlert(alert: Placeable): LonLat | null;
  /** Where an incident is: its nearest place, or else the middle of its alerts. */
  ofIncident(incident: Pick<LiveIncident, 'cause' | 'path'>, alerts: readonly Placeable[]): LonLat | null;
  /** The middle of an area; of its sites where nobody told its outline. */
  middleOf(areaCode: string): LonLat | null;
  /** Of an area and all below it; null: nobody knows where it is. */
  boundsOf(areaCode: string): Bounds | null;
  /** Of everything. */
  readonly all: Bounds | null;
}

/** Levels walked up from a site; more means that areas are their own parents. */
const levelsMax = 8;

export function createAtlas(places: MapPlaces, devices: MapDevices): Atlas {
  const areas = new Map(places.areas.features.map((area) => [area.properties.code, area]));
  const sites = new Map(places.sites.features.map((site) => [site.properties.id, site]));
  const ofDevice = new Map<string, LonLat>();
  for (const [, longitude, latitude, here] of devices.spots) {
    for (const [id] of here) ofDevice.set(id, [longitude, latitude]);
  }
  const sitesBelow = groupSites(places, areas);
  const middles = new Map<string, LonLat | null>();

  function siteAt(id: string): LonLat | null {
    return sites.get(id)?.geometry?.coordinates ?? null;
  }

  function middleOf(code: string): LonLat | null {
    let middle = middles.get(code);
    if (middle === undefined) {
      const boundary = areas.get(code)?.geometry ?? null;
      middle = boundary === null ? meanOf(sitesBelow.get(code) ?? []) : centroidOf(boundary);
      middles.set(code, middle);
    }
    return middle;
  }

  function placeAt(place: string): LonLat | null {
    const colon = place.indexOf(':');
    const id = place.slice(colon + 1);
    return place.slice(0, colon) === 'site' ? siteAt(id) : middleOf(id);
  }

  function ofAlert({ scope, deviceId }: Placeable): LonLat | null {
    if (scope.type === 'rule') return null;
    if (scope.type === 'site') return siteAt(scope.id);
    if (scope.type === 'building') return middleOf(scope.id);
    return ofDevice.get(deviceId) ?? null;
  }

  return {
    site: (id) => sites.get(id)?.properties,
    ofAlert,
    ofIncident({ cause, path }, alerts) {
      if (cause.type === 'rule') return null;
      if (cause.type === 'place') return placeAt(cause.id);
      if (cause.type === 'device') return ofDevice.get(cause.id) ?? null;
      // A gateway or feeder stands nowhere itself: the middle of what fell silent with it.
      const known = alerts.map(ofAlert).filter((at) => at !== null);
      const [nearest] = path;
      return meanOf(known) ?? (nearest === undefined ? null : placeAt(nearest));
    },
    middleOf,
    boundsOf(code) {
      const boundary = areas.get(code)?.geometry ?? null;
      return boundsOf(boundary === null ? (sitesBelow.get(code) ?? []) : positionsOf(boundary));
    },
    all: boundsOf([
      ...places.areas.features.flatMap(({ geometry }) => (geometry === null ? [] : positionsOf(geometry))),
      ...places.sites.features.flatMap(({ geometry }) => (geometry === null ? [] : [geometry.coordinates])),
    ]),
  };
}

/** Positions of the sites in each area and in all below it. */
function groupSites(
  places: MapPlaces,
  areas: ReadonlyMap<string, { readonly properties: MapArea }>,
): ReadonlyMap<string, readonly LonLat[]> {
  const grouped = new Map<string, LonLat[]>();
  for (const { geometry, properties } of places.sites.features) {
    if (geometry === null) continue;
    let code = properties.areaCode;
    for (let level = 0; code !== null && level < levelsMax; level += 1) {
      const here = grouped.get(code);
      if (here === undefined) grouped.set(code, [geometry.coordinates]);
      else here.push(geometry.coordinates);
      code = areas.get(code)?.properties.parentCode ?? null;
    }
  }
  return grouped;
}
