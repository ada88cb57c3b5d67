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
  /** Who wants to know of its readings: one for each feed, as a rule none. */
  readonly watchers: Set<Watcher>;
}

interface Watcher {
  readonly dirty: Set<Slot>;
}

/** What one feed's screens want to know of the readings. */
export interface LatestWatch {
  subscribe(deviceId: string): void;
  unsubscribe(deviceId: string): void;
  /** Has the latest of these devices sent again, for a new subscriber. */
  markDirty(deviceIds: Iterable<string>): void;
  /** Subscribed devices with a new reading since the last call. */
  takeDirty(): readonly Reading[];
}

export interface LatestReadings {
  /** For every reading there is: no more than a look-up each. */
  take(readings: readonly Reading[]): void;
  presence(deviceId: string, online: boolean, at: number): void;
  reading(deviceId: string): Reading | null;
  heardAt(deviceId: string): number | null;
  /** A device is online by a sign of life within its kind's offline limit, unless it was seen to leave. */
  state(deviceId: string, kind: SensorKind, now: number): DeviceState;
  /** For one feed. */
  watch(): LatestWatch;
  count(): number;
}

/** The latest reading of each device, for the screens. A cache: empty after a restart. */
export function createLatestReadings({ devicesMax }: { devicesMax: number }): LatestReadings {
  const slots = new Map<string, Slot>();
  let taken = 0;

  function slotOf(deviceId: string): Slot | undefined {
    let slot = slots.get(deviceId);
    if (slot === undefined && slots.size < devicesMax) {
      slot = { reading: null, heardAt: 0, lostAt: 0, watchers: new Set() };
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
        for (const watcher of slot.watchers) watcher.dirty.add(slot);
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
    watch() {
      const watcher: Watcher = { dirty: new Set() };
      const subscribers = new Map<string, number>();
      return {
        subscribe(deviceId) {
          subscribers.set(deviceId, (subscribers.get(deviceId) ?? 0) + 1);
          slotOf(deviceId)?.watchers.add(watcher);
        },
        unsubscribe(deviceId) {
          const left = (subscribers.get(deviceId) ?? 0) - 1;
          if (left > 0) {
            subscribers.set(deviceId, left);
            return;
          }
          subscribers.delete(deviceId);
          slots.get(deviceId)?.watchers.delete(watcher);
        },
        markDirty(deviceIds) {
          for (const deviceId of deviceIds) {
            const slot = slots.get(deviceId);
            if (slot !== undefined && slot.reading !== null) watcher.dirty.add(slot);
          }
        },
        takeDirty() {
          const readings = [...watcher.dirty].flatMap(({ reading }) => (reading === null ? [] : [reading]));
          watcher.dirty.clear();
          return readings;
        },
      };
    },
    count: () => taken,
  };
}
