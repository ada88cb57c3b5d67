import type { Area, Site } from '../domain/area.ts';
import type { DeviceFacts } from '../domain/device-facts.ts';
import type { SensorKind } from '../domain/kinds.ts';
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
}

/** All that the fleet holds in memory, and its local copy on disk. */
export interface FleetState {
  readonly devices: readonly KnownDevice[];
  readonly sites: readonly Site[];
  readonly areas: readonly Area[];
  /** Ids of enrolled devices that the database does not have yet. */
  readonly unsaved: readonly string[];
}

/** True when both hold the same, in whatever order. */
export function isSameFleet(a: Omit<FleetState, 'unsaved'>, b: Omit<FleetState, 'unsaved'>): boolean {
  return (
    isSameSet(a.areas, b.areas, ({ code }) => code) &&
    isSameSet(a.sites, b.sites, ({ id }) => id) &&
    isSameSet(
      a.devices.map(({ device }) => device),
      b.devices.map(({ device }) => device),
      ({ id }) => id,
    ) &&
    isSameSet(a.devices.map(toFlatSecret), b.devices.map(toFlatSecret), ({ id }) => id)
  );
}

function toFlatSecret({ device, secret }: KnownDevice): { id: string; hash: string | null } {
  return { id: device.id, hash: secret?.hash.toString('base64') ?? null };
}

function isSameSet<T extends object>(a: readonly T[], b: readonly T[], key: (row: T) => string): boolean {
  if (a.length !== b.length) return false;
  const others = new Map(b.map((row) => [key(row), row]));
  return a.every((row) => {
    const other = others.get(key(row));
    return (
      other !== undefined && Object.entries(row).every(([name, value]) => other[name as keyof T] === value)
    );
  });
}
