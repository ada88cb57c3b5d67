import { expect, it } from 'vitest';
import type { AlertScope } from '../../domain/alert.ts';
import { createPlaces } from './place.ts';
import { memoryFleet } from './test-fleet.ts';

it.each<[AlertScope, string, string]>([
  [{ type: 'device', id: 'w-1' }, '幸福社区 · 三号楼 · 地下室 · 水位计', 'Happy · Block 3 · Cellar · 水位计'],
  [{ type: 'site', id: 'cellar' }, '幸福社区 · 三号楼 · 地下室', 'Happy · Block 3 · Cellar'],
  [{ type: 'building', id: 'b3' }, '幸福社区 · 三号楼', 'Happy · Block 3'],
  [{ type: 'site', id: 'nowhere' }, 'nowhere', 'nowhere'],
  [{ type: 'rule', id: 'water-depth' }, 'water-depth', 'water-depth'],
])('names where an alert about %o is', async (scope, zh, en) => {
  const fleet = memoryFleet();
  await fleet.upsertAreas([
    { code: 's', level: 'street', parentCode: null, nameZh: '街道', nameEn: 'Street' },
    { code: 'c', level: 'community', parentCode: 's', nameZh: '幸福社区', nameEn: 'Happy' },
    { code: 'b3', level: 'building', parentCode: 'c', nameZh: '三号楼', nameEn: 'Block 3' },
  ]);
  const position = { longitude_deg: null, latitude_deg: null };
  await fleet.upsertSites([
    { id: 'cellar', areaCode: 'b3', nameZh: '地下室', nameEn: 'Cellar', ...position },
  ]);
  fleet.add({ id: 'w-1', kind: 'water', siteId: 'cellar', name: '水位计' });
  expect(createPlaces(fleet).ofAlert({ scope, deviceId: 'w-1' })).toEqual({ zh, en });
});
