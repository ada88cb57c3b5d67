import type { AreaLevel } from './area.ts';
import type { Boundary } from './boundary.ts';
import type { SensorKind } from './kinds.ts';

/** What the map is drawn from, beside what the live feed tells. GeoJSON (RFC 7946), WGS 84. */

export interface Point {
  readonly type: 'Point';
  /** Longitude and latitude, degrees. */
  readonly coordinates: readonly [number, number];
}

export interface Feature<G, P> {
  readonly type: 'Feature';
  /** Null: nobody told where it is. */
  readonly geometry: G | null;
  readonly properties: P;
}

export interface FeatureCollection<G, P> {
  readonly type: 'FeatureCollection';
  readonly features: readonly Feature<G, P>[];
}

export interface MapArea {
  readonly code: string;
  readonly level: AreaLevel;
  readonly parentCode: string | null;
  readonly nameZh: string;
  readonly nameEn: string;
}

export interface MapSite {
  readonly id: string;
  readonly areaCode: string | null;
  readonly nameZh: string;
  readonly nameEn: string;
  /** Devices that hang there, by kind; kinds without any are left out. */
  readonly devices: Readonly<Partial<Record<SensorKind, number>>>;
}

/** All places of the fleet, buildings among the areas. */
export interface MapPlaces {
  readonly areas: FeatureCollection<Boundary, MapArea>;
  readonly sites: FeatureCollection<Point, MapSite>;
}

export const mapDeviceStates = ['online', 'offline', 'unknown', 'disabled'] as const;
export type MapDeviceState = (typeof mapDeviceStates)[number];

/** A device in as few signs as possible: its id, and the places of its kind and its state in the lists beside. */
export type MapDevice = readonly [id: string, kind: number, state: number];

/** All devices by where they are: written short, for a map asks for all of them. */
export interface MapDevices {
  readonly kinds: readonly SensorKind[];
  readonly states: readonly MapDeviceState[];
  /** A site with its longitude and latitude, degrees, and the devices there. */
  readonly spots: readonly (readonly [
    siteId: string,
    longitude_deg: number,
    latitude_deg: number,
    devices: readonly MapDevice[],
  ])[];
  /** Devices without a site, or whose site nobody placed. */
  readonly unplaced: readonly MapDevice[];
}

/** What lies under everything: drawn, and nothing else. */
export const backdropKinds = ['water', 'green', 'street', 'road', 'rail'] as const;
export type BackdropKind = (typeof backdropKinds)[number];

export interface BackdropProperties {
  readonly kind: BackdropKind;
  readonly nameZh?: string;
  readonly nameEn?: string;
}

/** Outlines of water and parks, lines of roads and rails. */
export type BackdropGeometry =
  | Boundary
  | { readonly type: 'LineString'; readonly coordinates: readonly (readonly [number, number])[] }
  | {
      readonly type: 'MultiLineString';
      readonly coordinates: readonly (readonly (readonly [number, number])[])[];
    };

export type Backdrop = FeatureCollection<BackdropGeometry, BackdropProperties>;

/** What one request for the places made of it. */
export interface BoundaryFault {
  /** Which feature of the collection, from 0. */
  readonly index: number;
  /** Its `properties.code`, as far as there is one. */
  readonly code: string | null;
  readonly message: string;
}
