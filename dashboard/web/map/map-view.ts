import {
  Map as MapLibreMap,
  setWorkerUrl,
  type GeoJSONSource,
  type MapGeoJSONFeature,
  type MapMouseEvent,
  type PointLike,
} from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import 'maplibre-gl/dist/maplibre-gl.css';
import type { Backdrop, MapDevices, MapPlaces } from '../../../domain/map.ts';
import type { Atlas } from './atlas.ts';
import type { Bounds, LonLat } from './geometry.ts';
import {
  areaFeatures,
  backdropFeatures,
  deviceFeatures,
  nameFeatures,
  type FeatureCollection,
} from './map-features.ts';
import { mapFonts, mapStyle, type MapLook } from './map-style.ts';
import { createMarkLayer } from './mark-layer.ts';
import { areSame, type SpotMark } from './spots.ts';

/** What the map is pointed at. */
export type Pointed =
  | { readonly type: 'spot'; readonly id: string }
  | { readonly type: 'site'; readonly id: string; readonly deviceId: string | null };

export interface MapListener {
  /** `at` is in pixels of the map. Null: nothing is there. */
  pointed(what: Pointed | null, at: { readonly x: number; readonly y: number }): void;
  picked(what: Pointed | null, at: { readonly x: number; readonly y: number }): void;
  moved(): void;
  /** `lost`: the graphics card gave up; the map comes back by itself once it can. */
  changed(state: 'ready' | 'lost'): void;
}

/** The map itself, outside of the components. */
export interface MapView {
  /** For tests: what is drawn can be asked of it. */
  readonly map: MapLibreMap;
  setPlaces(data: { places: MapPlaces; devices: MapDevices; backdrop: Backdrop; atlas: Atlas }): void;
  setMarks(marks: ReadonlyMap<string, SpotMark>): void;
  /** For tests: the marks that are drawn within the view. */
  marksInView(): readonly SpotMark[];
  setLook(look: MapLook): void;
  setArea(code: string | null): void;
  setOpened(spotId: string | null): void;
  fit(bounds: Bounds, isAtOnce: boolean): void;
  goTo(at: LonLat, isAtOnce: boolean): void;
  zoomBy(steps: number): void;
  /** Tells of a position whether it is within what is shown now. */
  inView(): (at: LonLat) => boolean;
  /** In view, and so near that buildings can be told apart. */
  isClose(at: LonLat): boolean;
  resize(): void;
  destroy(): void;
}

/** Names are shown from here on, and buildings can be told apart. */
const closeZoom = 16.8;
const fit = { padding: 36, maxZoom: 18.5 } as const;
const flight_ms = 900;
const pickedLayers = ['device-spots', 'device-groups'] as const;

