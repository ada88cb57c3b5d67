import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl';
import type { Language } from '../../../domain/text.ts';
import type { Palette } from './palette.ts';

/** How the map looks; the same layers in whichever colours and language. */
export interface MapLook {
  readonly palette: Palette;
  readonly language: Language;
  /** On the wall no flat or shop has a name. */
  readonly isWall: boolean;
  /** How much larger than on a desk marks and names are. */
  readonly scale: number;
}

/** Fonts of the system: glyphs are drawn in the browser, none come from outside. */
export const mapFonts = 'system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

const empty = { type: 'FeatureCollection', features: [] } as const;
const geojson = { type: 'geojson', data: empty } as unknown as SourceSpecification;

/** Sources without data. A city's own tiles would be one more here, a PMTiles archive on our own server. */
const sources: Readonly<Record<string, SourceSpecification>> = {
  backdrop: geojson,
  areas: geojson,
  names: geojson,
  devices: {
    type: 'geojson',
    data: empty,
    cluster: true,
    clusterRadius: 46,
    clusterMaxZoom: 17,
    clusterProperties: { devices: ['+', ['get', 'devices']], known: ['+', ['get', 'known']] },
  } as unknown as SourceSpecification,
};

export function mapStyle(look: MapLook): StyleSpecification {
  return {
    version: 8,
    name: 'negative-one',
    sources: { ...sources },
    layers: [
      ...backdropLayers(look),
      ...areaLayers(look),
      ...(look.isWall ? [] : deviceLayers(look)),
      ...nameLayers(look),
    ],
  };
}

function ofKind(kind: string): ['==', ['get', string], string] {
  return ['==', ['get', 'kind'], kind];
}

function shapeLayer(id: string, colour: string): LayerSpecification {
  return {
    id,
    type: 'fill',
    source: 'backdrop',
    filter: ofKind(id),
    paint: { 'fill-color': colour },
  };
}

function backdropLayers({ palette }: MapLook): LayerSpecification[] {
  const line = (id: string, widths: readonly [number, number]): LayerSpecification => ({
    id,
    type: 'line',
    source: 'backdrop',
    filter: ofKind(id),
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: {
      'line-color': palette.road,
      'line-width': ['interpolate', ['exponential', 2], ['zoom'], 13, widths[0], 18, widths[1]],
    },
  });
  return [
    { id: 'land', type: 'background', paint: { 'background-color': palette.land } },
    shapeLayer('green', palette.green),
    shapeLayer('water', palette.water),
    line('street', [1, 20]),
    line('road', [2.4, 42]),
    line('rail', [1, 6]),
  ];
}

function areaLayers({ palette, scale }: MapLook): LayerSpecification[] {
  return [
    {
      id: 'building',
      type: 'fill',
      source: 'areas',
      filter: ['==', ['get', 'level'], 'building'],
      paint: { 'fill-color': palette.building },
    },
    {
      id: 'building-edge',
      type: 'line',
      source: 'areas',
      filter: ['==', ['get', 'level'], 'building'],
      minzoom: 14,
      paint: {
        'line-color': palette.outline,
        'line-width': ['interpolate', ['linear'], ['zoom'], 14, 0.4, 18, 1.2],
      },
    },
    {
      id: 'grid-edge',
      type: 'line',
      source: 'areas',
      filter: ['==', ['get', 'level'], 'grid'],
      paint: {
        'line-color': palette.lineStrong,
        'line-width': 1,
        'line-opacity': 0.7,
        'line-dasharray': [3, 3],
      },
    },
    {
      id: 'area-edge',
      type: 'line',
      source: 'areas',
      filter: ['match', ['get', 'level'], ['district', 'street', 'community'], true, false],
      paint: { 'line-color': palette.dim, 'line-width': ['match', ['get', 'level'], 'community', 1, 1.6] },
    },
    {
      id: 'chosen-fill',
      type: 'fill',
      source: 'areas',
      filter: ['==', ['get', 'code'], ''],
      paint: { 'fill-color': palette.accent, 'fill-opacity': 0.07 },
    },
    {
      id: 'chosen-edge',
      type: 'line',
      source: 'areas',
      filter: ['==', ['get', 'code'], ''],
      paint: { 'line-color': palette.accent, 'line-width': 2.5 * scale },
    },
  ];
}

/** Quiet greys: devices are where nothing is wrong. A hollow ring is one that nobody has heard of. */
function deviceLayers({ palette, scale }: MapLook): LayerSpecification[] {
  const isKnown = ['>', ['get', 'known'], 0] as unknown as boolean;
  return [
    {
      id: 'device-groups',
      type: 'circle',
      source: 'devices',
      filter: ['has', 'point_count'],
      paint: {
        'circle-color': palette.surface,
        'circle-opacity': ['case', isKnown, 0.92, 0.4],
        'circle-stroke-color': palette.lineStrong,
        'circle-stroke-width': 1.25,
        'circle-radius': [
          'interpolate',
          ['linear'],
          ['sqrt', ['get', 'devices']],
          1,
          9 * scale,
          30,
          22 * scale,
        ],
      },
    },
    {
      id: 'device-counts',
      type: 'symbol',
      source: 'devices',
      filter: ['has', 'point_count'],
      layout: {
        'text-field': ['to-string', ['get', 'devices']],
        'text-size': 11.5 * scale,
        'text-allow-overlap': true,
        'text-ignore-placement': true,
      },
      paint: { 'text-color': palette.dim },
    },
    {
      id: 'device-spots',
      type: 'circle',
      source: 'devices',
      filter: ['!', ['has', 'point_count']],
      paint: {
        'circle-color': palette.dim,
        'circle-opacity': ['case', isKnown, 0.85, 0],
        'circle-stroke-color': palette.dim,
        'circle-stroke-width': ['case', isKnown, 0, 1.5],
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 14, 2.5 * scale, 19, 7 * scale],
      },
    },
    {
      id: 'device-spot-counts',
      type: 'symbol',
      source: 'devices',
      filter: ['all', ['!', ['has', 'point_count']], ['>', ['get', 'devices'], 1]],
      minzoom: 18,
      layout: {
        'text-field': ['to-string', ['get', 'devices']],
        'text-size': 10 * scale,
        'text-allow-overlap': true,
        'text-ignore-placement': true,
      },
      paint: { 'text-color': palette.ground },
    },
  ];
}

function nameLayers({ palette, language, isWall, scale }: MapLook): LayerSpecification[] {
  const name = (level: string, [from, to]: readonly [number, number], size: number): LayerSpecification => ({
    id: `names-${level}`,
    type: 'symbol',
    source: 'names',
    minzoom: from,
    maxzoom: to,
    filter: ['==', ['get', 'level'], level],
    layout: {
      'text-field': ['get', language === 'zh' ? 'nameZh' : 'nameEn'],
      'text-size': size * scale,
      'text-max-width': 9,
      'text-padding': 6,
    },
    paint: { 'text-color': palette.dim, 'text-halo-color': palette.land, 'text-halo-width': 1.6 },
  });
  const layers = [
    name('street', [0, 13.2], 14),
    name('community', [12, isWall ? 24 : 16.2], isWall ? 15.5 : 14),
    name('grid', [15, 17.4], 11.5),
    name('building', [16.8, 24], 11.5),
  ];
  return isWall ? layers.slice(0, 2) : [...layers, name('site', [19, 24], 11)];
}
