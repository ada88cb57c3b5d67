import { describe, expect, it } from 'vitest';
import { areaLevels } from '../../domain/area.ts';
import { createStreet, fullSize } from './street.ts';

const idPattern = /^[A-Za-z0-9_.:-]{1,64}$/;

describe('the demo’s street', () => {
  const street = createStreet(fullSize, 1);

  it('is the same for the same seed', () => {
    expect(createStreet(fullSize, 1)).toEqual(street);
    expect(createStreet(fullSize, 2)).not.toEqual(street);
  });

  it('has the figures of the mission: 1,000 detectors in 900 premises, 2,067 monitors at 882', () => {
    const count = (kind: string): number => street.devices.filter((device) => device.kind === kind).length;
    expect(street.devices).toHaveLength(3_106);
    expect([count('smoke'), count('electrical'), count('water'), count('elevator')]).toEqual([
      1_000, 2_067, 18, 21,
    ]);
    const sites = (kind: string): number =>
      street.sites.filter(({ id }) => id.startsWith(`demo-${kind}-`)).length;
    expect([sites('smoke'), sites('electrical'), sites('water'), sites('elevator')]).toEqual([
      900, 882, 18, 21,
    ]);
  });

  it('hangs together: every parent, area and site exists, on a higher level, with a legal id', () => {
    const areas = new Map(street.areas.map((area) => [area.code, area]));
    for (const { code, level, parentCode } of street.areas) {
      expect(code).toMatch(idPattern);
      const parent = parentCode === null ? undefined : areas.get(parentCode);
      expect(parent === undefined).toBe(level === 'district');
      expect(areaLevels.indexOf(parent?.level ?? 'district')).toBeLessThanOrEqual(areaLevels.indexOf(level));
    }
    const sites = new Set(street.sites.map(({ id }) => id));
    expect(sites.size).toBe(street.sites.length);
    for (const site of street.sites) expect(areas.has(site.areaCode ?? '')).toBe(true);
    for (const { id, siteId } of street.devices) {
      expect(id).toMatch(idPattern);
      expect(sites.has(siteId)).toBe(true);
    }
  });
});
