import type { Boundary, Ring } from '../../domain/boundary.ts';
import type { Backdrop, BackdropGeometry, BackdropKind } from '../../domain/map.ts';
import type { Random } from '../random.ts';
import { footprintOf, type Rectangle } from './footprint.ts';

/**
 * The invented lie of the land: a river from west to east, an avenue across it, a community in each quarter, three
 * grids side by side in each, slabs and towers that face south. Drawn in metres on straight lines, then bent a
 * little and turned, so that it looks grown.
 */
export interface Neighbourhood {
  /** Of the street, the communities, the grids and the buildings, by code as the demo writes them. */
  readonly boundaries: ReadonlyMap<string, Boundary>;
  /** A place inside a building, degrees. */
  inside(building: string, random: Random): readonly [number, number];
  /** Where roads pass under others beside the river, with the code of the grid. */
  readonly underpasses: readonly { readonly grid: string; readonly at: readonly [number, number] }[];
  readonly backdrop: Backdrop;
}

/** Metres east and north of the south-west corner. */
type Metres = readonly [x: number, y: number];

/** The south-west corner, WGS 84. */
const corner = { longitude_deg: 114.052, latitude_deg: 22.543 };
const metresPerDegree = { longitude: 102_760, latitude: 110_740 };
const turn_deg = -8;

const width_m = 1_640;
const height_m = 1_320;
const avenue_x = width_m / 2;
const gridWidth_m = avenue_x / 3;
const river = { halfWidth_m: 34, bank_m: 26, road_m: 78 };
/** From the middle of a street to the first building. */
const setback_m = 24;
/** Straight edges are cut into pieces of this length, so that they bend with the rest. */
const piece_m = 40;
const rows = 5;

export function createNeighbourhood(random: Random, codes: { street: string }): Neighbourhood {
  const boundaries = new Map<string, Boundary>();
  const interiors = new Map<string, Rectangle>();
  boundaries.set(codes.street, toBoundary(toOutline([0, 0, width_m, height_m])));
  for (const [index, [isNorth, isEast]] of quarters.entries()) {
    const community = `demo-c${index + 1}`;
    const from = isEast ? avenue_x : 0;
    boundaries.set(community, toBoundary(toBank(from, from + avenue_x, isNorth)));
    for (let grid = 0; grid < 3; grid += 1) {
      const west = from + grid * gridWidth_m;
      const code = `${community}-g${grid + 1}`;
      boundaries.set(code, toBoundary(toBank(west, west + gridWidth_m, isNorth)));
      for (const [number, plot] of toPlots(west, isNorth).entries()) {
        const footprint = footprintOf(random, plot);
        boundaries.set(`${code}-b${number + 1}`, toBoundary(footprint.outline));
        interiors.set(`${code}-b${number + 1}`, footprint.inside);
      }
    }
  }
  return {
    boundaries,
    inside(building, chance) {
      const [west, south, east, north] = interiors.get(building) ?? [0, 0, 0, 0];
      return toDegrees([chance.between(west, east), chance.between(south, north)]);
    },
    underpasses: toUnderpasses(),
    backdrop: toBackdrop(),
  };
}

/** Whether each of the communities lies north of the river and east of the avenue. */
const quarters = [
  [true, false],
  [true, true],
  [false, false],
  [false, true],
] as const;

function riverAt(x: number): number {
  return height_m / 2 + 34 * Math.sin(x / 230) + 12 * Math.sin(x / 97);
}

/** A strip of land from a straight edge to the middle of the river. */
function toBank(west: number, east: number, isNorth: boolean): readonly Metres[] {
  const outer = isNorth ? height_m : 0;
  const shore = range(west, east).map((x): Metres => [x, riverAt(x)]);
  const edge = range(west, east).map((x): Metres => [x, outer]);
  const sides = (x: number): readonly Metres[] => range(outer, riverAt(x)).map((y): Metres => [x, y]);
  return [
    ...edge,
    ...sides(east).slice(1),
    ...shore.toReversed().slice(1),
    ...sides(west).toReversed().slice(1, -1),
  ];
}

/** Ten plots of a grid: five rows of two, from its outer edge to the riverside road. */
function toPlots(west: number, isNorth: boolean): readonly Rectangle[] {
  const lane_m = 14;
  const nearest = range(west, west + gridWidth_m).map((x) => (isNorth ? height_m - riverAt(x) : riverAt(x)));
  const deep = (Math.min(...nearest) - river.road_m - setback_m - 14) / rows;
  const wide = (gridWidth_m - 2 * setback_m - lane_m) / 2;
  const south = isNorth ? height_m - setback_m - rows * deep : setback_m;
  return Array.from({ length: rows * 2 }, (_, index): Rectangle => {
    const x = west + setback_m + (index % 2) * (wide + lane_m);
    const y = south + Math.floor(index / 2) * deep;
    return [x, y, x + wide, y + deep];
  });
}

