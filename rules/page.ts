import { kinds, type SensorKind } from '../domain/kinds.ts';
import type { Device } from './device.ts';
import { rulesLimits } from './limits.ts';

/** The first numbers of each device: offsets are arrival − device time, ms. Then values, times, memories. */
export const clockColumn = {
  newestTime: 0,
  newestPrint: 1,
  usualOffset: 2,
  windowOffset: 3,
  windowCount: 4,
  lastOffset: 5,
} as const;
const clockColumns = Object.keys(clockColumn).length;

/** How the numbers of one device lie, counted from its base. */
export interface Layout {
  readonly valuesAt: number;
  readonly timesAt: number;
  readonly memoryAt: number;
}

export function layoutOf(kind: SensorKind): Layout {
  const metrics = kinds[kind].metrics.length;
  const timesAt = clockColumns + metrics;
  return { valuesAt: clockColumns, timesAt, memoryAt: timesAt + metrics };
}

/**
 * Some devices of one plan, with all their numbers in one array: a quiet reading touches a few neighbouring
 * numbers and allocates nothing, and a snapshot is a copy of the array.
 */
export interface Page {
  data: Float64Array;
  readonly stride: number;
  readonly devices: Device[];
  /** True while a snapshot still has to take this page as it was. */
  isAwaited: boolean;
}

export function createPage(stride: number): Page {
  return { data: new Float64Array(stride), stride, devices: [], isAwaited: false };
}

export function isFull(page: Page): boolean {
  return page.devices.length >= rulesLimits.devicesPerPage_max;
}

/** Room for one more device; returns where its numbers begin. They are those of a device never heard of. */
export function addToPage(page: Page, layout: Layout): number {
  const base = page.devices.length * page.stride;
  if (base + page.stride > page.data.length) {
    const grown = new Float64Array(
      Math.min(page.data.length * 2, rulesLimits.devicesPerPage_max * page.stride),
    );
    grown.set(page.data);
    page.data = grown;
    for (const device of page.devices) device.data = grown;
  }
  forget(page.data, base, layout);
  page.data.fill(NaN, base + layout.memoryAt, base + page.stride);
  return base;
}

function forget(data: Float64Array, base: number, { valuesAt, timesAt, memoryAt }: Layout): void {
  data[base + clockColumn.newestTime] = -Infinity;
  data[base + clockColumn.newestPrint] = 0;
  data[base + clockColumn.usualOffset] = Infinity;
  data[base + clockColumn.windowOffset] = Infinity;
  data[base + clockColumn.windowCount] = 0;
  data[base + clockColumn.lastOffset] = 0;
  data.fill(NaN, base + valuesAt, base + timesAt);
  data.fill(-Infinity, base + timesAt, base + memoryAt);
}

/** Takes the device at a place out; the page's last one moves into it. */
export function removeFromPage(page: Page, place: number): void {
  const last = page.devices.pop();
  if (last === undefined || place === page.devices.length) return;
  const base = place * page.stride;
  page.data.copyWithin(base, last.base, last.base + page.stride);
  page.devices[place] = last;
  last.base = base;
}
