import { createHash, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Database } from '../database/connection.ts';
import type { Area, Site } from '../domain/area.ts';
import { deviceFactsOf, noDeviceFacts, type DeviceFacts } from '../domain/device-facts.ts';
import type { SensorKind } from '../domain/kinds.ts';
import { createEnrolments } from './enrolments.ts';
import {
  isSameFleet,
  type Device,
  type DeviceChange,
  type FleetState,
  type KnownDevice,
} from './fleet-state.ts';
import { insertDevices, loadFleet, updateDevice, upsertAreas, upsertSites } from './fleet-store.ts';
import { defaultFleetLimits, refreshAttemptsMax, refreshIntervalMs, type FleetLimits } from './limits.ts';
import { createLocalCopy } from './local-copy.ts';
import { createSecret, matchesSecret } from './secret.ts';

export type { Device } from './fleet-state.ts';

interface NewDevice extends Partial<DeviceFacts> {
  readonly id: string;
  readonly kind: SensorKind;
  readonly siteId?: string | null;
  readonly name?: string | null;
}

/** A change that staff asked for and that cannot be made as things are. */
class FleetError extends Error {
  readonly code: 'device-exists' | 'unknown-device' | 'unknown-site' | 'bad-device-id';

  constructor(code: FleetError['code'], message: string) {
    super(message);
    this.name = 'FleetError';
    this.code = code;
  }
}

export interface Fleet {
  start(): Promise<void>;
  stop(): Promise<void>;
  /**
   * From memory. `device`: known, with its secret, or with the enrolment key where it came by that.
   * `enrolment`: unknown, with the enrolment key.
   */
  authenticate(deviceId: string, password: Uint8Array): 'device' | 'enrolment' | 'refused';
  /** Takes effect at once; saved soon, or when the database is back. A known device stays as it is. */
  enrol(deviceId: string, kind: SensorKind): void;
  device(id: string): Device | undefined;
  devices(): readonly Device[];
  site(id: string): Site | undefined;
  sites(): readonly Site[];
  areas(): readonly Area[];
  /** The secret is returned once and kept nowhere. Throws FleetError. */
  createDevice(input: NewDevice): Promise<{ readonly device: Device; readonly secret: string }>;
  upsertAreas(areas: readonly Area[]): Promise<void>;
  upsertSites(sites: readonly Site[]): Promise<void>;
  /**
   * Hangs a device in a site, names it, tells its facts; what is left out stays. A disabled device is not let
   * in, and shown out. Throws FleetError.
   */
  changeDevice(id: string, change: DeviceChange): Promise<void>;
  /** Called after changes, once for all of one turn of the event loop. */
  onChange(listener: () => void): void;
}

/**
 * Who is out there: areas, sites, devices and their credentials. All of it is held in memory, refreshed
 * from the database, and copied beside the journal, so that devices are let in while the database is away.
 */
