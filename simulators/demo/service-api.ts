import type { Area, Site } from '../../domain/area.ts';
import type { Backdrop } from '../../domain/map.ts';
import type { DeviceFacts } from '../../domain/device-facts.ts';
import type { ServiceSession } from './service-session.ts';
import type { PlacedDevice } from './street.ts';

/** The columns of what is known of a device. */
const factColumns = {
  gatewayId: 'gateway_id',
  feederId: 'feeder_id',
  installedOn: 'installed_on',
  inspectionDueOn: 'inspection_due_on',
  calibratedOn: 'calibrated_on',
  endOfLifeOn: 'end_of_life_on',
  maintainer: 'maintainer',
} as const satisfies Record<keyof DeviceFacts, string>;
const factNames = Object.keys(factColumns) as readonly (keyof DeviceFacts)[];

/** What the demo enters into the service before its devices speak, as its administrator. */
export interface ServiceApi {
  importAreas(areas: readonly Area[]): Promise<void>;
  /** The outlines of areas that the service has already. */
  importBoundaries(areas: readonly Area[]): Promise<void>;
  replaceBackdrop(backdrop: Backdrop): Promise<void>;
  importSites(sites: readonly Site[]): Promise<void>;
  /** Adds devices that do not exist yet; resolves with their secrets by id, which are told only once. */
  importDevices(devices: readonly PlacedDevice[]): Promise<ReadonlyMap<string, string>>;
  deviceIds(): Promise<ReadonlySet<string>>;
}

export function createServiceApi(session: ServiceSession): ServiceApi {
  return {
    async importAreas(areas) {
      const header = ['code', 'level', 'parent_code', 'name_zh', 'name_en'];
      await session.sendCsv('/api/areas/import', [
        header,
        ...areas.map((area) => [area.code, area.level, area.parentCode ?? '', area.nameZh, area.nameEn]),
      ]);
    },
    async importBoundaries(areas) {
      const features = areas.flatMap(({ code, boundary = null }) =>
        boundary === null ? [] : [{ type: 'Feature', geometry: boundary, properties: { code } }],
      );
      await session.send('POST', '/api/areas/boundaries', { type: 'FeatureCollection', features });
    },
    replaceBackdrop: (backdrop) => session.send('PUT', '/api/map/backdrop', backdrop),
    async importSites(sites) {
      const header = ['id', 'area_code', 'name_zh', 'name_en', 'longitude_deg', 'latitude_deg'];
      const rows = sites.map((site) => [
        site.id,
        site.areaCode ?? '',
        site.nameZh,
        site.nameEn,
        String(site.longitude_deg ?? ''),
        String(site.latitude_deg ?? ''),
      ]);
      await session.sendCsv('/api/sites/import', [header, ...rows]);
    },
    async importDevices(devices) {
      const header = ['id', 'kind', 'site_id', 'name', ...Object.values(factColumns)];
      const rows = devices.map(({ id, kind, siteId, name, facts }) => [
        id,
        kind,
        siteId,
        name,
        ...factNames.map((fact) => facts[fact] ?? ''),
      ]);
      const { created } = await session.sendCsv<{ created: readonly { id: string; secret: string }[] }>(
        '/api/devices/import',
        [header, ...rows],
      );
      return new Map(created.map(({ id, secret }) => [id, secret]));
    },
    async deviceIds() {
      const ids = new Set<string>();
      let cursor: string | null = '';
      while (cursor !== null) {
        const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
        const page: { devices: readonly { id: string }[]; nextCursor: string | null } = await session.get(
          `/api/devices?limit=1000${query}`,
        );
        for (const { id } of page.devices) ids.add(id);
        cursor = page.nextCursor;
      }
      return ids;
    },
  };
}
