import type { LatestWatch } from './latest-readings.ts';

/** Makes `present` the devices that are wanted, and has the new ones told at once. */
export function resubscribe(latest: LatestWatch, present: Set<string>, devices: readonly string[]): void {
  const wanted = new Set(devices);
  const added = [...wanted].filter((deviceId) => !present.has(deviceId));
  for (const deviceId of present) {
    if (wanted.has(deviceId)) continue;
    present.delete(deviceId);
    latest.unsubscribe(deviceId);
  }
  for (const deviceId of added) {
    present.add(deviceId);
    latest.subscribe(deviceId);
  }
  latest.markDirty(added);
}
