import type { Area, Site } from '../../domain/area.ts';
import { noDeviceFacts } from '../../domain/device-facts.ts';
import type { DashboardFleet, FleetDevice } from './dependencies.ts';

export interface MemoryFleet extends DashboardFleet {
  readonly secrets: Map<string, string>;
  add(device: Partial<FleetDevice> & Pick<FleetDevice, 'id' | 'kind'>, secret?: string): void;
}

export function memoryFleet(): MemoryFleet {
  const devices = new Map<string, FleetDevice>();
  const sites = new Map<string, Site>();
  const areas = new Map<string, Area>();
  const secrets = new Map<string, string>();
  const listeners: (() => void)[] = [];
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  const add: MemoryFleet['add'] = (device, secret = `secret-${device.id}`) => {
    const blank = { siteId: null, name: null, enrolled: false, disabled: false, createdAt: 0 } as const;
    devices.set(device.id, { ...blank, ...noDeviceFacts, ...device });
    secrets.set(device.id, secret);
    changed();
  };
  return {
    secrets,
    add,
    authenticate: (id, password) =>
      secrets.get(id) === Buffer.from(password).toString() ? 'device' : 'refused',
    enrol: (id, kind) => add({ id, kind, enrolled: true }),
    device: (id) => devices.get(id),
    devices: () => [...devices.values()],
    site: (id) => sites.get(id),
    sites: () => [...sites.values()],
    areas: () => [...areas.values()],
    async createDevice(input) {
      add(input);
      return { device: devices.get(input.id)!, secret: secrets.get(input.id)! };
    },
    async upsertAreas(list) {
      for (const area of list) areas.set(area.code, area);
      changed();
    },
    async upsertSites(list) {
      for (const site of list) sites.set(site.id, site);
      changed();
    },
    async changeDevice(id, change) {
      add({ ...devices.get(id)!, ...change }, secrets.get(id));
    },
    onChange: (listener) => void listeners.push(listener),
  };
}
