import { deviceFactsOf, noDeviceFacts, type DeviceFacts } from '../domain/device-facts.ts';
import type { SensorKind } from '../domain/kinds.ts';
import type { Device, DeviceChange, KnownDevice } from './fleet-state.ts';
import { createSecret } from './secret.ts';

/** The contract's device id. */
export const idPattern = /^[A-Za-z0-9_.:-]{1,64}$/;

export interface NewDevice extends Partial<DeviceFacts> {
  readonly id: string;
  readonly kind: SensorKind;
  readonly siteId?: string | null;
  readonly name?: string | null;
}

/** A change that staff asked for and that cannot be made as things are. */
export class FleetError extends Error {
  readonly code: 'device-exists' | 'unknown-device' | 'unknown-site' | 'unknown-key' | 'bad-device-id';

  constructor(code: FleetError['code'], message: string) {
    super(message);
    this.name = 'FleetError';
    this.code = code;
  }
}

/** A device of staff's making, with the secret that is told once. */
export function toNewDevice({ id, kind, siteId = null, name = null, ...facts }: NewDevice): {
  readonly known: KnownDevice;
  readonly secret: string;
} {
  const { secret, kept } = createSecret();
  const own = { id, kind, siteId, name, enrolled: false, disabled: false, createdAt: Date.now() };
  return {
    known: { device: { ...own, ...deviceFactsOf(facts) }, secret: kept, former: null, enrolmentKeyId: null },
    secret,
  };
}

/** A device that came by an enrolment key. */
export function toEnrolledDevice({
  id,
  kind,
  siteId,
  keyId,
}: Pick<Device, 'id' | 'kind' | 'siteId'> & { readonly keyId: string | null }): KnownDevice {
  const own = { id, kind, siteId, name: null, enrolled: true, disabled: false, createdAt: Date.now() };
  return {
    device: { ...own, ...noDeviceFacts },
    secret: null,
    former: null,
    enrolmentKeyId: keyId,
  };
}

/** What an import says of a device that is there; its kind never changes. */
export function toChange(input: NewDevice): { readonly id: string; readonly change: DeviceChange } {
  const { id, ...rest } = input;
  const change: DeviceChange & { kind?: SensorKind } = { ...rest };
  delete change.kind;
  return { id, change };
}
