import type { SensorKind } from '../domain/kinds.ts';
import { kinds } from '../domain/kinds.ts';
import { ReadingFlag, type Reading } from '../domain/reading.ts';
import type { PlaceId } from '../domain/record.ts';
import type { CompiledRule } from './compiled-rules.ts';
import {
  arrival,
  assumeOffset,
  classifyArrival,
  lastOffset,
  newestTime,
  noteLive,
  stepClock,
  usualOffset,
  type ClockReading,
} from './device-clock.ts';
import type { Device } from './device.ts';
import { createDeviceTable, type DeviceTable } from './device-table.ts';
import type { EngineCore } from './engine-core.ts';
import type { DeviceView } from './evaluators/evaluator.ts';
import { createJudge } from './judge.ts';
import { createLateJudge } from './late-judge.ts';
import { rulesLimits } from './limits.ts';
import { nextDue, shiftTimes } from './live-state.ts';
import { addToPage, layoutOf, removeFromPage } from './page.ts';
import { isWriter, openPage, type Plan, type Planner } from './plan.ts';

/** The rules of one kind over all devices of that kind. */
export interface KindEngine {
  readonly kind: SensorKind;
  readonly devices: Pick<DeviceTable, 'get' | 'values'>;
  judgeReadings(readings: readonly Reading[]): void;
  /** The queue says that time has come for a device; `at` by our clock. */
  wake(device: Device, at: number): void;
  /** A new device, with nothing known but its place. */
  admit(id: string, path: readonly PlaceId[]): Device;
  /** Puts a device under another plan: `move` brings over what is still true. */
  replan(device: Device, plan: Plan, move: (from: Device, to: Device) => void): void;
  /** Judges what the device said last, as far as it still counts; `at` by our clock. */
  judgeAnew(device: Device, at: number): void;
}

interface KindEngineOptions {
  readonly kind: SensorKind;
  readonly core: EngineCore;
  readonly planner: () => Planner;
  /** Where a device stands that is heard of for the first time. */
  readonly pathOf: (deviceId: string) => readonly PlaceId[];
}

