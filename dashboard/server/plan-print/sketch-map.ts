import type { Position } from '../../../domain/actor.ts';
import type { PlaceNearby } from '../../../domain/battle-map.ts';
import { distanceBetween_m } from '../../../domain/distance.ts';
import type { PlanPlaceKind } from '../../../domain/plan.ts';
import { html, type Markup } from './markup.ts';

/** A place on the sketch; the number stands in the list beside it, too. */
export interface SketchPlace {
  readonly number: number;
  readonly kind: PlanPlaceKind;
  readonly position: Position;
}

interface SketchWords {
  readonly title: string;
  readonly north: string;
}

/** In units of the drawing, which is scaled to the page. */
const width = 400;
const height = 360;
const margin = 30;
const reach = Math.min(width, height) / 2 - margin;
const centre = { x: width / 2, y: height / 2 };
const markRadius = 11;
/** Two marks nearer than this are moved apart. */
const apart = 2 * markRadius + 3;
/** Such a share of the places has to lie within the sketch; the rest is shown at its rim. */
const withinShare = 0.75;
const least_m = 50;

const colours: Readonly<Record<PlanPlaceKind, string>> = {
  hydrant: '#b3261e',
  extinguisher: '#b3261e',
  pump: '#0b5cad',
  sandbags: '#7a4f01',
  shelter: '#1b6e3c',
  assembly: '#1b6e3c',
  closure: '#5b2a86',
  hospital: '#0b5cad',
  powerSwitch: '#8a5a00',
};

interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * Places around a point as a sketch, north up, true to scale within its reach: places that lie farther stand at
 * the rim in their direction. `incident`: the centre is marked as where it happened.
 */
export function sketchMap(
  places: readonly SketchPlace[],
  { position, incident, words }: { position: Position; incident: boolean; words: SketchWords },
): Markup {
  const distances = places.map((place) => distanceBetween_m(position, place.position));
  const radius_m = chooseRadius(distances);
  const scale = reach / radius_m;
  const marks: {
    readonly place: SketchPlace;
    readonly at: Point;
    readonly shown: Point;
    readonly isFar: boolean;
  }[] = [];
  for (const place of places) {
    const { at, isFar } = project(position, place.position, scale);
    marks.push({
      place,
      at,
      isFar,
      shown: findRoom(at, [...(incident ? [centre] : []), ...marks.map(({ shown }) => shown)]),
    });
  }
  const rings = [radius_m / 2, radius_m];
  return html`<svg
    viewBox="0 0 ${width} ${height}"
    role="img"
    aria-label="${words.title}"
    font-family="sans-serif"
  >
    <rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" fill="#fbfbf8" stroke="#555" />
    ${rings.map(
      (ring) =>
        html`<circle
            cx="${centre.x}"
            cy="${centre.y}"
            r="${round(ring * scale)}"
            fill="none"
            stroke="#bbb"
            stroke-dasharray="4 4"
          />
          <text x="${centre.x + 4}" y="${round(centre.y - ring * scale - 4)}" font-size="12" fill="#666"
            >${toDistance(ring)}</text
          >`,
    )}
    ${incident ? incidentMark() : null}
    ${marks.map(({ at, shown, isFar }) =>
      isFar
        ? pointer(shown)
        : shown === at
          ? null
          : html`<line
                x1="${round(at.x)}"
                y1="${round(at.y)}"
                x2="${round(shown.x)}"
                y2="${round(shown.y)}"
                stroke="#777"
              />
              <circle cx="${round(at.x)}" cy="${round(at.y)}" r="2.5" fill="#333" />`,
    )}
    ${marks.map(({ place, shown }) => placeMark(place, shown))} ${scaleBar(scale)} ${northArrow(words.north)}
  </svg>`;
}

/** The least round distance within which enough places lie. */
function chooseRadius(distances: readonly number[]): number {
  const sorted = distances.toSorted((a, b) => a - b);
  const needed = sorted[Math.max(0, Math.ceil(sorted.length * withinShare) - 1)] ?? 200;
  return niceAbove(Math.max(least_m, needed));
}

/** 1, 2, 3, 5 or 8 times a power of ten. */
function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 3, 5, 8].find((step) => step * power >= 0.999 * value) ?? 10) * power;
}

