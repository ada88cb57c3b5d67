import { describe, expect, it } from 'vitest';
import type { Device } from './device.ts';
import { createDeviceTable } from './device-table.ts';

describe('the devices of a kind', () => {
  it('are found by their ids, however many and however alike', () => {
    const table = createDeviceTable();
    const ids = Array.from({ length: 5000 }, (_, index) => [
      `smoke-${index}`,
      `烟感-${index}`,
      `${index}`,
    ]).flat();
    // The table looks at nothing but the id.
    const devices = ids.map((id) => ({ id }) as Device);
    for (const device of devices) {
      expect(table.get(device.id)).toBeUndefined();
      table.add(device);
    }
    expect(devices.every((device) => table.get(device.id) === device)).toBe(true);
    expect(table.get('')).toBeUndefined();
    expect(table.values()).toEqual(devices);
  });
});