/** Where the streets that cross the river dip under the roads along it. */
function toUnderpasses(): Neighbourhood['underpasses'] {
  const streets = Array.from({ length: 7 }, (_, index) => index * gridWidth_m);
  return streets.flatMap((street, index) =>
    [true, false].map((isNorth) => {
      const x = Math.min(width_m - 6, Math.max(6, street));
      const y = riverAt(x) + (isNorth ? river.road_m : -river.road_m);
      const column = Math.min(5, index);
      const community = quarters.findIndex(([north, east]) => north === isNorth && east === column >= 3) + 1;
      return { grid: `demo-c${community}-g${(column % 3) + 1}`, at: toDegrees([x, y]) };
    }),
  );
}

function toBackdrop(): Backdrop {
  const beyond = 700;
  const all = range(-beyond, width_m + beyond);
  const along = (offset_m: number): readonly Metres[] => all.map((x): Metres => [x, riverAt(x) + offset_m]);
  const band = (from: number, to: number): readonly Metres[] => [...along(from), ...along(to).toReversed()];
  const across = (x: number, over = 0): readonly Metres[] =>
    range(-over, height_m + over).map((y): Metres => [x, y]);
  const level = (y: number, [from, to]: readonly [number, number]): readonly Metres[] =>
    range(from, to).map((x): Metres => [x, y]);
  const { halfWidth_m, bank_m, road_m } = river;
  const inner = [1, 2, 4, 5].map((index) => index * gridWidth_m);
  const lanes = [0.4, 0.8].flatMap((part) => {
    const depth = setback_m + part * (height_m / 2 - 46 - road_m - setback_m - 16);
    return [depth, height_m - depth];
  });
  const parts: readonly (readonly [BackdropKind, BackdropGeometry])[] = [
    ['green', toBoundary(band(halfWidth_m, halfWidth_m + bank_m))],
    ['green', toBoundary(band(-halfWidth_m - bank_m, -halfWidth_m))],
    ['water', toBoundary(band(-halfWidth_m, halfWidth_m))],
    ...lanes.map((y) => ['street', toLine(level(y, [0, width_m]))] as const),
    ...inner.map((x) => ['street', toLine(across(x))] as const),
    ...[0, width_m].map((x) => ['road', toLine(across(x, beyond))] as const),
    ...[0, height_m].map((y) => ['road', toLine(level(y, [-beyond, width_m + beyond]))] as const),
    ...[road_m, -road_m].map((offset) => ['road', toLine(along(offset))] as const),
    ['road', toLine(across(avenue_x, beyond))],
  ];
  return {
    type: 'FeatureCollection',
    features: parts.map(([kind, geometry]) => ({ type: 'Feature', geometry, properties: { kind } })),
  };
}

/** A rectangle's outline in short pieces. */
function toOutline([west, south, east, north]: Rectangle): readonly Metres[] {
  return [
    ...range(west, east).map((x): Metres => [x, south]),
    ...range(south, north).map((y): Metres => [east, y]),
    ...range(east, west).map((x): Metres => [x, north]),
    ...range(north, south).map((y): Metres => [west, y]),
  ].filter(([x, y], index, all) => index === 0 || x !== all[index - 1]?.[0] || y !== all[index - 1]?.[1]);
}

function toBoundary(outline: readonly Metres[]): Boundary {
  const ring = outline.map(toDegrees);
  const [first, last] = [ring[0], ring.at(-1)];
  if (first === undefined || last === undefined) return { type: 'Polygon', coordinates: [] };
  const isClosed = first[0] === last[0] && first[1] === last[1];
  const closed: Ring = isClosed ? ring : [...ring, first];
  return { type: 'Polygon', coordinates: [closed] };
}

function toLine(positions: readonly Metres[]): BackdropGeometry {
  return { type: 'LineString', coordinates: positions.map(toDegrees) };
}

/** Bends, turns and places; to the centimetre. */
function toDegrees([x, y]: Metres): readonly [number, number] {
  const bent = [x + 16 * Math.sin(y / 270), y + 18 * Math.sin(x / 350)] as const;
  const angle = (turn_deg * Math.PI) / 180;
  const east = bent[0] * Math.cos(angle) - bent[1] * Math.sin(angle);
  const north = bent[0] * Math.sin(angle) + bent[1] * Math.cos(angle);
  return [
    Math.round((corner.longitude_deg + east / metresPerDegree.longitude) * 1e7) / 1e7,
    Math.round((corner.latitude_deg + north / metresPerDegree.latitude) * 1e7) / 1e7,
  ];
}

/** From one end to the other in equal pieces, both ends included; either may be the larger. */
function range(from: number, to: number): readonly number[] {
  const count = Math.max(1, Math.ceil(Math.abs(to - from) / piece_m));
  return Array.from({ length: count + 1 }, (_, index) => from + ((to - from) * index) / count);
}
