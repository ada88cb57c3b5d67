import { kindNames, type SensorKind } from '../../../domain/kinds.ts';
import type { FleetCount } from '../../live-protocol.ts';
import type { FleetDevice } from '../dependencies.ts';
import type { DeviceState } from './latest-readings.ts';

/** Counts devices per kind and state; kinds without devices are left out. Disabled devices do not count. */
export function countFleet(
  devices: readonly FleetDevice[],
  stateOf: (deviceId: string, kind: SensorKind) => DeviceState,
  inAlert: ReadonlySet<string>,
): readonly FleetCount[] {
  const counts = new Map(
    kindNames.map((kind) => [kind, { kind, total: 0, online: 0, offline: 0, unknown: 0, inAlert: 0 }]),
  );
  for (const device of devices) {
    const count = counts.get(device.kind);
    if (count === undefined || device.disabled) continue;
    count.total += 1;
    count[stateOf(device.id, device.kind)] += 1;
    if (inAlert.has(device.id)) count.inAlert += 1;
  }
  return [...counts.values()].filter((count) => count.total > 0);
}