export function createFleet(options: {
  readonly database: Database;
  /** For the local copy. */
  readonly directory: string;
  readonly log: Logger;
  /** Lets unknown devices enrol; null: nobody can. */
  readonly enrolmentKey: string | null;
  readonly limits?: Partial<FleetLimits>;
}): Fleet {
  const { database, log } = options;
  const limits: FleetLimits = { ...defaultFleetLimits, ...options.limits };
  const enrolmentKey = options.enrolmentKey === null ? null : digest(Buffer.from(options.enrolmentKey));
  const devices = new Map<string, KnownDevice>();
  const sites = new Map<string, Site>();
  const areas = new Map<string, Area>();
  const listeners: (() => void)[] = [];
  const stopping = new AbortController();
  let deviceList: readonly Device[] | null = null;
  /** Grows with every change made here, so that a refresh that began before it is not believed. */
  let version = 0;
  let notice: NodeJS.Immediate | null = null;
  let refreshTimer: NodeJS.Timeout | null = null;
  let refreshing: Promise<void> | null = null;

  const enrolments = createEnrolments({
    save: (batch) =>
      database.persist('fleet: enrol', () => insertDevices(database.kysely, batch), stopping.signal),
    saved: (batch, added) => {
      // Somebody else has made one of them meanwhile, with its own kind and secret: theirs counts.
      version += 1;
      if (added.length < batch.length) void refresh();
      copy.changed();
    },
    log,
  });

  const copy = createLocalCopy({
    path: join(options.directory, 'fleet.json'),
    log,
    state: () => ({ ...current(), unsaved: enrolments.unsaved().map(({ device }) => device.id) }),
  });

  function current(): Omit<FleetState, 'unsaved'> {
    return { devices: [...devices.values()], sites: [...sites.values()], areas: [...areas.values()] };
  }

  function changed(): void {
    version += 1;
    deviceList = null;
    copy.changed();
    notice ??= setImmediate(() => {
      notice = null;
      for (const listener of listeners) listener();
    });
  }

  function replaceWith(state: Omit<FleetState, 'unsaved'>): void {
    replaceAll(devices, state.devices, ({ device }) => device.id);
    replaceAll(sites, state.sites, ({ id }) => id);
    replaceAll(areas, state.areas, ({ code }) => code);
    for (const enrolled of enrolments.unsaved()) {
      if (!devices.has(enrolled.device.id)) devices.set(enrolled.device.id, enrolled);
    }
    changed();
  }

  async function refreshNow(): Promise<void> {
    for (let attempt = 1; attempt <= refreshAttemptsMax && !stopping.signal.aborted; attempt += 1) {
      const before = version;
      const state = await loadFleet(database.kysely);
      if (version !== before) continue;
      if (!isSameFleet(state, current())) replaceWith(state);
      return;
    }
  }

  /** Reads the database again; at most one at a time. Failures leave memory as it is. */
  async function refresh(): Promise<void> {
    refreshing ??= refreshNow()
      .catch((error: unknown) => {
        if (!stopping.signal.aborted) log.warn({ err: error }, 'the fleet cannot be read from the database');
      })
      .finally(() => {
        refreshing = null;
      });
    await refreshing;
  }

  function write<T>(name: string, operation: () => Promise<T>): Promise<T> {
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(limits.writeTimeoutMs)]);
    return database.persist(`fleet: ${name}`, operation, signal);
  }

  function known(id: string): KnownDevice {
    const found = devices.get(id);
    if (found === undefined) throw new FleetError('unknown-device', `there is no device ${id}`);
    return found;
  }

  function requireSite(siteId: string | null): void {
    if (siteId === null || sites.has(siteId)) return;
    throw new FleetError('unknown-site', `there is no site ${siteId}`);
  }

  return {
    async start() {
      const local = await copy.load();
      if (local !== null) {
        const unsaved = new Set(local.unsaved);
        enrolments.add(...local.devices.filter(({ device }) => unsaved.has(device.id)));
        replaceWith(local);
      }
      const waitMs = local === null ? limits.startWithoutCopyMs : limits.startWithCopyMs;
      await Promise.race([
        database.whenReady().then(refresh, () => {}),
        new Promise((resolve) => setTimeout(resolve, waitMs).unref()),
      ]);
      if (!database.isAvailable()) log.warn({ devices: devices.size }, 'fleet without the database');
      database.onAvailable(() => void refresh());
      refreshTimer = setInterval(() => {
        if (database.isAvailable()) void refresh();
      }, refreshIntervalMs);
    },

    async stop() {
      if (refreshTimer !== null) clearInterval(refreshTimer);
      if (database.isAvailable()) await enrolments.flush();
      stopping.abort(new Error('the fleet is stopped'));
      enrolments.stop();
      await refreshing;
      await copy.stop();
      if (notice !== null) clearImmediate(notice);
    },

    authenticate(deviceId, password) {
      const found = devices.get(deviceId);
      if (found === undefined) return isEnrolmentKey(password) ? 'enrolment' : 'refused';
      if (found.device.disabled) return 'refused';
      const isRight =
        found.secret === null ? isEnrolmentKey(password) : matchesSecret(password, found.secret);
      return isRight ? 'device' : 'refused';
    },

    enrol(deviceId, kind) {
      if (devices.has(deviceId)) return;
      const enrolled: KnownDevice = {
        device: {
          id: deviceId,
          kind,
          siteId: null,
          name: null,
          enrolled: true,
          disabled: false,
          createdAt: Date.now(),
          ...noDeviceFacts,
        },
        secret: null,
      };
      devices.set(deviceId, enrolled);
      enrolments.add(enrolled);
      changed();
    },

    device: (id) => devices.get(id)?.device,
    devices: () => (deviceList ??= Array.from(devices.values(), ({ device }) => device)),
    site: (id) => sites.get(id),
    sites: () => [...sites.values()],
    areas: () => [...areas.values()],

    async createDevice({ id, kind, siteId = null, name = null, ...facts }) {
      if (!/^[A-Za-z0-9_.:-]{1,64}$/.test(id))
        throw new FleetError('bad-device-id', `not a device id: ${id}`);
      requireSite(siteId);
      const exists = (): FleetError => new FleetError('device-exists', `there is a device ${id} already`);
      if (devices.has(id)) throw exists();
      const device: Device = {
        id,
        kind,
        siteId,
        name,
        enrolled: false,
        disabled: false,
        createdAt: Date.now(),
        ...deviceFactsOf(facts),
      };
      const { secret, kept } = createSecret();
      const isOurs = await write('create device', async () => {
        await insertDevices(database.kysely, [{ device, secret: kept }]);
        const row = await database.kysely
          .selectFrom('devices')
          .select('secret_salt')
          .where('id', '=', id)
          .executeTakeFirst();
        // Also true when an attempt before this one took effect and its answer was lost.
        return row?.secret_salt?.equals(kept.salt) === true;
      });
      if (!isOurs) throw exists();
      devices.set(id, { device, secret: kept });
      changed();
      return { device, secret };
    },

    async upsertAreas(changes) {
      await write('areas', () => upsertAreas(database.kysely, changes));
      for (const area of changes) areas.set(area.code, area);
      changed();
    },

    async upsertSites(changes) {
      await write('sites', () => upsertSites(database.kysely, changes));
      for (const site of changes) sites.set(site.id, site);
      changed();
    },

    async changeDevice(id, change) {
      known(id);
      if (change.siteId !== undefined) requireSite(change.siteId);
      await enrolments.flush(); // its row may still be on its way
      await write('update device', () => updateDevice(database.kysely, id, change));
      const { device, secret } = known(id);
      devices.set(id, { device: { ...device, ...change }, secret });
      changed();
    },

    onChange(listener) {
      listeners.push(listener);
    },
  };

  function isEnrolmentKey(password: Uint8Array): boolean {
    return enrolmentKey !== null && timingSafeEqual(digest(password), enrolmentKey);
  }
}

/** Of one length, so that comparing says nothing about the key's. */
function digest(text: Uint8Array): Buffer {
  return createHash('sha256').update(text).digest();
}

function replaceAll<T>(map: Map<string, T>, values: readonly T[], key: (value: T) => string): void {
  map.clear();
  for (const value of values) map.set(key(value), value);
}
