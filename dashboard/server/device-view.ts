import type { Alert } from '../../domain/alert.ts';
import type { Severity } from '../../domain/severity.ts';
import { deviceFactsOf } from '../../domain/device-facts.ts';
import { namedValues } from '../../domain/reading.ts';
import type { Text } from '../../domain/text.ts';
import type { FleetDevice } from './dependencies.ts';
import type { DeviceState, LatestReadings } from './live/latest-readings.ts';
import type { Places } from './place.ts';

/** A device as the screens show it. */
export interface DeviceView extends FleetDevice {
  readonly place: Text;
  readonly state: DeviceState;
  /** When it was last heard of since the service started. */
  readonly heardAt: number | null;
  readonly latest: {
    readonly time: number;
    readonly receivedAt: number;
    readonly values: Readonly<Record<string, number>>;
  } | null;
  readonly openAlerts: number;
  readonly worstSeverity: Severity | null;
}

export interface DeviceViews {
  /** Views of devices as of now. */
  of(devices: readonly FleetDevice[]): readonly DeviceView[];
}

/** Joins what is known of a device: fleet, latest reading, place and open alerts. */
export function createDeviceViews(options: {
  readonly latest: LatestReadings;
  readonly places: Places;
  readonly openAlerts: () => readonly Alert[];
  readonly now: () => number;
}): DeviceViews {
  const { latest, places } = options;
  return {
    of(devices) {
      const now = options.now();
      const byDevice = Map.groupBy(options.openAlerts(), (alert) => alert.deviceId);
      return devices.map((device) => {
        const reading = latest.reading(device.id);
        const open = byDevice.get(device.id) ?? [];
        const worst = Math.min(...open.map((alert) => alert.displayedSeverity));
        return {
          id: device.id,
          kind: device.kind,
          siteId: device.siteId,
          name: device.name,
          enrolled: device.enrolled,
          disabled: device.disabled,
          createdAt: device.createdAt,
          ...deviceFactsOf(device),
          place: places.of(device.id),
          state: latest.state(device.id, device.kind, now),
          heardAt: latest.heardAt(device.id),
          latest:
            reading === null
              ? null
              : { time: reading.time, receivedAt: reading.receivedAt, values: namedValues(reading) },
          openAlerts: open.length,
          worstSeverity: open.length === 0 ? null : (worst as Severity),
        };
      });
    },
  };
}
