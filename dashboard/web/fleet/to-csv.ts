import type { Area, Site } from '../../../domain/area.ts';
import type { FleetDeviceView, Importable } from './fleet-api.ts';

/** The columns of each import, as the service names them. */
export const csvColumns: Readonly<Record<Importable, readonly string[]>> = {
  areas: ['code', 'level', 'parent_code', 'name_zh', 'name_en'],
  sites: ['id', 'area_code', 'name_zh', 'name_en', 'longitude_deg', 'latitude_deg'],
  devices: [
    'id',
    'kind',
    'site_id',
    'name',
    'gateway_id',
    'feeder_id',
    'installed_on',
    'inspection_due_on',
    'calibrated_on',
    'end_of_life_on',
    'maintainer',
  ],
};

/** A line that shows how each is filled in. */
const examples: Readonly<Record<Importable, readonly string[]>> = {
  areas: ['C01', 'community', 'S01', '近江社区', 'Jinjiang Community'],
  sites: ['shop-12', 'C01', '近江路 12 号面馆', 'Noodle shop, 12 Jinjiang Road', '120.2000', '30.2300'],
  devices: ['smoke-0001', 'smoke', 'shop-12', '厨房', 'gw-3', '', '2026-03-01', '', '', '2036-03-01', ''],
};

type Cell = string | number | null;

/** As Excel reads it: with a mark of its encoding, and cells quoted where they have to be. */
export function toCsv(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = [header, ...rows].map((cells) => cells.map(quote).join(','));
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

function quote(cell: Cell): string {
  const text = cell === null ? '' : String(cell);
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function templateOf(what: Importable): string {
  return toCsv(csvColumns[what], [examples[what]]);
}

export function areasToCsv(areas: readonly Area[]): string {
  const rows = areas.map(({ code, level, parentCode, nameZh, nameEn }) => [
    code,
    level,
    parentCode,
    nameZh,
    nameEn,
  ]);
  return toCsv(csvColumns.areas, rows);
}

export function sitesToCsv(sites: readonly Site[]): string {
  const rows = sites.map((site) => {
    const { id, areaCode, nameZh, nameEn, longitude_deg, latitude_deg } = site;
    return [id, areaCode, nameZh, nameEn, longitude_deg, latitude_deg];
  });
  return toCsv(csvColumns.sites, rows);
}

export function devicesToCsv(devices: readonly FleetDeviceView[]): string {
  const rows = devices.map((device) => {
    const { id, kind, siteId, name, gatewayId, feederId, maintainer } = device;
    const { installedOn, inspectionDueOn, calibratedOn, endOfLifeOn } = device;
    const days = [installedOn, inspectionDueOn, calibratedOn, endOfLifeOn];
    return [id, kind, siteId, name, gatewayId, feederId, ...days, maintainer];
  });
  return toCsv(csvColumns.devices, rows);
}
