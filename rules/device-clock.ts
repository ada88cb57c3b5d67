import type { Device } from './device.ts';
import { rulesLimits } from './limits.ts';
import { clockColumn } from './page.ts';

/**
 * Devices' clocks are wrong: by hours (time zones), by decades (a flat battery), and they jump. So a
 * reading's lateness is measured against its own device: how far its arrival lies behind its time,
 * beyond the least that this device has shown. Only what is late by that measure, or older than what
 * was seen already, is kept away from live state.
 */
export const arrival = { live: 0, late: 1, repeat: 2, step: 3 } as const;
export type Arrival = (typeof arrival)[keyof typeof arrival];

/** When a reading was measured and came, ms, and a number that tells it from others of the same instant. */
export interface ClockReading {
  time: number;
  receivedAt: number;
  print: number;
}

/** What to do with a reading. `step`: live, and the device's clock was set back meanwhile. */
export function classifyArrival(device: Device, reading: ClockReading, hold_ms: number): Arrival {
  const newest = newestTime(device);
  const lateness_ms = reading.receivedAt - reading.time - usualOffset(device);
  // Lateness of a first contact is negative infinity: live.
  if (lateness_ms <= hold_ms) {
    if (reading.time > newest) return arrival.live;
    if (reading.time === newest) return isRepeat(device, reading.print) ? arrival.repeat : arrival.live;
  } else if (lateness_ms > rulesLimits.bufferedAge_ms_max) return arrival.step;
  return confirmsStep(device, reading) ? arrival.step : arrival.late;
}

export function newestTime({ data, base }: Device): number {
  return data[base + clockColumn.newestTime] ?? -Infinity;
}

/** The offset (arrival − device time, ms) of the last live reading: it turns device time into ours. */
export function lastOffset({ data, base }: Device): number {
  return data[base + clockColumn.lastOffset] ?? 0;
}

/** The least offset of the last windows, ms; infinite at first contact. */
export function usualOffset({ data, base }: Device): number {
  const usual = data[base + clockColumn.usualOffset] ?? Infinity;
  const window = data[base + clockColumn.windowOffset] ?? Infinity;
  return window < usual ? window : usual;
}

/** At first contact, before anything was judged: how late the device's readings are as a rule. */
export function assumeOffset({ data, base }: Device, offset_ms: number): void {
  data[base + clockColumn.usualOffset] = offset_ms;
}

/** Late readings that advance as fast as our clock come from a clock that was set back, not from a buffer. */
function confirmsStep(device: Device, { time, receivedAt }: ClockReading): boolean {
  const first = device.clockStep;
  if (first !== null) {
    const ours_ms = receivedAt - first.receivedAt;
    const theirs_ms = time - first.time;
    const inStep = theirs_ms > 0 && Math.abs(theirs_ms - ours_ms) <= ours_ms / 2;
    if (inStep && ours_ms >= rulesLimits.clockStepConfirm_ms) return true;
    if (inStep) return false;
  }
  device.clockStep = { time, receivedAt };
  return false;
}

function isRepeat({ data, base, instants }: Device, print: number): boolean {
  return data[base + clockColumn.newestPrint] === print || instants?.includes(print) === true;
}

/** Notes a live reading. */
export function noteLive(device: Device, reading: ClockReading): void {
  const { data, base } = device;
  const offset = reading.receivedAt - reading.time;
  const former = data[base + clockColumn.windowOffset] ?? Infinity;
  const window = offset < former ? offset : former;
  const count = (data[base + clockColumn.windowCount] ?? 0) + 1;
  data[base + clockColumn.lastOffset] = offset;
  if (count >= rulesLimits.offsetWindow_readings) {
    data[base + clockColumn.usualOffset] = window;
    data[base + clockColumn.windowOffset] = Infinity;
    data[base + clockColumn.windowCount] = 0;
  } else {
    data[base + clockColumn.windowOffset] = window;
    data[base + clockColumn.windowCount] = count;
  }
  if (device.clockStep !== null) device.clockStep = null;
  if (reading.time === data[base + clockColumn.newestTime]) noteInstant(device);
  else if (device.instants !== null) device.instants = null;
  data[base + clockColumn.newestTime] = reading.time;
  data[base + clockColumn.newestPrint] = reading.print;
}

function noteInstant(device: Device): void {
  device.instants ??= [];
  device.instants.push(device.data[device.base + clockColumn.newestPrint] ?? NaN);
  if (device.instants.length > rulesLimits.readingsPerInstant_max) device.instants.shift();
}

/**
 * Moves what is remembered of a device onto its new clock, so that durations go on by ours. What rules
 * remember of a course is forgotten: it was measured on another clock. Returns by how much its times
 * shrank, ms.
 */
export function stepClock(
  device: Device,
  reading: ClockReading,
  layout: { readonly timesAt: number; readonly memoryAt: number },
): number {
  const { data, base } = device;
  const { stride } = device.page;
  const offset = reading.receivedAt - reading.time;
  const isKnown = newestTime(device) > -Infinity;
  const shift_ms = isKnown ? offset - lastOffset(device) : 0;
  data[base + clockColumn.newestTime] = -Infinity;
  data[base + clockColumn.usualOffset] = offset;
  data[base + clockColumn.windowOffset] = Infinity;
  data[base + clockColumn.windowCount] = 0;
  device.instants = null;
  for (let slot = base + layout.timesAt; slot < base + layout.memoryAt; slot += 1) {
    data[slot] = (data[slot] ?? -Infinity) - shift_ms;
  }
  data.fill(NaN, base + layout.memoryAt, base + stride);
  return shift_ms;
}
