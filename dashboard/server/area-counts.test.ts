import { afterAll, beforeAll, expect, it } from 'vitest';
import { sampleAlert, startTestDashboard, type TestDashboard } from './test-support.ts';

let test: TestDashboard;

beforeAll(async () => {
  const seats = [
    { id: 'south', name: { zh: '南片', en: 'South' }, areas: ['b3'], kinds: ['water' as const] },
  ];
  test = await startTestDashboard({ seats: () => seats });
  await test.fleet.upsertAreas([
    { code: 'c', level: 'community', parentCode: null, nameZh: '幸福社区', nameEn: 'Happy' },
    { code: 'b3', level: 'building', parentCode: 'c', nameZh: '三号楼', nameEn: 'Block 3' },
  ]);
  const position = { longitude_deg: null, latitude_deg: null };
  await test.fleet.upsertSites([
    { id: 'cellar', areaCode: 'b3', nameZh: '地下室', nameEn: 'Cellar', ...position },
  ]);
  test.fleet.add({ id: 'w-1', kind: 'water', siteId: 'cellar' });
  test.fleet.add({ id: 'w-2', kind: 'water', siteId: 'cellar' });
  test.fleet.add({ id: 'w-3', kind: 'water', siteId: 'cellar', disabled: true });
  test.fleet.add({ id: 's-1', kind: 'smoke' });
  test.dashboard.presence('w-2', true, Date.now());
});
afterAll(() => test.stop());

async function read(path: string): Promise<unknown> {
  const response = await fetch(`${test.url}${path}`, { headers: { cookie: await test.logIn() } });
  return response.json();
}

it('counts devices by the area that they hang in, and by kind; disabled ones do not count', async () => {
  const none = { total: 0, online: 0, offline: 0, unknown: 0 };
  expect(await read('/api/areas/counts')).toEqual({
    counts: [
      { ...none, areaCode: 'b3', kind: 'water', total: 2, online: 1, unknown: 1 },
      { ...none, areaCode: null, kind: 'smoke', total: 1, unknown: 1 },
    ],
  });
});

it('tells what each seat watches, to staff only', async () => {
  expect(await read('/api/seats/watched')).toEqual({
    seats: [{ id: 'south', name: { zh: '南片', en: 'South' }, areas: ['b3'], kinds: ['water'] }],
  });
  expect((await fetch(`${test.url}/api/seats/watched`)).status).toBe(401);
});

it.each([
  [{ type: 'device', id: 'w-1' } as const, 'w-1', 'b3'],
  [{ type: 'site', id: 'cellar' } as const, 'w-1', 'b3'],
  [{ type: 'building', id: 'b3' } as const, 'w-1', 'b3'],
  [{ type: 'device', id: 's-1' } as const, 's-1', null],
  [{ type: 'rule', id: 'smoke-alarm' } as const, 's-1', null],
])('names the nearest area of an alert about %o', async (scope, deviceId, areaCode) => {
  test.alerts.put(sampleAlert({ id: `about-${scope.id}`, scope, deviceId }));
  expect(await read(`/api/alerts/about-${scope.id}`)).toMatchObject({ alert: { areaCode } });
});
