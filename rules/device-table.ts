import type { Device } from './device.ts';

/** The devices of one kind by their ids. */
export interface DeviceTable {
  get(id: string): Device | undefined;
  /** The id must be new. */
  add(device: Device): void;
  /** In the order in which they were added. */
  values(): readonly Device[];
}

const initialSlots = 1024;

/**
 * A hash table with open addressing, at most half full: nearly every look finds its device in the first slot. A `Map`
 * chains its entries, and every link of a chain of 25,000 waits for the memory: measured, it made a reading of one
 * of 100,000 devices cost half as much again.
 */
export function createDeviceTable(): DeviceTable {
  const devices: Device[] = [];
  /** Pairs: a hash, and the place of its device in `devices`, from 1; 0 is free. */
  let slots = new Int32Array(2 * initialSlots);
  let mask = initialSlots - 1;

  function put(hash: number, place: number): void {
    let slot = hash & mask;
    while (slots[2 * slot + 1] !== 0) slot = (slot + 1) & mask;
    slots[2 * slot] = hash;
    slots[2 * slot + 1] = place;
  }

  function grow(): void {
    const former = slots;
    slots = new Int32Array(2 * former.length);
    mask = former.length - 1;
    for (let at = 0; at < former.length; at += 2) {
      const place = former[at + 1] ?? 0;
      if (place !== 0) put(former[at] ?? 0, place);
    }
  }

  return {
    get(id) {
      const hash = hashOf(id);
      for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
        const place = slots[2 * slot + 1] ?? 0;
        if (place === 0) return undefined;
        if (slots[2 * slot] !== hash) continue;
        const device = devices[place - 1];
        if (device?.id === id) return device;
      }
    },
    add(device) {
      devices.push(device);
      if (4 * devices.length > slots.length) grow();
      put(hashOf(device.id), devices.length);
    },
    values: () => devices,
  };
}

/** FNV-1a over the code units, stirred so that the low bits of like ids differ. */
function hashOf(id: string): number {
  let hash = 0x81_1c_9d_c5;
  for (let index = 0; index < id.length; index += 1) {
    hash = Math.imul(hash ^ id.charCodeAt(index), 0x01_00_01_93);
  }
  return hash ^ (hash >>> 15);
}
