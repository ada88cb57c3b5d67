import type { Fingerprint } from './fingerprint.ts';
import { ingestLimits } from './limits.ts';

/** Three numbers a key (time, high, low), and at the end the place of the next one. */
const keyNumbers = 3;
const nextPlace = ingestLimits.recentKeysPerDevice * keyNumbers;

export interface RecentKeys {
  /** True when this key was remembered already; otherwise it is from now on. */
  readonly isRepeat: (deviceId: string, time: number, key: Fingerprint) => boolean;
}

/**
 * Remembers each device's latest readings, so that an ordinary re-send never reaches the database, where a
 * repeat costs the whole batch its quick path. Only a help: what it forgets, the unique key holds.
 */
export function createRecentKeys(): RecentKeys {
  const devices = new Map<string, Float64Array>();
  return {
    isRepeat(deviceId, time, key) {
      let ring = devices.get(deviceId);
      if (ring === undefined) {
        if (devices.size >= ingestLimits.recentDevicesMax) devices.clear();
        ring = new Float64Array(nextPlace + 1);
        devices.set(deviceId, ring);
      }
      for (let at = 0; at < nextPlace; at += keyNumbers) {
        if (ring[at] === time && ring[at + 1] === key.high && ring[at + 2] === key.low) return true;
      }
      const place = ring[nextPlace] as number;
      ring[place] = time;
      ring[place + 1] = key.high;
      ring[place + 2] = key.low;
      ring[nextPlace] = (place + keyNumbers) % nextPlace;
      return false;
    },
  };
}
