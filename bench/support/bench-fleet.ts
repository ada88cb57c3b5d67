import { logInAs, type Api } from '../../test/support/api.ts';
import type { StormDevice } from './storm-plan.ts';

const password = 'a password for the benchmark';

/** Enters areas, sites and devices over HTTP; the devices' secrets. */
export async function enterFleet(
  api: Api,
  devices: readonly StormDevice[],
): Promise<ReadonlyMap<string, string>> {
  const csv = async (path: string, header: string, rows: readonly string[]): Promise<unknown> => {
    const response = await api.post(path, [header, ...rows].join('\n'), { 'content-type': 'text/csv' });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return await response.json();
  };
  const buildings = [...new Set(devices.map(({ buildingId }) => buildingId))];
  const sites = [...new Map(devices.map(({ siteId, buildingId }) => [siteId, buildingId]))];
  await csv('/api/areas/import', 'code,level,parent_code,name_zh,name_en', [
    'street-1,street,,一街道,Street 1',
    ...buildings.map((id) => `${id},building,street-1,${id},${id}`),
  ]);
  await csv(
    '/api/sites/import',
    'id,area_code,name_zh,name_en,longitude_deg,latitude_deg',
    sites.map(([id, building], index) => `${id},${building},${id},${id},${positionOf(index)}`),
  );
  const { created } = (await csv(
    '/api/devices/import',
    'id,kind,site_id,gateway_id',
    devices.map(({ id, siteId, gatewayId }) => `${id},smoke,${siteId},${gatewayId ?? ''}`),
  )) as { created: readonly { id: string; secret: string }[] };
  return new Map(created.map(({ id, secret }) => [id, secret]));
}

/** On a grid of some streets, about 60 m apart. */
function positionOf(index: number): string {
  return `${(118.6 + (index % 30) * 0.0006).toFixed(4)},${(24.9 + Math.floor(index / 30) * 0.0006).toFixed(4)}`;
}

/** Accounts of operators; their cookies. */
export async function openAccounts(api: Api, http: string, count: number): Promise<readonly string[]> {
  const cookies: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const username = `storm-${index}`;
    const account = { username, name: username, password, role: 'operator' };
    const response = await api.post('/api/staff', account);
    if (!response.ok) throw new Error(`${username}: ${response.status} ${await response.text()}`);
    cookies.push((await logInAs(http, { username, password })).cookie);
  }
  return cookies;
}
