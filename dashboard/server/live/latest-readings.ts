import { kinds, type SensorKind } from '../../../domain/kinds.ts';
import type { Reading } from '../../../domain/reading.ts';

/** How a device is known to be. `unknown`: not heard of since the service started. */
export type DeviceState = 'online' | 'offline' | 'unknown';

interface Slot {
  reading: Reading | null;
  /** When it was last heard of, by our clock: a reading or a connection. */
  heardAt: number;
  /** When its connection was last lost without a later sign of life; 0: not lost. */
  lostAt: number;
  subscribers: number;
  dirty: boolean;
}

export interface LatestReadings {
  /** For every reading there is: no more than a look-up each. */
  take(readings: readonly Reading[]): void;
  presence(deviceId: string, online: boolean, at: number): void;
  reading(deviceId: string): Reading | null;
  heardAt(deviceId: string): number | null;
  /** A device is online by a sign of life within its kind's offline limit, unless it was seen to leave. */
  state(deviceId: string, kind: SensorKind, now: number): DeviceState;
  subscribe(deviceId: string): void;
  unsubscribe(deviceId: string): void;
  /** Has the latest of these devices sent again, for a new subscriber. */
  markDirty(deviceIds: Iterable<string>): void;
  /** Subscribed devices with a new reading since the last call. */
  takeDirty(): readonly Reading[];
  count(): number;
}

/** The latest reading of each device, for the screens. A cache: empty after a restart. */
export function createLatestReadings({ devicesMax }: { devicesMax: number }): LatestReadings {
  const slots = new Map<string, Slot>();
  let dirty: Slot[] = [];
  let taken = 0;

  function slotOf(deviceId: string): Slot | undefined {
    let slot = slots.get(deviceId);
    if (slot === undefined && slots.size < devicesMax) {
      slot = { reading: null, heardAt: 0, lostAt: 0, subscribers: 0, dirty: false };
      slots.set(deviceId, slot);
    }
    return slot;
  }

  return {
    take(readings) {
      taken += readings.length;
      for (const reading of readings) {
        const slot = slotOf(reading.deviceId);
        if (slot === undefined) continue;
        if (reading.receivedAt > slot.heardAt) {
          slot.heardAt = reading.receivedAt;
          slot.lostAt = 0;
        }
        // A device that flushes its buffer sends the past: it is stored, but it is not the latest.
        if (slot.reading !== null && reading.time < slot.reading.time) continue;
        slot.reading = reading;
        if (slot.subscribers > 0 && !slot.dirty) {
          slot.dirty = true;
          dirty.push(slot);
        }
      }
    },
    presence(deviceId, online, at) {
      const slot = slotOf(deviceId);
      if (slot === undefined) return;
      if (online) {
        slot.heardAt = Math.max(slot.heardAt, at);
        slot.lostAt = 0;
      } else {
        slot.lostAt = at;
      }
    },
    reading: (deviceId) => slots.get(deviceId)?.reading ?? null,
    heardAt: (deviceId) => slots.get(deviceId)?.heardAt || null,
    state(deviceId, kind, now) {
      const slot = slots.get(deviceId);
      if (slot === undefined || (slot.heardAt === 0 && slot.lostAt === 0)) return 'unknown';
      if (slot.lostAt !== 0) return 'offline';
      return now - slot.heardAt <= kinds[kind].offlineAfter_s * 1_000 ? 'online' : 'offline';
    },
    subscribe(deviceId) {
      const slot = slotOf(deviceId);
      if (slot !== undefined) slot.subscribers += 1;
    },
    unsubscribe(deviceId) {
      const slot = slots.get(deviceId);
      if (slot !== undefined && slot.subscribers > 0) slot.subscribers -= 1;
    },
    markDirty(deviceIds) {
      for (const deviceId of deviceIds) {
        const slot = slots.get(deviceId);
        if (slot === undefined || slot.reading === null || slot.dirty) continue;
        slot.dirty = true;
        dirty.push(slot);
      }
    },
    takeDirty() {
      const changed = dirty;
      dirty = [];
      const readings: Reading[] = [];
      for (const slot of changed) {
        slot.dirty = false;
        if (slot.reading !== null) readings.push(slot.reading);
      }
      return readings;
    },
    count: () => taken,
  };
}
