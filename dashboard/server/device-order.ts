import type { DeviceView } from './device-view.ts';

/**
 * How devices can be ordered: by id; the worst alerts first; the silent ones first; those heard of longest ago first;
 * what is due next first.
 */
export const deviceOrders = ['id', 'alerts', 'state', 'heard', 'due'] as const;
export type DeviceOrder = (typeof deviceOrders)[number];

const stateRanks = { offline: 0, unknown: 1, online: 2 } as const;
const noAlert = 9;
const noDay = '9999-12-31';

const comparisons: Readonly<Record<DeviceOrder, (a: DeviceView, b: DeviceView) => number>> = {
  id: () => 0,
  alerts: (a, b) =>
    (a.worstSeverity ?? noAlert) - (b.worstSeverity ?? noAlert) || b.openAlerts - a.openAlerts,
  state: (a, b) => stateRanks[a.state] - stateRanks[b.state],
  heard: (a, b) => (a.heardAt ?? 0) - (b.heardAt ?? 0),
  due: (a, b) => compareText(a.inspectionDueOn ?? noDay, b.inspectionDueOn ?? noDay),
};

export function inOrder(devices: readonly DeviceView[], order: DeviceOrder): readonly DeviceView[] {
  const compare = comparisons[order];
  return devices.toSorted((a, b) => compare(a, b) || compareText(a.id, b.id));
}

/**
 * A page of ordered devices and where the next one begins. By id a cursor is the last id: devices that come or go
 * meanwhile move nothing. In any other order it counts the devices before it.
 */
export function pageOf(
  ordered: readonly DeviceView[],
  { order, limit, cursor }: { order: DeviceOrder; limit: number; cursor: string | undefined },
): { readonly devices: readonly DeviceView[]; readonly nextCursor: string | null } {
  const from = cursor === undefined ? 0 : order === 'id' ? beginAfter(ordered, cursor) : Number(cursor) || 0;
  const devices = ordered.slice(from, from + limit);
  const last = devices.at(-1);
  if (last === undefined || from + devices.length >= ordered.length) return { devices, nextCursor: null };
  return { devices, nextCursor: order === 'id' ? last.id : String(from + devices.length) };
}

function beginAfter(ordered: readonly DeviceView[], id: string): number {
  const found = ordered.findIndex((device) => device.id > id);
  return found === -1 ? ordered.length : found;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
