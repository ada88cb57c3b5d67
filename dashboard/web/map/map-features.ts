import type { GeoJSONSource } from 'maplibre-gl';
import { mapDeviceStates, type Backdrop, type MapDevices, type MapPlaces } from '../../../domain/map.ts';
import type { Atlas } from './atlas.ts';

/** The types of the library, which does not export GeoJSON's. */
type Feature = NonNullable<Parameters<GeoJSONSource['updateData']>[0]['add']>[number];
export type FeatureCollection = { type: 'FeatureCollection'; features: Feature[] };

/** What the service tells, as the map's sources take it. */

export function areaFeatures(places: MapPlaces): FeatureCollection {
  return toCollection(
    places.areas.features.flatMap(({ geometry, properties }) =>
      geometry === null ? [] : [toFeature(geometry, properties)],
    ),
  );
}

export function backdropFeatures(backdrop: Backdrop): FeatureCollection {
  return toCollection(
    backdrop.features.flatMap(({ geometry, properties }) =>
      geometry === null ? [] : [toFeature(geometry, properties)],
    ),
  );
}

/** Where the names of areas and sites stand. */
export function nameFeatures(places: MapPlaces, atlas: Pick<Atlas, 'middleOf'>): FeatureCollection {
  const areas = places.areas.features.flatMap(({ properties }) => {
    const at = atlas.middleOf(properties.code);
    return at === null ? [] : [toFeature({ type: 'Point', coordinates: at }, properties)];
  });
  const sites = places.sites.features.flatMap(({ geometry, properties: { nameZh, nameEn } }) =>
    geometry === null ? [] : [toFeature(geometry, { level: 'site', nameZh, nameEn })],
  );
  return toCollection([...areas, ...sites]);
}

/** One feature a site with devices; `known`: those that were heard of since the service started. */
export function deviceFeatures({ spots, states }: MapDevices): FeatureCollection {
  const unknown = states.indexOf(mapDeviceStates[2]);
  return toCollection(
    spots.map(([siteId, longitude, latitude, devices]) =>
      toFeature(
        { type: 'Point', coordinates: [longitude, latitude] },
        {
          siteId,
          devices: devices.length,
          known: devices.filter(([, , state]) => state !== unknown).length,
          deviceId: devices.length === 1 ? devices[0]?.[0] : undefined,
        },
      ),
    ),
  );
}

function toCollection(features: readonly Feature[]): FeatureCollection {
  return { type: 'FeatureCollection', features: [...features] };
}

/** The map's types are those of a library that writes; ours are read-only. */
function toFeature(geometry: object, properties: object): Feature {
  return { type: 'Feature', geometry: geometry as Feature['geometry'], properties: { ...properties } };
}
