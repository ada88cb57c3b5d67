import type { Area, Site } from '../domain/area.ts';
import type { SensorKind } from '../domain/kinds.ts';
import type { EnrolmentKeyView, NewEnrolmentKey } from './enrolment-keys.ts';
import type { Device, DeviceChange } from './fleet-state.ts';
import type { NewDevice } from './new-device.ts';

/** Areas, sites, devices and their credentials: asked from memory, changed in the database. */
export interface Fleet {
  start(): Promise<void>;
  stop(): Promise<void>;
  /**
   * From memory. `device`: known, with its secret, or with the enrolment key where it came by that.
   * `enrolment`: unknown, with an enrolment key that is open.
   */
  authenticate(deviceId: string, password: Uint8Array): 'device' | 'enrolment' | 'refused';
  /** By which enrolment key these words let a device in: its id, or null for that of the settings. */
  enrolmentKeyOf(password: Uint8Array): string | null;
  /** Whether devices may enrol by that key now. */
  mayEnrol(keyId: string | null): boolean;
  /**
   * Takes effect at once; saved soon, or when the database is back. A known device stays as it is. False: the key
   * takes no more, or none of this kind.
   */
  enrol(deviceId: string, kind: SensorKind, keyId?: string | null): boolean;
  enrolmentKeys(): readonly EnrolmentKeyView[];
  /** The key's words are returned once and kept nowhere. Throws FleetError. */
  createEnrolmentKey(
    input: NewEnrolmentKey,
  ): Promise<{ readonly key: EnrolmentKeyView; readonly words: string }>;
  /**
   * Nobody enrols by it any more. With `cut`, devices that came by it and have no secret of their own are not let in
   * any more either, and are disconnected. Throws FleetError.
   */
  revokeEnrolmentKey(id: string, devices: 'keep' | 'cut'): Promise<void>;
  device(id: string): Device | undefined;
  devices(): readonly Device[];
  site(id: string): Site | undefined;
  sites(): readonly Site[];
  areas(): readonly Area[];
  /** The secret is returned once and kept nowhere. Throws FleetError. */
  createDevice(input: NewDevice): Promise<{ readonly device: Device; readonly secret: string }>;
  /**
   * Adds devices and changes those that are there, in what is given, in one transaction: all or nothing. The secret
   * of each new one is returned once and kept nowhere. Throws FleetError.
   */
  importDevices(devices: readonly NewDevice[]): Promise<{
    readonly created: readonly { readonly id: string; readonly secret: string }[];
    readonly changed: number;
  }>;
  /** All or nothing; a boundary that is left out stays. */
  upsertAreas(areas: readonly Area[]): Promise<void>;
  upsertSites(sites: readonly Site[]): Promise<void>;
  /**
   * Hangs a device in a site, names it, tells its facts; what is left out stays. A disabled device is not let
   * in, and shown out: that holds at once, and reaches the database when it is there. Throws FleetError.
   */
  changeDevice(id: string, change: DeviceChange): Promise<void>;
  /**
   * Gives a device another secret, returned once and kept nowhere. The former one, or the enrolment key where it
   * came by that, lets it in for `grace_ms` more; with 0 it is cut at once, and so is whoever is connected. A
   * connection made within the grace goes on until it ends. Throws FleetError.
   */
  changeSecret(
    id: string,
    options: { readonly grace_ms: number },
  ): Promise<{ readonly secret: string; readonly formerUntil: number | null }>;
  /** Connections of a device from before this time, ms, came by a secret that was cut; null: none was. */
  cutAt(id: string): number | null;
  /** Called after changes, once for all of one turn of the event loop. */
  onChange(listener: () => void): void;
}