export function createKindEngine({ kind, core, planner, pathOf }: KindEngineOptions): KindEngine {
  const devices = createDeviceTable();
  const layout = layoutOf(kind);
  const { metrics, offlineAfter_s } = kinds[kind];
  const metricCount = metrics.length;
  const ranges = Float64Array.from(metrics.flatMap(({ min, max }) => [min, max]));
  const hold_ms = offlineAfter_s * 1000;
  // Metrics are kept as bits of one number: a matter of `domain/kinds`, not of any input.
  if (metricCount > 31) throw new Error(`${kind} has more than 31 metrics`);
  const view: DeviceView = {
    data: new Float64Array(0),
    valuesAt: 0,
    timesAt: 0,
    memoryAt: 0,
    now: 0,
    ourNow: 0,
    heardAt: 0,
    hold_ms,
    fresh: 0,
  };
  const clock: ClockReading = { time: 0, receivedAt: 0, print: 0 };
  /** When the device was heard of before the present reading, on its clock. */
  const former = { heardAt: -Infinity };
  const judge = createJudge({ kind, core, view, former });
  const late = createLateJudge({ kind, core });

  function judgeReadings(readings: readonly Reading[]): void {
    if (readings.length === 1) {
      const only = readings[0];
      if (only !== undefined) judgeReading(only, true);
      return;
    }
    const ordered = readings.toSorted((a, b) => a.time - b.time);
    const newest = ordered.at(-1);
    // A device flushes its buffer at first contact: its newest reading tells how late the others are.
    if (newest !== undefined && devices.get(newest.deviceId) === undefined) {
      assumeOffset(admit(newest.deviceId, pathOf(newest.deviceId)), newest.receivedAt - newest.time);
    }
    for (const reading of ordered) judgeReading(reading, reading === newest);
  }

  /** `isNewest`: of its message. */
  function judgeReading(reading: Reading, isNewest: boolean): void {
    const { deviceId } = reading;
    const device = devices.get(deviceId) ?? admit(deviceId, pathOf(deviceId));
    if (core.isSaving && device.page.isAwaited) core.beforeChange(device.page);
    clock.receivedAt = reading.receivedAt;
    clock.print = toPrint(reading);
    clock.time = (reading.flags & timeUnusable) === 0 ? reading.time : estimateTime(device, reading);
    const kept = classifyArrival(device, clock, hold_ms);
    if (kept === arrival.repeat) return;
    // In a flushed buffer only the newest one can tell of the clock.
    const isLate = kept === arrival.late || (kept === arrival.step && !isNewest);
    if (isLate && !(isNewest && mayStillBurn(device, reading))) {
      late.judge(device, reading);
      return;
    }
    if (kept === arrival.step) step(device);
    former.heardAt = newestTime(device);
    noteLive(device, clock);
    lookAt(device, clock.time, clock.receivedAt);
    const isWithin = takeValues(reading, device.plan.bands);
    if (isWithin && device.states === null) judgeSome(device);
    else judgeAll(device, true);
    if (device.plan.timed.length > 0 || device.states !== null) queue(device);
  }

  /**
   * Whether a late reading tells of danger, and nothing newer is known: a head that calls once over a line that
   * held the call for minutes must ring.
   */
  function mayStillBurn(device: Device, reading: Reading): boolean {
    const late_ms = clock.receivedAt - clock.time - usualOffset(device);
    return (
      clock.time > newestTime(device) &&
      late_ms <= rulesLimits.lateDanger_ms_max &&
      late.tellsOfDanger(device, reading)
    );
  }

  function step(device: Device): void {
    const shift_ms = stepClock(device, clock, layout);
    for (const state of device.states ?? []) if (state !== undefined) shiftTimes(state, shift_ms);
    device.late = null;
    device.foretold = null;
  }

  function lookAt(device: Device, now: number, ourNow: number): void {
    view.data = device.data;
    view.valuesAt = device.base + layout.valuesAt;
    view.timesAt = device.base + layout.timesAt;
    view.now = now;
    view.ourNow = ourNow;
    view.heardAt = newestTime(device);
    view.fresh = 0;
  }

  /**
   * Copies what the reading says into the device's slots; what it says badly wipes what was known. Returns
   * whether all that is known lies within the bands.
   */
  function takeValues({ values, flags }: Reading, bands: Float64Array): boolean {
    const bad = (flags & ReadingFlag.badValue) !== 0;
    const { data, valuesAt, timesAt, now } = view;
    let fresh = 0;
    let isWithin = true;
    for (let index = 0; index < metricCount; index += 1) {
      const value = values[index] ?? NaN;
      if (value >= (ranges[2 * index] ?? NaN) && value <= (ranges[2 * index + 1] ?? NaN)) {
        data[valuesAt + index] = value;
        data[timesAt + index] = now;
        fresh |= 1 << index;
      } else if (!Number.isNaN(value)) {
        data[valuesAt + index] = NaN;
        data[timesAt + index] = now;
      } else if (bad) data[valuesAt + index] = NaN;
      const known = data[valuesAt + index] ?? NaN;
      if (known <= (bands[2 * index] ?? NaN) || known >= (bands[2 * index + 1] ?? NaN)) isWithin = false;
    }
    view.fresh = fresh;
    return isWithin;
  }

  function judgeAll(device: Device, isReading: boolean): void {
    const count = device.plan.rules.length;
    for (let position = 0; position < count; position += 1) judgeAt(device, position, isReading);
  }

  /** Nothing is open and all values are within the bands: only rules that remember or wait want to know. */
  function judgeSome(device: Device): void {
    const { always } = device.plan;
    for (let index = 0; index < always.length; index += 1) judgeAt(device, always[index] ?? 0, true);
  }

  function judgeAt(device: Device, position: number, isReading: boolean): void {
    const planned = device.plan.rules[position];
    if (planned === undefined) return;
    const { compiled } = planned;
    if (compiled.isDisabled) return;
    try {
      view.memoryAt = device.base + planned.memoryAt;
      if (compiled.slots > 0 && isReading && isWriter(planned)) observe(compiled);
      const isKnown = device.states !== null && device.states[position] !== undefined;
      if (!isKnown && compiled.evaluator.isQuiet(view)) return;
      judge.judgeRule(device, position);
    } catch (error) {
      core.disable(compiled, device, { error, at: view.ourNow });
    }
  }

  function observe({ evaluator, unless }: CompiledRule): void {
    if (evaluator.slots > 0) evaluator.observe(view);
    if (unless !== null && unless.slots > 0) unless.observe(view);
  }

  function wake(device: Device, at: number): void {
    if (device.page.isAwaited) core.beforeChange(device.page);
    former.heardAt = newestTime(device);
    lookAt(device, at - lastOffset(device), at);
    const { rules } = device.plan;
    for (const [position, { compiled, memoryAt }] of rules.entries()) {
      if (compiled.isDisabled) continue;
      if (device.states?.[position] === undefined && !compiled.isTimed) continue;
      try {
        view.memoryAt = device.base + memoryAt;
        judge.passTime(device, position);
      } catch (error) {
        core.disable(compiled, device, { error, at: view.ourNow });
      }
    }
    queue(device);
  }

  function queue(device: Device): void {
    const { rules, timed } = device.plan;
    const { states } = device;
    let due = Infinity;
    for (let index = 0; index < timed.length; index += 1) {
      const planned = rules[timed[index] ?? -1];
      if (planned === undefined || planned.compiled.isDisabled) continue;
      view.memoryAt = device.base + planned.memoryAt;
      const at = planned.compiled.evaluator.wakeAt(view);
      // A time that has passed already has been acted on: asking again at once would never end.
      if (at > view.now && at < due) due = at;
    }
    if (states !== null) {
      for (let position = 0; position < states.length; position += 1) {
        const state = states[position];
        const planned = rules[position];
        if (state === undefined || planned === undefined || planned.compiled.isDisabled) continue;
        due = Math.min(due, nextDue(state, planned.compiled));
      }
    }
    // Offsets are whole: on the device's clock too it is not before its time, which would never end.
    device.due = Math.ceil(due) + lastOffset(device);
    // Already looked at by then: it is queued anew at that time, which spares an entry per reading.
    if (device.due === Infinity || device.queuedAt <= device.due) return;
    device.queuedAt = device.due;
    core.queue.push({ at: device.due, order: device.order, item: { type: 'device', device } });
  }

  function admit(id: string, path: readonly PlaceId[]): Device {
    const plan = planner().planFor(id, path);
    const page = openPage(plan);
    if (page.isAwaited) core.beforeChange(page);
    const device: Device = {
      id,
      kind,
      order: core.nextOrder(),
      path,
      plan,
      page,
      base: addToPage(page, layout),
      data: page.data,
      states: null,
      late: null,
      instants: null,
      clockStep: null,
      foretold: null,
      due: Infinity,
      queuedAt: Infinity,
    };
    page.devices.push(device);
    devices.add(device);
    return device;
  }

  function replan(device: Device, plan: Plan, move: (from: Device, to: Device) => void): void {
    const from = { ...device };
    if (device.page.isAwaited) core.beforeChange(device.page);
    const page = openPage(plan);
    if (page.isAwaited) core.beforeChange(page);
    device.base = addToPage(page, layout);
    device.page = page;
    device.data = page.data;
    device.plan = plan;
    page.data.set(from.data.subarray(from.base, from.base + layout.memoryAt), device.base);
    page.devices.push(device);
    device.states = null;
    device.late = null;
    move(from, device);
    removeFromPage(from.page, from.base / from.page.stride);
    if (from.page.devices.length === 0) from.plan.pages.splice(from.plan.pages.indexOf(from.page), 1);
  }

  function judgeAnew(device: Device, at: number): void {
    if (device.page.isAwaited) core.beforeChange(device.page);
    former.heardAt = newestTime(device);
    lookAt(device, Math.max(at - lastOffset(device), former.heardAt), at);
    judgeAll(device, false);
    queue(device);
  }

  return { kind, devices, judgeReadings, wake, admit, replan, judgeAnew };
}

const timeUnusable = ReadingFlag.timeMissing | ReadingFlag.timeReplaced;

/** A number that tells different readings of one instant apart: by sequence, else by values. */
function toPrint(reading: Reading): number {
  if (reading.seq !== null) return reading.seq + 0.5;
  let print = 0;
  for (let index = 0; index < reading.values.length; index += 1) {
    const value = reading.values[index] ?? NaN;
    // Missing values count by their place alone.
    print = print * 1.000_37 + (Number.isNaN(value) ? 0.123 : value + index);
  }
  return print;
}

/** A reading without a usable time of its own is placed on its device's clock, after what was seen. */
function estimateTime(device: Device, { receivedAt }: Reading): number {
  const offset = usualOffset(device);
  return offset === Infinity ? receivedAt : Math.max(receivedAt - offset, newestTime(device));
}