/** Makes the map in `container`. Throws where there is no WebGL. */
export function createMapView(container: HTMLElement, first: MapLook, listener: MapListener): MapView {
  setWorkerUrl(new URL(workerUrl, location.href).href);
  let look = first;
  let marks: ReadonlyMap<string, SpotMark> = new Map();
  let area: string | null = null;
  let data: Parameters<MapView['setPlaces']>[0] | null = null;
  let isLoaded = false;
  const map = new MapLibreMap({
    container,
    style: mapStyle(look),
    center: [105, 35],
    zoom: 3,
    maxZoom: 21,
    attributionControl: false,
    localIdeographFontFamily: mapFonts,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  const markLayer = createMarkLayer(map, look);
  /** What each source holds, written out: a city is drawn anew only where it changed. */
  const held = new Map<string, string>();

  function source(id: string): GeoJSONSource | undefined {
    return map.getSource<GeoJSONSource>(id);
  }

  function give(id: string, features: FeatureCollection): void {
    const written = JSON.stringify(features);
    if (held.get(id) === written) return;
    held.set(id, written);
    void source(id)?.setData(features);
  }

  function fill(): void {
    if (data !== null) {
      give('backdrop', backdropFeatures(data.backdrop));
      give('areas', areaFeatures(data.places));
      give('names', nameFeatures(data.places, data.atlas));
      give('devices', deviceFeatures(data.devices));
    }
    choose();
  }

  /** The same sources with their data, the same layers in the colours and words of the look. */
  function turn(): void {
    map.setStyle(mapStyle(look), {
      transformStyle: (before, after) => ({ ...after, sources: before?.sources ?? after.sources }),
    });
    choose();
  }

  function choose(): void {
    for (const layer of ['chosen-fill', 'chosen-edge'])
      map.setFilter(layer, ['==', ['get', 'code'], area ?? '']);
  }

  function featureAt(point: PointLike): MapGeoJSONFeature | undefined {
    const [x, y] = Array.isArray(point) ? point : [point.x, point.y];
    // A finger is not a needle.
    const box: [PointLike, PointLike] = [
      [x - 4, y - 4],
      [x + 4, y + 4],
    ];
    return isLoaded && !look.isWall
      ? map.queryRenderedFeatures(box, { layers: [...pickedLayers] })[0]
      : undefined;
  }

  async function open({ point }: MapMouseEvent): Promise<void> {
    const feature = markLayer.markAt(point) === null ? featureAt(point) : undefined;
    if (feature?.layer.id !== 'device-groups') {
      listener.picked(pointedAt(point), point);
      return;
    }
    const { coordinates } = feature.geometry as unknown as { coordinates: [number, number] };
    const zoom = await source('devices')?.getClusterExpansionZoom(Number(feature.properties['cluster_id']));
    map.easeTo({ center: coordinates, zoom: (zoom ?? map.getZoom() + 1) + 0.2 });
  }

  /** A mark lies above every device. */
  function pointedAt(point: { readonly x: number; readonly y: number }): Pointed | null {
    const mark = markLayer.markAt(point);
    return mark === null ? siteOf(featureAt([point.x, point.y])) : { type: 'spot', id: mark.id };
  }

  map.on('load', () => {
    isLoaded = true;
    fill();
    listener.changed('ready');
  });
  map.on('webglcontextlost', () => {
    isLoaded = false;
    listener.changed('lost');
  });
  map.on('webglcontextrestored', () => {
    // The library brings its style back; what changed meanwhile is in none of its sources.
    void map.once('idle', () => {
      isLoaded = true;
      held.clear();
      turn();
      fill();
      listener.changed('ready');
    });
  });
  map.on('mousemove', ({ point }) => {
    const isOnMark = markLayer.markAt(point) !== null;
    map.getCanvas().style.cursor = isOnMark || featureAt(point) !== undefined ? 'pointer' : '';
    listener.pointed(pointedAt(point), point);
  });
  map.on('mouseout', ({ point }) => listener.pointed(null, point));
  map.on('click', (event) => void open(event));
  map.on('move', () => listener.moved());
  map.on('moveend', () => listener.moved());

  return {
    map,
    setPlaces(given) {
      data = given;
      if (isLoaded) fill();
    },
    setMarks(next) {
      if (areSame(marks, next)) return;
      marks = next;
      markLayer.setMarks(next);
    },
    marksInView: () => markLayer.inView(),
    setLook(next) {
      look = next;
      markLayer.setLook(next);
      if (isLoaded) turn();
    },
    setArea(code) {
      area = code;
      if (isLoaded) choose();
    },
    setOpened: (spotId) => markLayer.setOpened(spotId),
    fit(bounds, isAtOnce) {
      map.fitBounds(toBox(bounds), { ...fit, animate: !isAtOnce, duration: flight_ms });
    },
    goTo([longitude, latitude], isAtOnce) {
      const zoom = Math.max(map.getZoom(), closeZoom);
      const camera = { center: [longitude, latitude] as [number, number], zoom };
      if (isAtOnce) map.jumpTo(camera);
      else map.flyTo({ ...camera, duration: flight_ms });
    },
    zoomBy: (steps) => void map.zoomTo(map.getZoom() + steps),
    inView() {
      const bounds = map.getBounds();
      return ([longitude, latitude]) => bounds.contains([longitude, latitude]);
    },
    isClose: ([longitude, latitude]) =>
      map.getZoom() >= closeZoom - 1 && map.getBounds().contains([longitude, latitude]),
    resize: () => void map.resize(),
    destroy() {
      markLayer.destroy();
      map.remove();
    },
  };
}

function toBox([[west, south], [east, north]]: Bounds): [number, number, number, number] {
  return [west, south, east, north];
}

function siteOf(feature: MapGeoJSONFeature | undefined): Pointed | null {
  const { siteId, deviceId } = (feature?.properties ?? {}) as Readonly<Record<string, string | undefined>>;
  return siteId === undefined ? null : { type: 'site', id: siteId, deviceId: deviceId ?? null };
}
