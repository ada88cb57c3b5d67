import { deserialize, serialize } from 'node:v8';
import type { JournalEntry, PlaceId } from '../domain/record.ts';

/** Where a device stands, and on what it hangs. */
export interface DevicePlace {
  /** The nearest first; empty for a device without a place. */
  readonly path: readonly PlaceId[];
  readonly gatewayId: string | null;
  readonly feederId: string | null;
}

/** Where all devices stand: a fold of the placement records, so that a replay routes and groups the same. */
export interface Topology {
  apply(entry: JournalEntry): void;
  /** Of an unknown device: nowhere. */
  of(deviceId: string): DevicePlace;
  snapshot(): Uint8Array;
  restore(state: Uint8Array): void;
}

const nowhere: DevicePlace = { path: [], gatewayId: null, feederId: null };

export function createTopology(): Topology {
  const places = new Map<string, DevicePlace>();
  return {
    apply({ record }) {
      if (record.type !== 'placement') return;
      const { deviceId, path, gatewayId = null, feederId = null } = record;
      places.set(deviceId, { path, gatewayId, feederId });
    },
    of: (deviceId) => places.get(deviceId) ?? nowhere,
    snapshot: () => serialize([...places]),
    restore(state) {
      places.clear();
      for (const [id, place] of deserialize(state) as [string, DevicePlace][]) places.set(id, place);
    },
  };
}
