import type { Area, Site } from '../../domain/area.ts';
import type { DeviceFacts } from '../../domain/device-facts.ts';
import type { PlacedDevice } from './street.ts';

/** The columns of what is known of a device. */
const factColumns = {
  gatewayId: 'gateway_id',
  feederId: 'feeder_id',
  installedOn: 'installed_on',
  inspectionDueOn: 'inspection_due_on',
  endOfLifeOn: 'end_of_life_on',
  maintainer: 'maintainer',
} as const satisfies Record<keyof DeviceFacts, string>;
const factNames = Object.keys(factColumns) as readonly (keyof DeviceFacts)[];

/** The few calls of the service's HTTP interface that the demo needs, as its administrator. */
export interface ServiceApi {
  importAreas(areas: readonly Area[]): Promise<void>;
  importSites(sites: readonly Site[]): Promise<void>;
  /** Adds devices that do not exist yet; resolves with their secrets by id, which are told only once. */
  importDevices(devices: readonly PlacedDevice[]): Promise<ReadonlyMap<string, string>>;
  deviceIds(): Promise<ReadonlySet<string>>;
}

/** The administrator's password is not the demo's: somebody changed it. */
export class LogInRefused extends Error {}

/** Logs in and returns the calls. Throws `LogInRefused`, or what the service answered. */
export async function openServiceApi(
  address: string,
  logIn: { readonly username: string; readonly password: string },
): Promise<ServiceApi> {
  const session = await fetch(`${address}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(logIn),
  });
  if (session.status === 401) throw new LogInRefused('the log-in of the demo is no longer valid');
  await refuseFailure(session);
  const cookie = session.headers
    .getSetCookie()
    .map((line) => line.split(';')[0] ?? '')
    .join('; ');

  return {
    async importAreas(areas) {
      const header = ['code', 'level', 'parent_code', 'name_zh', 'name_en'];
      await importRows(
        'areas',
        header,
        areas.map((area) => [area.code, area.level, area.parentCode ?? '', area.nameZh, area.nameEn]),
      );
    },
    async importSites(sites) {
      const header = ['id', 'area_code', 'name_zh', 'name_en', 'longitude_deg', 'latitude_deg'];
      await importRows(
        'sites',
        header,
        sites.map((site) => [
          site.id,
          site.areaCode ?? '',
          site.nameZh,
          site.nameEn,
          String(site.longitude_deg ?? ''),
          String(site.latitude_deg ?? ''),
        ]),
      );
    },
    async importDevices(devices) {
      const header = ['id', 'kind', 'site_id', 'name', ...Object.values(factColumns)];
      const answer = await importRows(
        'devices',
        header,
        devices.map(({ id, kind, siteId, name, facts }) => [
          id,
          kind,
          siteId,
          name,
          ...factNames.map((fact) => facts[fact] ?? ''),
        ]),
      );
      const { created } = (await answer.json()) as { created: readonly { id: string; secret: string }[] };
      return new Map(created.map(({ id, secret }) => [id, secret]));
    },
    async deviceIds() {
      const ids = new Set<string>();
      let cursor: string | null = '';
      while (cursor !== null) {
        const query = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
        const answer = await fetch(`${address}/api/devices?limit=1000${query}`, { headers: { cookie } });
        await refuseFailure(answer);
        const page = (await answer.json()) as {
          devices: readonly { id: string }[];
          nextCursor: string | null;
        };
        for (const { id } of page.devices) ids.add(id);
        cursor = page.nextCursor;
      }
      return ids;
    },
  };

  async function importRows(
    what: string,
    header: readonly string[],
    rows: readonly (readonly string[])[],
  ): Promise<Response> {
    const answer = await fetch(`${address}/api/${what}/import`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv', cookie },
      body: [header, ...rows].map((row) => row.map(quote).join(',')).join('\n'),
    });
    await refuseFailure(answer);
    return answer;
  }
}

function quote(cell: string): string {
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

async function refuseFailure(answer: Response): Promise<void> {
  if (answer.ok) return;
  throw new Error(`${answer.url} answered ${answer.status}: ${(await answer.text()).slice(0, 500)}`);
}
