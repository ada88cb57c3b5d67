import type { Area, Site } from '../../domain/area.ts';
import { noDeviceFacts } from '../../domain/device-facts.ts';
import type { DashboardFleet, FleetDevice, FleetEnrolmentKey } from './dependencies.ts';

export interface MemoryFleet extends DashboardFleet {
  readonly secrets: Map<string, string>;
  add(device: Partial<FleetDevice> & Pick<FleetDevice, 'id' | 'kind'>, secret?: string): void;
}

export function memoryFleet(): MemoryFleet {
  const devices = new Map<string, FleetDevice>();
  const sites = new Map<string, Site>();
  const areas = new Map<string, Area>();
  const secrets = new Map<string, string>();
  const keys = new Map<string, FleetEnrolmentKey>();
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
    enrolmentKeyOf: () => null,
    enrol(id, kind) {
      add({ id, kind, enrolled: true });
      return true;
    },
    enrolmentKeys: () => [...keys.values()],
    async createEnrolmentKey(input) {
      const state = { createdAt: 0, revoked: 'no', devices: 0, state: 'open' } as const;
      const key = { id: `key-${keys.size + 1}`, ...input, ...state };
      keys.set(key.id, key);
      return { key, words: `words-of-${key.id}` };
    },
    async revokeEnrolmentKey(id, which) {
      const revoked = which === 'cut' ? 'all' : 'enrolment';
      keys.set(id, { ...keys.get(id)!, revoked, state: 'revoked' });
    },
    device: (id) => devices.get(id),
    devices: () => [...devices.values()],
    site: (id) => sites.get(id),
    sites: () => [...sites.values()],
    areas: () => [...areas.values()],
    async createDevice(input) {
      add(input);
      return { device: devices.get(input.id)!, secret: secrets.get(input.id)! };
    },
    async changeSecret(id, { grace_ms }) {
      secrets.set(id, `secret-${id}-changed`);
      changed();
      return {
        secret: `secret-${id}-changed`,
        formerUntil: grace_ms === 0 ? null : Date.now() + grace_ms,
      };
    },
    async importDevices(list) {
      const created = list.filter(({ id }) => !devices.has(id));
      for (const device of list) add({ ...devices.get(device.id), ...device }, secrets.get(device.id));
      return {
        created: created.map(({ id }) => ({ id, secret: secrets.get(id)! })),
        changed: list.length - created.length,
      };
    },
    async upsertAreas(list) {
      for (const area of list) {
        const { boundary = areas.get(area.code)?.boundary ?? null } = area;
        areas.set(area.code, { ...area, boundary });
      }
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