/** East and north of the centre, flat: exact to a thousandth within the reach of a sketch. */
function project(origin: Position, position: Position, scale: number): { at: Point; isFar: boolean } {
  const metresPerDegree = 111_195;
  const shrink = Math.cos((origin.latitude_deg * Math.PI) / 180);
  const x = (position.longitude_deg - origin.longitude_deg) * metresPerDegree * shrink * scale;
  const y = -(position.latitude_deg - origin.latitude_deg) * metresPerDegree * scale;
  const length = Math.hypot(x, y);
  const isFar = length > reach + markRadius;
  const factor = isFar ? (reach + markRadius) / length : 1;
  return { at: { x: centre.x + x * factor, y: centre.y + y * factor }, isFar };
}

/** The nearest free place on a spiral around a point; the point itself where it is free. */
function findRoom(at: Point, taken: readonly Point[]): Point {
  for (let step = 0; step < 120; step += 1) {
    const angle = step * 2.4;
    const away = step === 0 ? 0 : apart * 0.55 * Math.sqrt(step);
    const spot = step === 0 ? at : { x: at.x + away * Math.cos(angle), y: at.y + away * Math.sin(angle) };
    const isInside =
      spot.x > markRadius &&
      spot.x < width - markRadius &&
      spot.y > markRadius &&
      spot.y < height - markRadius;
    if (isInside && taken.every((other) => Math.hypot(other.x - spot.x, other.y - spot.y) >= apart))
      return spot;
  }
  return at;
}

function incidentMark(): Markup {
  const { x, y } = centre;
  const points = Array.from({ length: 16 }, (_, index) => {
    const radius = index % 2 === 0 ? 13 : 6;
    const angle = (index * Math.PI) / 8;
    return `${round(x + radius * Math.sin(angle))},${round(y - radius * Math.cos(angle))}`;
  }).join(' ');
  return html`<polygon points="${points}" fill="#d00000" stroke="#fff" stroke-width="1.5" />`;
}

function placeMark({ number, kind }: SketchPlace, { x, y }: Point): Markup {
  return html`<circle
      cx="${round(x)}"
      cy="${round(y)}"
      r="${markRadius}"
      fill="#fff"
      stroke="${colours[kind]}"
      stroke-width="2.5"
    />
    <text
      x="${round(x)}"
      y="${round(y + 4.6)}"
      font-size="13"
      font-weight="bold"
      text-anchor="middle"
      fill="${colours[kind]}"
      >${number}</text
    >`;
}

/** Outwards: it lies farther in this direction. */
function pointer({ x, y }: Point): Markup {
  const angle = Math.atan2(y - centre.y, x - centre.x);
  const tip = (by: number, turn: number): string =>
    `${round(x + by * Math.cos(angle + turn))},${round(y + by * Math.sin(angle + turn))}`;
  return html`<polygon
    points="${tip(markRadius + 9, 0)} ${tip(markRadius + 2, 0.45)} ${tip(markRadius + 2, -0.45)}"
    fill="#333"
  />`;
}

function scaleBar(scale: number): Markup {
  const length_m = niceAbove(80 / scale / 1.7);
  const length = length_m * scale;
  const [x, y] = [14, height - 16];
  return html`<path
      d="M${x} ${y - 5}V${y}H${round(x + length)}V${y - 5}"
      fill="none"
      stroke="#222"
      stroke-width="2"
    />
    <text x="${round(x + length / 2)}" y="${y - 6}" font-size="12" text-anchor="middle" fill="#222"
      >${toDistance(length_m)}</text
    >`;
}

function northArrow(word: string): Markup {
  const x = width - 24;
  return html`<polygon points="${x},12 ${x - 8},38 ${x},32 ${x + 8},38" fill="#222" />
    <text x="${x}" y="52" font-size="13" font-weight="bold" text-anchor="middle" fill="#222">${word}</text>`;
}

export function toDistance(distance_m: number): string {
  if (distance_m < 1_000) return `${Math.round(distance_m)} m`;
  return `${Number((distance_m / 1_000).toFixed(distance_m < 10_000 ? 1 : 0))} km`;
}

/** Eighths of the compass from `from`, 0 is north, 2 east. */
export function toOctant(from: Position, to: PlaceNearby['place']['position']): number {
  const shrink = Math.cos((from.latitude_deg * Math.PI) / 180);
  const east = (to.longitude_deg - from.longitude_deg) * shrink;
  const north = to.latitude_deg - from.latitude_deg;
  return (Math.round(Math.atan2(east, north) / (Math.PI / 4)) + 8) % 8;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
