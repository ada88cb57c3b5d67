import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Database } from '../database/connection.ts';
import type { Area, Site } from '../domain/area.ts';
import { authenticate } from './authenticate.ts';
import { saveKey } from './enrolment-key-store.ts';
import { EnrolmentKeys } from './enrolment-keys.ts';
import { createEnrolments } from './enrolments.ts';
import { isSameFleet, replaceAll, type Device, type FleetRows, type KnownDevice } from './fleet-state.ts';
import {
  importDevices,
  insertDevices,
  loadFleet,
  updateDevice,
  updateSecret,
  upsertAreas,
  upsertSites,
} from './fleet-store.ts';
import { defaultFleetLimits, refreshAttemptsMax, refreshIntervalMs, type FleetLimits } from './limits.ts';
import type { Fleet } from './fleet-interface.ts';
import { createKeyActs } from './key-acts.ts';
import { createLocks } from './locks.ts';
import { createLocalCopy } from './local-copy.ts';
import { FleetError, idPattern, toChange, toEnrolledDevice, toNewDevice } from './new-device.ts';
import { createSecret } from './secret.ts';

export type { Device } from './fleet-state.ts';
export type { Fleet } from './fleet-interface.ts';

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
  /** For tests of the grace; else the system's clock. */
  readonly now?: () => number;
}): Fleet {
  const { database, log, now = Date.now } = options;
  const limits: FleetLimits = { ...defaultFleetLimits, ...options.limits };
  const keys = new EnrolmentKeys(options.enrolmentKey, now);
  const devices = new Map<string, KnownDevice>();
  const sites = new Map<string, Site>();
  const areas = new Map<string, Area>();
  const listeners: (() => void)[] = [];
  /** When secrets were cut, by device. After a restart nobody is connected from before. */
  const cuts = new Map<string, number>();
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

  const locks = createLocks({
    write: ({ id, disabled }) => write('shut out', () => updateDevice(database.kysely, id, { disabled })),
    saved: () => {
      // A refresh that began before it read what was there before it.
      version += 1;
      copy.changed();
    },
    log,
  });

  const copy = createLocalCopy({
    path: join(options.directory, 'fleet.json'),
    log,
    state: () => ({
      ...current(),
      unsaved: enrolments.unsaved().map(({ device }) => device.id),
      locks: locks.unsaved(),
    }),
  });

  function current(): FleetRows {
    return {
      devices: [...devices.values()],
      sites: [...sites.values()],
      areas: [...areas.values()],
      keys: keys.all(),
    };
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

  function replaceWith(state: FleetRows): void {
    replaceAll(devices, state.devices, ({ device }) => device.id);
    replaceAll(sites, state.sites, ({ id }) => id);
    replaceAll(areas, state.areas, ({ code }) => code);
    for (const enrolled of enrolments.unsaved()) {
      if (!devices.has(enrolled.device.id)) devices.set(enrolled.device.id, enrolled);
    }
    for (const { id } of locks.unsaved()) {
      const locked = devices.get(id);
      if (locked !== undefined) devices.set(id, locks.over(locked));
    }
    keys.replaceWith(state.keys, devices.values());
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

  /** What waits for the database goes first: the database must not take it back. */
  async function synchronise(): Promise<void> {
    await enrolments.flush(); // rows of devices that came just now
    await locks.save();
    await refresh();
  }

  /** Holds at once, whether the database is there or not. */
  async function lock(id: string, disabled: boolean): Promise<void> {
    const found = known(id);
    locks.set({ id, disabled });
    devices.set(id, locks.over(found));
    changed();
    if (!database.isAvailable()) return;
    await enrolments.flush();
    await locks.save();
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

  const keyActs = createKeyActs({
    keys,
    save: (name, key) => write(name, () => saveKey(database.kysely, key)),
    cut(isMeant) {
      for (const found of devices.values()) if (isMeant(found)) cuts.set(found.device.id, now());
    },
    requireSite,
    changed,
    now,
  });

  return {
    async start() {
      const local = await copy.load();
      if (local !== null) {
        const unsaved = new Set(local.unsaved);
        enrolments.add(...local.devices.filter(({ device }) => unsaved.has(device.id)));
        for (const lock of local.locks) locks.set(lock);
        replaceWith(local);
      }
      const waitMs = local === null ? limits.startWithoutCopyMs : limits.startWithCopyMs;
      await Promise.race([
        database.whenReady().then(synchronise, () => {}),
        new Promise((resolve) => setTimeout(resolve, waitMs).unref()),
      ]);
      if (!database.isAvailable()) log.warn({ devices: devices.size }, 'fleet without the database');
      database.onAvailable(() => void synchronise());
      refreshTimer = setInterval(() => {
        if (database.isAvailable()) void synchronise();
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

    authenticate: (deviceId, password) => authenticate(devices.get(deviceId), password, { keys, at: now() }),
    enrolmentKeyOf: (password) => keys.idOf(password) ?? null,
    mayEnrol: (keyId) => keys.isOpen(keyId),

    enrol(deviceId, kind, keyId = null) {
      if (devices.has(deviceId)) return true;
      if (!keys.isOpen(keyId, kind)) return false;
      const siteId = keyId === null ? null : (keys.get(keyId)?.key.siteId ?? null);
      const place = siteId !== null && sites.has(siteId) ? siteId : null;
      const enrolled = toEnrolledDevice({ id: deviceId, kind, siteId: place, keyId });
      devices.set(deviceId, enrolled);
      keys.note(enrolled);
      enrolments.add(enrolled);
      changed();
      return true;
    },

    enrolmentKeys: () => keys.views(),

    ...keyActs,

    device: (id) => devices.get(id)?.device,
    devices: () => (deviceList ??= Array.from(devices.values(), ({ device }) => device)),
    site: (id) => sites.get(id),
    sites: () => [...sites.values()],
    areas: () => [...areas.values()],

    async createDevice(input) {
      const { id, siteId = null } = input;
      if (!idPattern.test(id)) throw new FleetError('bad-device-id', `not a device id: ${id}`);
      requireSite(siteId);
      const { known, secret } = toNewDevice(input);
      const created = { created: [known], changes: [] };
      const save = () => write('create device', () => importDevices(database.kysely, created));
      const taken = devices.has(id) ? id : await save();
      if (taken !== null) throw new FleetError('device-exists', `there is a device ${id} already`);
      devices.set(id, known);
      changed();
      return { device: known.device, secret };
    },

    async importDevices(items) {
      for (const { id, siteId = null } of items) {
        if (!idPattern.test(id)) throw new FleetError('bad-device-id', `not a device id: ${id}`);
        requireSite(siteId);
      }
      await enrolments.flush();
      const fresh = items.filter(({ id }) => !devices.has(id)).map(toNewDevice);
      const changes = items.filter(({ id }) => devices.has(id)).map(toChange);
      const taken = await write('import devices', () =>
        importDevices(database.kysely, { created: fresh.map(({ known }) => known), changes }),
      );
      if (taken !== null) throw new FleetError('device-exists', `there is a device ${taken} already`);
      for (const { known } of fresh) devices.set(known.device.id, known);
      for (const { id, change } of changes) {
        const { device, ...secrets } = known(id);
        devices.set(id, { device: { ...device, ...change }, ...secrets });
      }
      changed();
      return {
        created: fresh.map(({ known, secret }) => ({ id: known.device.id, secret })),
        changed: changes.length,
      };
    },

    async upsertAreas(changes) {
      await write('areas', () => upsertAreas(database.kysely, changes));
      for (const area of changes) {
        const { boundary = areas.get(area.code)?.boundary ?? null } = area;
        areas.set(area.code, { ...area, boundary });
      }
      changed();
    },

    async upsertSites(changes) {
      await write('sites', () =>
        database.kysely.transaction().execute((transaction) => upsertSites(transaction, changes)),
      );
      for (const site of changes) sites.set(site.id, site);
      changed();
    },

    async changeDevice(id, change) {
      const { disabled, ...rest } = change;
      known(id);
      if (change.siteId !== undefined) requireSite(change.siteId);
      if (disabled !== undefined) await lock(id, disabled);
      if (Object.keys(rest).length === 0) return;
      await enrolments.flush(); // its row may still be on its way
      await write('update device', () => updateDevice(database.kysely, id, rest));
      const { device, ...secrets } = known(id);
      devices.set(id, { device: { ...device, ...rest }, ...secrets });
      changed();
    },

    async changeSecret(id, { grace_ms }) {
      known(id);
      await enrolments.flush();
      const { secret, kept } = createSecret();
      const at = now();
      const formerUntil = grace_ms > 0 ? at + grace_ms : null;
      const next = {
        secret: kept,
        former: formerUntil === null ? null : { secret: known(id).secret, until: formerUntil },
      };
      await write('change secret', () => updateSecret(database.kysely, id, next));
      devices.set(id, { ...known(id), ...next });
      if (formerUntil === null) cuts.set(id, now());
      changed();
      return { secret, formerUntil };
    },

    cutAt: (id) => cuts.get(id) ?? null,

    onChange(listener) {
      listeners.push(listener);
    },
  };
}
