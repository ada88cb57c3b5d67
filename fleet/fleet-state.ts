import { isDeepStrictEqual } from 'node:util';
import type { Area, Site } from '../domain/area.ts';
import type { DeviceFacts } from '../domain/device-facts.ts';
import type { SensorKind } from '../domain/kinds.ts';
import type { KnownKey } from './enrolment-keys.ts';
import type { Lock } from './locks.ts';
import type { SecretHash } from './secret.ts';

/** A device as everybody may know it. */
export interface Device extends DeviceFacts {
  readonly id: string;
  readonly kind: SensorKind;
  readonly siteId: string | null;
  readonly name: string | null;
  /** It came by the enrolment key and has no secret of its own. */
  readonly enrolled: boolean;
  /** It is not let in. */
  readonly disabled: boolean;
  /** ms since 1970 */
  readonly createdAt: number;
}

/** What staff may change of a device; what is left out stays. */
export interface DeviceChange extends Partial<DeviceFacts> {
  readonly siteId?: string | null;
  readonly name?: string | null;
  readonly disabled?: boolean;
}

/** With what only the fleet knows. */
export interface KnownDevice {
  readonly device: Device;
  readonly secret: SecretHash | null;
  /** What let it in before; null when nothing else does. */
  readonly former: FormerSecret | null;
  /** The enrolment key by which it came; null: that of the settings, or none. */
  readonly enrolmentKeyId: string | null;
}

/** A device's former secret, until it counts no more; `secret` null: it came by the enrolment key. */
export interface FormerSecret {
  readonly secret: SecretHash | null;
  /** ms since 1970 */
  readonly until: number;
}

/** What the database has of the fleet, and memory. */
export interface FleetRows {
  readonly devices: readonly KnownDevice[];
  readonly sites: readonly Site[];
  readonly areas: readonly Area[];
  readonly keys: readonly KnownKey[];
}

/** The same as the local copy has it, with what is on its way into the database. */
export interface FleetState extends FleetRows {
  /** Ids of enrolled devices that the database does not have yet. */
  readonly unsaved: readonly string[];
  /** Of devices that were shut out, or let in again. */
  readonly locks: readonly Lock[];
}

/** True when both hold the same, in whatever order. */
export function isSameFleet(a: FleetRows, b: FleetRows): boolean {
  return (
    isSameSet(a.areas, b.areas, ({ code }) => code) &&
    isSameSet(a.sites, b.sites, ({ id }) => id) &&
    isSameSet(
      a.devices.map(({ device }) => device),
      b.devices.map(({ device }) => device),
      ({ id }) => id,
    ) &&
    isSameSet(
      a.keys.map(({ key }) => key),
      b.keys.map(({ key }) => key),
      ({ id }) => id,
    ) &&
    isSameSet(a.devices.map(toFlatSecret), b.devices.map(toFlatSecret), ({ id }) => id)
  );
}

function toFlatSecret({ device, secret, former, enrolmentKeyId }: KnownDevice) {
  return {
    id: device.id,
    enrolmentKeyId,
    hash: secret?.hash.toString('base64') ?? null,
    former: former?.secret?.hash.toString('base64') ?? null,
    until: former?.until ?? null,
  };
}

function isSameSet<T extends object>(a: readonly T[], b: readonly T[], key: (row: T) => string): boolean {
  if (a.length !== b.length) return false;
  const others = new Map(b.map((row) => [key(row), row]));
  return a.every((row) => {
    const other = others.get(key(row));
    return (
      other !== undefined &&
      Object.entries(row).every(([name, value]) => isDeepStrictEqual(other[name as keyof T], value))
    );
  });
}

/** Makes a map hold these values and no others. */
export function replaceAll<T>(map: Map<string, T>, values: readonly T[], key: (value: T) => string): void {
  map.clear();
  for (const value of values) map.set(key(value), value);
}
