import { describe, expect, it } from 'vitest';
import { noDeviceFacts } from '../../domain/device-facts.ts';
import { inOrder, pageOf, type DeviceOrder } from './device-order.ts';
import type { DeviceView } from './device-view.ts';

function device(id: string, changes: Partial<DeviceView> = {}): DeviceView {
  return {
    id,
    kind: 'smoke',
    siteId: null,
    name: null,
    enrolled: false,
    disabled: false,
    createdAt: 0,
    ...noDeviceFacts,
    place: { zh: id, en: id },
    state: 'online',
    heardAt: 100,
    latest: null,
    openAlerts: 0,
    worstSeverity: null,
    ...changes,
  };
}

const devices = [
  device('d', { state: 'offline', heardAt: 5 }),
  device('c', { openAlerts: 1, worstSeverity: 3 }),
  device('b', { openAlerts: 2, worstSeverity: 1, inspectionDueOn: '2027-01-01' }),
  device('a', { state: 'unknown', heardAt: null }),
];

describe('devices in order', () => {
  it.each<[DeviceOrder, string]>([
    ['id', 'abcd'],
    ['alerts', 'bcad'],
    ['state', 'dabc'],
    ['heard', 'adbc'],
    ['due', 'bacd'],
  ])('by %s', (order, expected) => {
    expect(
      inOrder(devices, order)
        .map(({ id }) => id)
        .join(''),
    ).toBe(expected);
  });

  it.each<DeviceOrder>(['id', 'alerts'])('come page by page by %s, each of them once', (order) => {
    const ordered = inOrder(devices, order);
    const first = pageOf(ordered, { order, limit: 3, cursor: undefined });
    const second = pageOf(ordered, { order, limit: 3, cursor: first.nextCursor ?? undefined });
    expect([...first.devices, ...second.devices]).toEqual(ordered);
    expect(second.nextCursor).toBeNull();
  });
});
