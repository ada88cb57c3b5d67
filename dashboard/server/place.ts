import type { Area } from '../../domain/area.ts';
import type { Text } from '../../domain/text.ts';
import type { DashboardFleet } from './dependencies.ts';

/** Levels walked up from a site; more means that areas are their own parents. */
const levelsMax = 8;

export interface Places {
  /** Where a device is and what it is called: area, site, device; its id when nothing is known. */
  of(deviceId: string): Text;
  /** Devices, sites or areas changed. */
  forget(): void;
}

/** Names places for people. Remembers what it named until told to forget. */
export function createPlaces(fleet: Pick<DashboardFleet, 'device' | 'site' | 'areas'>): Places {
  const named = new Map<string, Text>();
  let areas: ReadonlyMap<string, Area> | null = null;

  function areaNames(code: string | null): Area[] {
    areas ??= new Map(fleet.areas().map((area) => [area.code, area]));
    const chain: Area[] = [];
    let next = code;
    while (next !== null && chain.length < levelsMax) {
      const area = areas.get(next);
      if (area === undefined) break;
      chain.unshift(area);
      next = area.parentCode;
    }
    return chain;
  }

  function name(deviceId: string): Text {
    const device = fleet.device(deviceId);
    const site = device === undefined || device.siteId === null ? undefined : fleet.site(device.siteId);
    const chain = site === undefined ? [] : areaNames(site.areaCode);
    const own = device?.name ?? deviceId;
    // The district is the same for a whole centre: the two nearest levels tell more.
    const near = chain.slice(-2);
    return {
      zh: [...near.map((area) => area.nameZh), ...(site === undefined ? [] : [site.nameZh]), own].join(' · '),
      en: [...near.map((area) => area.nameEn), ...(site === undefined ? [] : [site.nameEn]), own].join(' · '),
    };
  }

  return {
    of(deviceId) {
      let place = named.get(deviceId);
      if (place === undefined) {
        place = name(deviceId);
        named.set(deviceId, place);
      }
      return place;
    },
    forget() {
      named.clear();
      areas = null;
    },
  };
}
