import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backdrop, MapDevices, MapPlaces } from '../../domain/map.ts';
import { toGcj02 } from '../../domain/gcj02.ts';
import { startTestDashboard, type TestDashboard } from './test-support.ts';

const ring = [
  [114.05, 22.54],
  [114.06, 22.54],
  [114.06, 22.55],
  [114.05, 22.54],
];
const polygon = { type: 'Polygon', coordinates: [ring] };
const area = { code: 'c1', level: 'community', parentCode: null, nameZh: '榕树社区', nameEn: 'Banyan' };

type Sent = readonly [body?: unknown, headers?: Readonly<Record<string, string>>];

function feature(code: unknown, geometry: unknown) {
  return { type: 'Feature', geometry, properties: { code } };
}

describe('the map', () => {
  let test: TestDashboard;
  let cookie: string;

  beforeAll(async () => {
    test = await startTestDashboard({ limits: { mapStatesMs: 0 } });
    cookie = await test.logIn();
    const codes = ['c1', 'c2'];
    for (const code of codes) {
      const { status } = await send('POST', '/api/areas', [{ ...area, code }]);
      if (status !== 200) throw new Error(`${code}: ${status}`);
    }
    await test.fleet.upsertSites([
      {
        id: 's1',
        areaCode: 'c1',
        nameZh: '店',
        nameEn: 'Shop',
        longitude_deg: 114.051,
        latitude_deg: 22.541,
      },
      { id: 's2', areaCode: 'c1', nameZh: '井', nameEn: 'Shaft', longitude_deg: null, latitude_deg: null },
    ]);
    test.fleet.add({ id: 'd1', kind: 'smoke', siteId: 's1' });
    test.fleet.add({ id: 'd2', kind: 'smoke', siteId: 's1', disabled: true });
    test.fleet.add({ id: 'd3', kind: 'elevator', siteId: 's2' });
    test.fleet.add({ id: 'd4', kind: 'water' });
  });
  afterAll(() => test.stop());

  /** `headers` beside the administrator's cookie. */
  async function send(method: string, path: string, [body, headers]: Sent = []) {
    const response = await fetch(`${test.url}${path}`, {
      method,
      headers: { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const etag = response.headers.get('etag');
    return { status: response.status, etag, body: text === '' ? null : (JSON.parse(text) as unknown) };
  }

  async function boundaryOf(code: string): Promise<unknown> {
    const { areas } = (await send('GET', '/api/map')).body as MapPlaces;
    return areas.features.find(({ properties }) => properties.code === code)?.geometry;
  }

  it('keeps an area with its boundary, which stays when it is not told and goes when it is null', async () => {
    expect((await send('POST', '/api/areas', [{ ...area, boundary: polygon }])).status).toBe(200);
    expect((await send('POST', '/api/areas', [{ ...area, nameEn: 'Banyan tree' }])).status).toBe(200);
    expect(await boundaryOf('c1')).toEqual(polygon);
    expect((await send('GET', '/api/areas')).body).toEqual({
      areas: [
        { ...area, nameEn: 'Banyan tree' },
        { ...area, code: 'c2' },
      ],
    });
    expect((await send('POST', '/api/areas', [{ ...area, boundary: null }])).status).toBe(200);
    expect(await boundaryOf('c1')).toBeNull();
    const open = { type: 'Polygon', coordinates: [ring.slice(0, 3)] };
    expect(await send('POST', '/api/areas', [{ ...area, boundary: open }])).toMatchObject({
      status: 422,
      body: { code: 'bad-boundary', detail: 'A ring has at least four positions.' },
    });
  });

  it('imports boundaries by code, or nothing at all with every feature that is wrong', async () => {
    const features = [feature('c1', polygon), feature('c2', { type: 'MultiPolygon', coordinates: [[ring]] })];
    const collection = { type: 'FeatureCollection', features };
    expect(await send('POST', '/api/areas/boundaries', [collection])).toMatchObject({
      status: 200,
      body: { imported: 2 },
    });
    const wrong = [
      feature('c1', null),
      feature('c9', polygon),
      feature('c2', { type: 'Point' }),
      feature('c1', polygon),
      {},
    ];
    expect(await send('POST', '/api/areas/boundaries', [{ ...collection, features: wrong }])).toMatchObject({
      status: 422,
      body: {
        code: 'import-refused',
        errorCount: 4,
        errors: [
          { index: 1, code: 'c9', message: 'There is no area "c9".' },
          { index: 2, code: 'c2', message: 'Only Polygon and MultiPolygon can be kept.' },
          { index: 3, code: 'c1', message: '"c1" is in the collection twice.' },
          { index: 4, code: null, message: 'properties.code is needed.' },
        ],
      },
    });
    expect(await boundaryOf('c1')).toEqual(polygon);
    expect((await send('POST', '/api/areas/boundaries', [{ type: 'Feature' }])).status).toBe(400);
  });

  it('takes positions of Chinese maps', async () => {
    const moved = ring.map(([longitude_deg = 0, latitude_deg = 0]) => {
      const shifted = toGcj02({ longitude_deg, latitude_deg });
      return [shifted.longitude_deg, shifted.latitude_deg];
    });
    const features = [feature('c1', { type: 'Polygon', coordinates: [moved] })];
    const body = { type: 'FeatureCollection', features };
    expect((await send('POST', '/api/areas/boundaries?datum=gcj02', [body])).status).toBe(200);
    expect(await boundaryOf('c1')).toEqual(polygon);
    expect((await send('POST', '/api/areas/boundaries?datum=bd09', [body])).status).toBe(400);
  });

  it('tells places with the devices there, and changes its tag with the fleet only', async () => {
    const first = await send('GET', '/api/map');
    const { sites } = first.body as MapPlaces;
    expect(sites.features).toEqual([
      {
        type: 'Feature',
        geometry: { type: 'Point', coordinates: [114.051, 22.541] },
        properties: { id: 's1', areaCode: 'c1', nameZh: '店', nameEn: 'Shop', devices: { smoke: 1 } },
      },
      {
        type: 'Feature',
        geometry: null,
        properties: { id: 's2', areaCode: 'c1', nameZh: '井', nameEn: 'Shaft', devices: { elevator: 1 } },
      },
    ]);
    const same = await send('GET', '/api/map', [undefined, { 'if-none-match': first.etag ?? '' }]);
    expect(same).toEqual({ status: 304, etag: first.etag, body: null });
    test.fleet.add({ id: 'd5', kind: 'smoke', siteId: 's1' });
    const other = await send('GET', '/api/map', [undefined, { 'if-none-match': first.etag ?? '' }]);
    expect(other.status).toBe(200);
    expect(other.etag).not.toBe(first.etag);
  });

  it('tells devices by position, with what is known of them', async () => {
    test.dashboard.presence('d1', true, Date.now());
    const { body } = await send('GET', '/api/map/devices');
    const { spots, unplaced, kinds, states } = body as MapDevices;
    const words = ([id, kind, state]: readonly [string, number, number]) => [id, kinds[kind], states[state]];
    expect(
      spots.map(([site, longitude, latitude, here]) => [site, longitude, latitude, here.map(words)]),
    ).toEqual([
      [
        's1',
        114.051,
        22.541,
        [
          ['d1', 'smoke', 'online'],
          ['d2', 'smoke', 'disabled'],
          ['d5', 'smoke', 'unknown'],
        ],
      ],
    ]);
    expect(unplaced.map(words)).toEqual([
      ['d3', 'elevator', 'unknown'],
      ['d4', 'water', 'unknown'],
    ]);
  });

  it('keeps what lies under it, and refuses what it could not draw', async () => {
    const line = { type: 'LineString', coordinates: ring };
    const river = { type: 'Feature', geometry: polygon, properties: { kind: 'water', nameZh: '河' } };
    const road = { type: 'Feature', geometry: line, properties: { kind: 'road' } };
    const backdrop = { type: 'FeatureCollection', features: [river, road] };
    expect((await send('PUT', '/api/map/backdrop', [backdrop])).body).toEqual({ features: 2 });
    expect((await send('GET', '/api/map/backdrop')).body as Backdrop).toEqual(backdrop);
    const features = [
      { ...road, properties: { kind: 'path' } },
      { ...road, geometry: { type: 'LineString', coordinates: [[1, 1]] } },
    ];
    expect(await send('PUT', '/api/map/backdrop', [{ ...backdrop, features }])).toMatchObject({
      status: 422,
      body: { errors: [{ index: 0 }, { index: 1, message: 'A line has at least two positions.' }] },
    });
    expect((await send('GET', '/api/map/backdrop')).body).toEqual(backdrop);
  });

  it('is for whoever is logged in, and changed by who may manage', async () => {
    const body = {
      username: 'eyes',
      name: 'Eyes',
      role: 'viewer',
      language: 'zh',
      password: 'a viewer’s password',
    };
    expect((await send('POST', '/api/staff', [body])).status).toBe(201);
    const viewer = { cookie: await test.logIn('eyes', body.password) };
    expect((await send('GET', '/api/map', [undefined, viewer])).status).toBe(200);
    expect((await send('GET', '/api/map/devices', [undefined, { cookie: '' }])).status).toBe(401);
    const empty = { type: 'FeatureCollection', features: [] };
    expect((await send('POST', '/api/areas/boundaries', [empty, viewer])).status).toBe(403);
    expect((await send('PUT', '/api/map/backdrop', [empty, viewer])).status).toBe(403);
  });
});
