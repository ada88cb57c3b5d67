import type { Area, Site } from '../../domain/area.ts';
import type { CalendarDate } from '../../domain/calendar-date.ts';
import type { DeviceFacts } from '../../domain/device-facts.ts';
import { kindNames, type SensorKind } from '../../domain/kinds.ts';
import type { Backdrop } from '../../domain/map.ts';
import { toDeviceIds, type FleetSize } from '../fleet.ts';
import { createRandom } from '../random.ts';
import { inventFacts } from './device-facts.ts';
import { createNeighbourhood } from './neighbourhood.ts';

/** A device with the site that it hangs in. */
export interface PlacedDevice {
  readonly id: string;
  readonly kind: SensorKind;
  readonly siteId: string;
  readonly name: string;
  readonly facts: DeviceFacts;
}

/** An invented street with its areas, sites and devices. */
export interface Street {
  readonly areas: readonly Area[];
  readonly sites: readonly Site[];
  readonly devices: readonly PlacedDevice[];
  /** River, parks and roads. */
  readonly backdrop: Backdrop;
}

/** The whole fleet: detectors in 900 premises, monitors at 882, each gauge and lift at its own spot. */
export const fullSize: Readonly<Record<SensorKind, number>> = {
  smoke: 1_000,
  electrical: 2_067,
  water: 18,
  elevator: 21,
};
const sitesPerDevice: Readonly<Record<SensorKind, number>> = {
  smoke: 0.9,
  electrical: 882 / 2_067,
  water: 1,
  elevator: 1,
};
const words: Readonly<
  Record<SensorKind, { readonly site: readonly [string, string]; readonly device: string }>
> = {
  smoke: { site: ['商铺', 'Shop'], device: '烟感' },
  electrical: { site: ['配电间', 'Distribution room'], device: '电气火灾监控' },
  water: { site: ['易涝点', 'Flood-prone spot'], device: '水位' },
  elevator: { site: ['电梯井', 'Lift shaft'], device: '电梯' },
};

const communities = [
  ['榕树', 'Banyan'],
  ['海棠', 'Begonia'],
  ['木棉', 'Kapok'],
  ['荔枝', 'Lychee'],
] as const;
const gridsPerCommunity = 3;
const buildingsPerGrid = 10;

/** The same street for the same seed, size and day. Dates (inspections, ends of life) lie around that day. */
export function createStreet(size: FleetSize, seed: number, today: CalendarDate): Street {
  const random = createRandom(seed);
  const factsRandom = createRandom(seed, 1);
  const placeRandom = createRandom(seed, 2);
  const land = createNeighbourhood(placeRandom, { street: 'demo-street' });
  const areas: Area[] = [
    { code: 'demo', level: 'district', parentCode: null, nameZh: '示范区', nameEn: 'Demo District' },
    { code: 'demo-street', level: 'street', parentCode: 'demo', nameZh: '示范街道', nameEn: 'Demo Street' },
  ];
  const buildings: Area[] = [];
  for (const [index, [zh, en]] of communities.entries()) addCommunity(index + 1, zh, en);

  const sites: Site[] = [];
  const devices: PlacedDevice[] = [];
  for (const kind of kindNames) placeKind(kind, size[kind] ?? 0);
  const outlined = areas.map((area) => ({ ...area, boundary: land.boundaries.get(area.code) ?? null }));
  return { areas: outlined, sites, devices, backdrop: land.backdrop };

  function addCommunity(number: number, ...[zh, en]: [string, string]): void {
    const code = `demo-c${number}`;
    areas.push({
      code,
      level: 'community',
      parentCode: 'demo-street',
      nameZh: `${zh}社区`,
      nameEn: `${en} Community`,
    });
    for (let grid = 1; grid <= gridsPerCommunity; grid += 1) {
      const gridCode = `${code}-g${grid}`;
      areas.push({
        code: gridCode,
        level: 'grid',
        parentCode: code,
        nameZh: `${zh}第${grid}网格`,
        nameEn: `${en} grid ${grid}`,
      });
      for (let building = 1; building <= buildingsPerGrid; building += 1) {
        const shown = (grid - 1) * buildingsPerGrid + building;
        const area: Area = {
          code: `${gridCode}-b${building}`,
          level: 'building',
          parentCode: gridCode,
          nameZh: `${zh}${shown}栋`,
          nameEn: `${en} building ${shown}`,
        };
        areas.push(area);
        buildings.push(area);
      }
    }
  }

  function placeKind(kind: SensorKind, count: number): void {
    const siteCount = Math.ceil(count * sitesPerDevice[kind]);
    const {
      site: [zh, en],
      device,
    } = words[kind];
    const buildingOfSite: string[] = [];
    for (let number = 1; number <= siteCount; number += 1) {
      const building = buildings[random.integer(0, buildings.length - 1)];
      if (building === undefined) continue;
      // Water stands where roads dip, everything else hangs in a building.
      const dip = kind === 'water' ? land.underpasses[(number - 1) % land.underpasses.length] : undefined;
      const around = areas.find(({ code }) => code === dip?.grid) ?? building;
      const [longitude_deg, latitude_deg] = dip?.at ?? land.inside(building.code, placeRandom);
      buildingOfSite.push(around.code);
      sites.push({
        id: `demo-${kind}-${number}`,
        areaCode: around.code,
        nameZh: `${number}号${zh}`,
        nameEn: `${en} ${number}`,
        longitude_deg,
        latitude_deg,
      });
    }
    for (const [index, id] of toDeviceIds(kind, count).entries()) {
      const site = index % siteCount;
      const facts = inventFacts(factsRandom, {
        kind,
        building: buildingOfSite[site] ?? '',
        index,
        today,
      });
      devices.push({ id, kind, siteId: `demo-${kind}-${site + 1}`, name: `${device} ${index + 1}`, facts });
    }
  }
}
