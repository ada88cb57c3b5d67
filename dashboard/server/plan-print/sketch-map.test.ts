import { describe, expect, it } from 'vitest';
import { html } from './markup.ts';
import { sketchMap, toDistance, toOctant, type SketchPlace } from './sketch-map.ts';

const position = { longitude_deg: 114.05, latitude_deg: 22.54 };
const words = { title: 'Sketch', north: 'N' };
/** So far north and east of the position, m. */
function place(number: number, north_m: number, east_m: number): SketchPlace {
  const latitude_deg = position.latitude_deg + north_m / 111_195;
  const shrink = Math.cos((position.latitude_deg * Math.PI) / 180);
  const longitude_deg = position.longitude_deg + east_m / (111_195 * shrink);
  return { number, kind: 'hydrant', position: { longitude_deg, latitude_deg } };
}

/** Where the marks of the places stand, by number. */
function marksOf(markup: string): Map<string, { x: number; y: number }> {
  const marks = markup.matchAll(
    /<circle\s+cx="([\d.]+)"\s+cy="([\d.]+)"\s+r="11"[^]*?<text[^]*?>\s*(\d+)\s*<\/text/g,
  );
  return new Map([...marks].map(([, x, y, number]) => [number ?? '', { x: Number(x), y: Number(y) }]));
}

describe('a sketch', () => {
  it('has north up and east on the right, to scale, and its reach is a round distance', () => {
    const { markup } = sketchMap([place(1, 180, 0), place(2, 0, 90), place(3, -90, -90)], {
      position,
      incident: true,
      words,
    });
    const marks = marksOf(markup);
    const [north, east, southWest] = ['1', '2', '3'].map((number) => marks.get(number)!);
    expect(north!.x).toBeCloseTo(200, 0);
    expect(180 - north!.y).toBeCloseTo(2 * (east!.x - 200), 0);
    expect(southWest!.y).toBeGreaterThan(180);
    expect(southWest!.x).toBeLessThan(200);
    expect(markup).toMatch(/>\s*200 m\s*</);
    expect(markup).toMatch(/>\s*N\s*</);
  });

  it('shows what lies far off at its rim, and the near ones none the smaller', () => {
    const near = [place(1, 100, 0), place(2, 0, 100), place(3, -100, 0)];
    const marks = marksOf(
      sketchMap([...near, place(4, 0, -5_000)], { position, incident: true, words }).markup,
    );
    expect(180 - marks.get('1')!.y).toBeGreaterThan(100);
    expect(marks.get('4')!.x).toBeLessThan(marks.get('3')!.x);
    expect(marks.get('4')!.x).toBeGreaterThan(0);
  });

  it('moves apart what stands on the same spot, also from the incident', () => {
    const places = Array.from({ length: 12 }, (_, index) => place(index + 1, 0, 0));
    const marks = [...marksOf(sketchMap(places, { position, incident: true, words }).markup).values()];
    expect(marks).toHaveLength(12);
    const gaps = marks.flatMap((a, index) =>
      marks.slice(index + 1).map((b) => Math.hypot(a.x - b.x, a.y - b.y)),
    );
    expect(Math.min(...gaps)).toBeGreaterThan(22);
  });

  it('is drawn without any place', () => {
    expect(sketchMap([], { position, incident: true, words }).markup).toContain('polygon');
  });
});

it.each([
  [0, 'north', 100, 0],
  [1, 'north-east', 100, 100],
  [2, 'east', 0, 100],
  [4, 'south', -100, 0],
  [6, 'west', 0, -100],
  [7, 'north-west', 100, -100],
])('octant %i is %s', (octant, ...[, north, east]) => {
  expect(toOctant(position, place(1, north, east).position)).toBe(octant);
});

it.each([
  [3.4, '3 m'],
  [999, '999 m'],
  [1_240, '1.2 km'],
  [12_400, '12 km'],
])('%d m are told as %s', (distance_m, expected) => {
  expect(toDistance(distance_m)).toBe(expected);
});

it('escapes everything that is not markup', () => {
  const nasty = `<img src=x onerror="alert('1')">&`;
  const { markup } = html`<p title="${nasty}">${[nasty, html`<b>${nasty}</b>`, null, 7]}</p>`;
  const escaped = '&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;';
  expect(markup).toBe(`<p title="${escaped}">${escaped}<b>${escaped}</b>7</p>`);
});
