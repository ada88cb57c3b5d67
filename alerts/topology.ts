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
  /** What feeds a device, or else what feeds the gateway that carries its messages. */
  feederOf(deviceId: string): string | null;
  /** Whether other devices hang on it: as their gateway, or as their feeder. */
  carries(deviceId: string): 'gateway' | 'feeder' | null;
  snapshot(): Uint8Array;
  restore(state: Uint8Array): void;
}

const nowhere: DevicePlace = { path: [], gatewayId: null, feederId: null };

export function createTopology(): Topology {
  const places = new Map<string, DevicePlace>();
  /** How many devices hang on each. */
  const carried = { gateway: new Map<string, number>(), feeder: new Map<string, number>() };

  function place(deviceId: string, next: DevicePlace): void {
    const before = places.get(deviceId);
    places.set(deviceId, next);
    count(carried.gateway, before?.gatewayId ?? null, next.gatewayId);
    count(carried.feeder, before?.feederId ?? null, next.feederId);
  }

  return {
    apply({ record }) {
      if (record.type !== 'placement') return;
      const { deviceId, path, gatewayId = null, feederId = null } = record;
      place(deviceId, { path, gatewayId, feederId });
    },
    of: (deviceId) => places.get(deviceId) ?? nowhere,
    feederOf(deviceId) {
      const { feederId, gatewayId } = places.get(deviceId) ?? nowhere;
      return feederId ?? (gatewayId === null ? null : (places.get(gatewayId)?.feederId ?? null));
    },
    carries(deviceId) {
      if (carried.gateway.has(deviceId)) return 'gateway';
      return carried.feeder.has(deviceId) ? 'feeder' : null;
    },
    snapshot: () => serialize([...places]),
    restore(state) {
      places.clear();
      carried.gateway.clear();
      carried.feeder.clear();
      for (const [id, known] of deserialize(state) as [string, DevicePlace][]) place(id, known);
    },
  };
}

function count(counts: Map<string, number>, before: string | null, next: string | null): void {
  if (before === next) return;
  if (before !== null) {
    const left = (counts.get(before) ?? 0) - 1;
    if (left > 0) counts.set(before, left);
    else counts.delete(before);
  }
  if (next !== null) counts.set(next, (counts.get(next) ?? 0) + 1);
}
