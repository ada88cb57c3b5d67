import { rulesLimits } from './limits.ts';
import type { KindTable } from './kind-table.ts';

/**
 * Devices' clocks are wrong: by hours (time zones), by decades (a flat battery), and they jump. So a
 * reading's lateness is measured against its own device: how far its arrival lies behind its time,
 * beyond the least that this device has shown. Only what is late by that measure, or older than what
 * was seen already, is kept away from live state.
 */
export const arrival = { live: 0, late: 1, repeat: 2, step: 3 } as const;
export type Arrival = (typeof arrival)[keyof typeof arrival];

/** What to do with a reading. `step`: live, and the device's clock was set back meanwhile. */
export function classifyArrival(
  table: KindTable,
  row: number,
  reading: { time: number; receivedAt: number; print: number },
): Arrival {
  const newest = table.newestTime[row] ?? -Infinity;
  const lateness_ms = reading.receivedAt - reading.time - usualOffset(table, row);
  // Lateness of a first contact is negative infinity: live.
  if (lateness_ms <= table.hold_ms) {
    if (reading.time > newest) return arrival.live;
    if (reading.time === newest) return isRepeat(table, row, reading.print) ? arrival.repeat : arrival.live;
  } else if (lateness_ms > rulesLimits.bufferedAge_ms_max) return arrival.step;
  return confirmsStep(table, row, reading) ? arrival.step : arrival.late;
}

/** The least offset (arrival − device time, ms) of the last windows; infinite at first contact. */
export function usualOffset(table: KindTable, row: number): number {
  return Math.min(table.usualOffset[row] ?? Infinity, table.windowOffset[row] ?? Infinity);
}

/** Late readings that advance as fast as our clock come from a clock that was set back, not from a buffer. */
function confirmsStep(table: KindTable, row: number, reading: { time: number; receivedAt: number }): boolean {
  const first = table.clockSteps.get(row);
  const { time, receivedAt } = reading;
  if (first !== undefined) {
    const ours_ms = receivedAt - first.receivedAt;
    const theirs_ms = time - first.time;
    const inStep = theirs_ms > 0 && Math.abs(theirs_ms - ours_ms) <= ours_ms / 2;
    if (inStep && ours_ms >= rulesLimits.clockStepConfirm_ms) return true;
    if (inStep) return false;
  }
  table.clockSteps.set(row, { time, receivedAt });
  return false;
}

function isRepeat(table: KindTable, row: number, print: number): boolean {
  return table.newestPrint[row] === print || table.instants.get(row)?.includes(print) === true;
}

/** Notes a live reading. */
export function noteLive(
  table: KindTable,
  row: number,
  reading: { time: number; receivedAt: number; print: number },
): void {
  const offset = reading.receivedAt - reading.time;
  const window = Math.min(table.windowOffset[row] ?? Infinity, offset);
  const count = (table.windowCount[row] ?? 0) + 1;
  table.lastOffset[row] = offset;
  if (count >= rulesLimits.offsetWindow_readings) {
    table.usualOffset[row] = window;
    table.windowOffset[row] = Infinity;
    table.windowCount[row] = 0;
  } else {
    table.windowOffset[row] = window;
    table.windowCount[row] = count;
  }
  if (table.clockSteps.size > 0) table.clockSteps.delete(row);
  if (reading.time === table.newestTime[row]) {
    noteInstant(table, row, table.newestPrint[row] ?? NaN);
  } else if (table.instants.size > 0) table.instants.delete(row);
  table.newestTime[row] = reading.time;
  table.newestPrint[row] = reading.print;
}

function noteInstant(table: KindTable, row: number, print: number): void {
  const prints = table.instants.get(row) ?? [];
  prints.push(print);
  if (prints.length > rulesLimits.readingsPerInstant_max) prints.shift();
  table.instants.set(row, prints);
}

/**
 * Moves what is remembered of a device onto its new clock, so that durations go on by ours. Returns by
 * how much its times shrank, ms.
 */
export function stepClock(
  table: KindTable,
  row: number,
  reading: { time: number; receivedAt: number },
): number {
  const offset = reading.receivedAt - reading.time;
  const shift_ms = offset - (table.lastOffset[row] ?? offset);
  table.newestTime[row] = -Infinity;
  table.usualOffset[row] = offset;
  table.windowOffset[row] = Infinity;
  table.windowCount[row] = 0;
  table.instants.delete(row);
  const { view, metricCount } = table;
  for (let slot = row * metricCount; slot < (row + 1) * metricCount; slot += 1) {
    view.times[slot] = (view.times[slot] ?? -Infinity) - shift_ms;
  }
  return shift_ms;
}
