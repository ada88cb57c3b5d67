import { describe, expect, it } from 'vitest';
import type { Site } from '../../domain/area.ts';
import { findNearby } from './nearby.ts';
import { memoryFleet } from './test-fleet.ts';

function site(id: string, areaCode: string | null, latitude_deg: number | null): Site {
  return {
    id,
    areaCode,
    nameZh: id,
    nameEn: id,
    longitude_deg: latitude_deg === null ? null : 114,
    latitude_deg,
  };
}

async function street() {
  const fleet = memoryFleet();
  await fleet.upsertSites([
    site('kitchen', 'b1', 22.5),
    site('hall', 'b1', 22.5001),
    site('attic', 'b1', null),
    site('shop', 'b2', 22.501),
    site('far', 'b9', 22.6),
  ]);
  for (const [id, siteId] of [
    ['own', 'kitchen'],
    ['beside', 'kitchen'],
    ['below', 'hall'],
    ['above', 'attic'],
    ['next-door', 'shop'],
    ['away', 'far'],
    ['nowhere', null],
  ] as const) {
    fleet.add({ id, kind: 'smoke', siteId });
  }
  return fleet;
}

describe('devices nearby', () => {
  it('are those of the site, of the building, then by distance', async () => {
    const fleet = await street();
    const found = findNearby(fleet, fleet.device('own')!, { limit: 10, distance_m_max: 1_000 });
    expect(found.map(({ device, relation }) => [device.id, relation])).toEqual([
      ['beside', 'site'],
      ['below', 'area'],
      ['above', 'area'],
      ['next-door', 'distance'],
    ]);
    expect(found.at(-1)?.distance_m).toBeCloseTo(111, 0);
    expect(found[2]?.distance_m).toBeNull();
  });

  it('are no more than asked for, and none of what hangs nowhere', async () => {
    const fleet = await street();
    const own = fleet.device('own')!;
    expect(findNearby(fleet, own, { limit: 2, distance_m_max: 1_000 })).toHaveLength(2);
    expect(findNearby(fleet, fleet.device('nowhere')!, { limit: 9, distance_m_max: 1_000 })).toEqual([]);
  });
});
