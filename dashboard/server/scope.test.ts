import { describe, expect, it } from 'vitest';
import type { Alert } from '../../domain/alert.ts';
import type { Area } from '../../domain/area.ts';
import type { PlaceId } from '../../domain/record.ts';
import { createScopes } from './scope.ts';
import { memoryFleet } from './test-fleet.ts';

function area(code: string, level: Area['level'], parentCode: string | null): Area {
  return { code, level, parentCode, nameZh: code, nameEn: code };
}

async function createTest(isSomebodyEverywhere = true) {
  const fleet = memoryFleet();
  await fleet.upsertAreas([
    area('d', 'district', null),
    area('c1', 'community', 'd'),
    area('g1', 'grid', 'c1'),
    area('c2', 'community', 'd'),
    area('loop', 'grid', 'loop'),
  ]);
  const at = { nameZh: '', nameEn: '', longitude_deg: null, latitude_deg: null };
  await fleet.upsertSites([
    { id: 's1', areaCode: 'g1', ...at },
    { id: 's2', areaCode: 'c2', ...at },
  ]);
  fleet.add({ id: 'one', kind: 'smoke', siteId: 's1' });
  fleet.add({ id: 'two', kind: 'smoke', siteId: 's2' });
  fleet.add({ id: 'nowhere', kind: 'smoke' });
  const scopes = createScopes({ fleet, isSomebodyEverywhere: () => isSomebodyEverywhere });
  return { fleet, scopes };
}

const about = (type: Alert['scope']['type'], id: string, deviceId = 'two') => ({
  scope: { type, id },
  deviceId,
});

describe('what somebody sees', () => {
  it.each<[readonly string[], readonly string[]]>([
    [[], ['one', 'two', 'nowhere']],
    [['d'], ['one', 'two']],
    [['c1'], ['one']],
    [['g1'], ['one']],
    [['c2'], ['two']],
    [
      ['g1', 'c2'],
      ['one', 'two'],
    ],
    [['loop'], []],
    [['gone'], []],
  ])('of %j: the devices %j', async (areas, seen) => {
    const { fleet, scopes } = await createTest();
    const scope = scopes.of(areas);
    expect(
      fleet
        .devices()
        .map(({ id }) => id)
        .filter((id) => scope.seesDevice(id)),
    ).toEqual(seen);
  });

  it.each<[string, ReturnType<typeof about>, boolean]>([
    ['of a device of its own', about('device', 'one', 'one'), true],
    ['of a device elsewhere', about('device', 'two'), false],
    ['of a site of its own, whichever device told', about('site', 's1'), true],
    ['of a building elsewhere', about('building', 'c2', 'one'), false],
    ['of a rule that broke', about('rule', 'smoke-alarm', 'one'), false],
    ['of a device without a place', about('device', 'nowhere', 'nowhere'), false],
  ])('an alert %s: %s', async (_what, alert, isSeen) => {
    const { scopes } = await createTest();
    expect(scopes.of(['c1']).seesAlert(alert)).toBe(isSeen);
  });

  it.each<[readonly PlaceId[], boolean]>([
    [['site:s1', 'grid:g1', 'community:c1', 'district:d'], true],
    // Where it was counts, not where its site hangs now.
    [['site:s1', 'community:c2', 'district:d'], false],
    [['site:s1'], true],
    [['site:s2'], false],
    [['district:d'], false],
    [[], false],
  ])('a case at %j: %s', async (path, isSeen) => {
    const { scopes } = await createTest();
    expect(scopes.of(['c1']).seesPath(path)).toBe(isSeen);
  });

  it('follows what is moved', async () => {
    const { fleet, scopes } = await createTest();
    const scope = scopes.of(['c1']);
    expect(scope.seesDevice('two')).toBe(false);
    await fleet.upsertAreas([area('c2', 'community', 'c1')]);
    scopes.forget();
    expect(scope.seesDevice('two')).toBe(true);
  });

  it('is what rings and lies nowhere, where nobody sees everything', async () => {
    const { scopes } = await createTest(false);
    const scope = scopes.of(['c1']);
    expect(scope.seesAlert(about('device', 'nowhere', 'nowhere'))).toBe(true);
    expect(scope.seesAlert(about('rule', 'smoke-alarm'))).toBe(true);
    expect(scope.seesPath([])).toBe(true);
    expect(scope.seesAlert(about('device', 'two'))).toBe(false);
  });
});
