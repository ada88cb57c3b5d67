import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { kindNames, type SensorKind } from '../../domain/kinds.ts';
import {
  mapDeviceStates,
  type MapDevice,
  type MapDevices,
  type MapPlaces,
  type MapSite,
} from '../../domain/map.ts';
import type { DashboardFleet, FleetDevice } from './dependencies.ts';
import type { LatestReadings } from './live/latest-readings.ts';
import type { Scope } from './scope.ts';
import { partOfFleet } from './scoped-fleet.ts';

/** A body that many ask for: written, hashed and compressed once. */
export interface PreparedBody {
  readonly etag: string;
  readonly plain: Buffer;
  readonly gzip: Buffer;
}

export interface MapBodies {
  /** `MapPlaces`; changes with the fleet. */
  places(scope: Scope): PreparedBody;
  /** `MapDevices`; changes with the fleet and with what is known of its devices, looked at every few seconds. */
  devices(scope: Scope): PreparedBody;
  /** The fleet changed. */
  forget(): void;
}

type MapFleet = Pick<DashboardFleet, 'device' | 'devices' | 'site' | 'sites' | 'areas'>;

/** Scopes whose answers are kept; beyond, all are made anew. */
const scopesKept_max = 100;

interface Kept {
  places: PreparedBody | null;
  devices: { readonly body: PreparedBody; readonly at: number } | null;
}

/** All who see the same ask for the same two answers: they are made when they changed, not when asked for. */
export function createMapBodies(options: {
  readonly fleet: MapFleet;
  readonly latest: Pick<LatestReadings, 'state'>;
  /** How old the states of devices may be, ms. */
  readonly statesAgeMs: number;
  readonly now: () => number;
}): MapBodies {
  const { fleet, latest, statesAgeMs, now } = options;
  const kept = new Map<string, Kept>();

  function keptOf({ key }: Scope): Kept {
    let found = kept.get(key);
    if (found === undefined) {
      if (kept.size >= scopesKept_max) kept.clear();
      found = { places: null, devices: null };
      kept.set(key, found);
    }
    return found;
  }

  return {
    places(scope) {
      const own = keptOf(scope);
      own.places ??= prepare(mapPlaces(partOfFleet(scope, fleet)));
      return own.places;
    },
    devices(scope) {
      const own = keptOf(scope);
      const at = now();
      if (own.devices === null || at - own.devices.at >= statesAgeMs) {
        const stateOf = ({ id, kind, disabled }: FleetDevice): number =>
          mapDeviceStates.indexOf(disabled ? 'disabled' : latest.state(id, kind, at));
        own.devices = { body: prepare(mapDevices(partOfFleet(scope, fleet), stateOf)), at };
      }
      return own.devices.body;
    },
    forget: () => kept.clear(),
  };
}

/** Writes an answer once for all who will ask for it. */
export function prepare(content: unknown): PreparedBody {
  const plain = Buffer.from(JSON.stringify(content));
  const hash = createHash('sha256').update(plain).digest('base64url').slice(0, 22);
  // Weak: the same tag stands for the compressed body.
  return { etag: `W/"${hash}"`, plain, gzip: gzipSync(plain) };
}

function mapPlaces(fleet: Pick<DashboardFleet, 'areas' | 'sites' | 'devices'>): MapPlaces {
  const counts = new Map<string, Partial<Record<SensorKind, number>>>();
  for (const { siteId, kind, disabled } of fleet.devices()) {
    if (siteId === null || disabled) continue;
    const count = counts.get(siteId) ?? {};
    count[kind] = (count[kind] ?? 0) + 1;
    counts.set(siteId, count);
  }
  return {
    areas: {
      type: 'FeatureCollection',
      features: fleet.areas().map(({ boundary = null, ...properties }) => ({
        type: 'Feature',
        geometry: boundary,
        properties,
      })),
    },
    sites: {
      type: 'FeatureCollection',
      features: fleet.sites().map(({ longitude_deg, latitude_deg, ...site }) => {
        const properties: MapSite = { ...site, devices: counts.get(site.id) ?? {} };
        const geometry =
          longitude_deg === null || latitude_deg === null
            ? null
            : ({ type: 'Point', coordinates: [longitude_deg, latitude_deg] } as const);
        return { type: 'Feature', geometry, properties };
      }),
    },
  };
}

function mapDevices(
  fleet: Pick<DashboardFleet, 'sites' | 'devices'>,
  stateOf: (device: FleetDevice) => number,
): MapDevices {
  const bySite = new Map<string, MapDevice[]>();
  const unplaced: MapDevice[] = [];
  const spots: [string, number, number, MapDevice[]][] = [];
  for (const { id, longitude_deg, latitude_deg } of fleet.sites()) {
    if (longitude_deg === null || latitude_deg === null) continue;
    const here: MapDevice[] = [];
    bySite.set(id, here);
    spots.push([id, longitude_deg, latitude_deg, here]);
  }
  for (const device of fleet.devices()) {
    const row: MapDevice = [device.id, kindNames.indexOf(device.kind), stateOf(device)];
    const here = device.siteId === null ? undefined : bySite.get(device.siteId);
    (here ?? unplaced).push(row);
  }
  const filled = spots.filter(([, , , here]) => here.length > 0);
  return { kinds: kindNames, states: mapDeviceStates, spots: filled, unplaced };
}
