import { describe, expect, it } from 'vitest';
import { daysBetween } from '../../domain/calendar-date.ts';
import { areaLevels } from '../../domain/area.ts';
import { createStreet, fullSize, type Street } from './street.ts';

const idPattern = /^[A-Za-z0-9_.:-]{1,64}$/;

const today = '2026-11-22';

describe('the demo’s street', () => {
  const street = createStreet(fullSize, 1, today);

  it('is the same for the same seed', () => {
    expect(createStreet(fullSize, 1, today)).toEqual(street);
    expect(createStreet(fullSize, 2, today)).not.toEqual(street);
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

  it('hangs on gateways and feeders: one gateway a building, several buildings a feeder', () => {
    const buildings = new Map(street.sites.map((site) => [site.id, site.areaCode]));
    const onGateway = street.devices.filter(({ facts }) => facts.gatewayId?.startsWith('gw-') === true);
    expect(new Set(onGateway.map(({ kind }) => kind))).toEqual(new Set(['smoke', 'electrical', 'elevator']));
    for (const { siteId, facts } of onGateway) {
      expect(facts.gatewayId).toBe(`gw-${buildings.get(siteId)}`);
    }
    // Detectors live on their batteries: they speak on when the mains are gone.
    expect(street.devices.filter(({ kind, facts }) => kind === 'smoke' && facts.feederId !== null)).toEqual(
      [],
    );
    const feeders = Map.groupBy(
      street.devices.filter(({ facts }) => facts.feederId !== null),
      ({ facts }) => facts.feederId,
    );
    expect(feeders.size).toBe(24);
    for (const devices of feeders.values()) {
      expect(new Set(devices.map(({ siteId }) => buildings.get(siteId))).size).toBeGreaterThan(1);
    }
    for (const { facts } of street.devices) {
      for (const id of [facts.gatewayId, facts.feederId]) expect(id ?? 'none').toMatch(idPattern);
    }
  });

  it('has inspections for every lift and an end of life for every detector, a few of them soon', () => {
    const inspections = daysTo(street, 'elevator', 'inspectionDueOn');
    expect(Math.min(...inspections)).toBeLessThan(0);
    expect(Math.min(...inspections)).toBeGreaterThan(-10);
    expect(Math.max(...inspections)).toBeLessThan(366);
    const ends = daysTo(street, 'smoke', 'endOfLifeOn');
    expect(ends.filter((days) => days < 0)).toHaveLength(1);
    expect(ends.filter((days) => days >= 0 && days <= 30)).toHaveLength(60);
    expect(ends.every((days) => days > -30)).toBe(true);
  });
});

function daysTo(street: Street, kind: string, fact: 'inspectionDueOn' | 'endOfLifeOn'): readonly number[] {
  return street.devices
    .filter((device) => device.kind === kind)
    .map(({ facts }) => daysBetween(today, facts[fact] ?? '1970-01-01'));
}
