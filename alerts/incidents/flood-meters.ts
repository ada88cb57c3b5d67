import { deserialize, serialize } from 'node:v8';
import type { Alert } from '../../domain/alert.ts';
import type { DeskSettings, Seat } from '../../domain/desk-settings.ts';
import type { FloodMeter } from '../../domain/incident.ts';
import type { JournalEntry } from '../../domain/record.ts';
import type { Step } from '../life-cycle.ts';
import type { Topology } from '../topology.ts';
import { createLocalDays } from './local-day.ts';

/**
 * How many new alerts each seat has to bear, and when that is a flood. What counts is what asks for attention:
 * a raised or again active alert that is not about the past, not muted and not held as chattering.
 */
export interface FloodMeters {
  apply(entry: JournalEntry, steps: readonly Step[]): void;
  /** One for each seat of the settings, as of the latest record. */
  meters(): readonly FloodMeter[];
  snapshot(): Uint8Array;
  restore(state: Uint8Array): void;
}

/** Alerts are counted by the second in which they came, so a seat's memory is bounded by the window. */
const bucket_ms = 1_000;
const format = 1;

interface Meter {
  /** How many came in each second, oldest first: `[second, count]`. */
  buckets: [number, number][];
  inWindow: number;
  floodSince: number | null;
  day: number;
  /** Time in ended floods of the day, ms. */
  ended_ms: number;
  floods: number;
  alerts: number;
}

export function createFloodMeters(options: {
  readonly settings: () => DeskSettings;
  readonly topology: Topology;
}): FloodMeters {
  const { settings, topology } = options;
  const days = createLocalDays();
  const bySeat = new Map<string, Meter>();
  /** The latest time that a record told: it never goes back. */
  let clock = 0;
  let lastOffset = 0;

  function sees(seat: Seat, alert: Alert): boolean {
    if (seat.kinds.length > 0 && !seat.kinds.includes(alert.kind)) return false;
    if (seat.areas.length === 0) return true;
    const { path } = topology.of(alert.deviceId);
    return [...path, `${alert.scope.type}:${alert.scope.id}`].some((place) =>
      seat.areas.includes(place.slice(place.indexOf(':') + 1)),
    );
  }

  /** Lets time pass: what leaves the window, a flood's end and a new day happen at their own time, in order. */
  function advance(meter: Meter, at: number): void {
    const { timeZone, alarms } = settings();
    const { alerts, within_s } = alarms.flood;
    const endsBelow = Math.ceil(alerts / 2);
    for (let [oldest] = meter.buckets; oldest !== undefined; [oldest] = meter.buckets) {
      const leavesAt = (oldest[0] + 1) * bucket_ms + within_s * 1_000;
      if (leavesAt > at) break;
      turnDay(meter, leavesAt, timeZone);
      meter.buckets.shift();
      meter.inWindow -= oldest[1];
      if (meter.floodSince !== null && meter.inWindow < endsBelow) {
        meter.ended_ms += leavesAt - Math.max(meter.floodSince, meter.day);
        meter.floodSince = null;
      }
    }
    turnDay(meter, at, timeZone);
  }

  function turnDay(meter: Meter, at: number, timeZone: string): void {
    const day = days.startOf(at, timeZone);
    if (day <= meter.day) return;
    meter.day = day;
    meter.ended_ms = 0;
    meter.alerts = 0;
    meter.floods = meter.floodSince === null ? 0 : 1;
  }

  function count(meter: Meter, at: number): void {
    const second = Math.floor(at / bucket_ms);
    const last = meter.buckets.at(-1);
    if (last !== undefined && last[0] === second) last[1] += 1;
    else meter.buckets.push([second, 1]);
    meter.inWindow += 1;
    meter.alerts += 1;
    if (meter.floodSince !== null || meter.inWindow < settings().alarms.flood.alerts) return;
    meter.floodSince = at;
    meter.floods += 1;
  }

  function meterOf(seat: string): Meter {
    let meter = bySeat.get(seat);
    if (meter === undefined) {
      meter = { buckets: [], inWindow: 0, floodSince: null, day: 0, ended_ms: 0, floods: 0, alerts: 0 };
      bySeat.set(seat, meter);
    }
    return meter;
  }

  function toFloodMeter({ id }: Seat): FloodMeter {
    const meter = meterOf(id);
    const { inWindow, floodSince, day, ended_ms, floods, alerts } = meter;
    const present_ms = floodSince === null ? 0 : clock - Math.max(floodSince, day);
    return {
      seat: id,
      inWindow,
      isFlood: floodSince !== null,
      floodSince,
      floodToday_s: Math.floor((ended_ms + present_ms) / 1_000),
      floodsToday: floods,
      alertsToday: alerts,
    };
  }

  return {
    apply({ offset, record }, steps) {
      if (offset <= lastOffset) return;
      lastOffset = offset;
      const { seats } = settings();
      if (record.type === 'settings') forgetOtherThan(seats);
      if (record.type === 'tick') clock = Math.max(clock, record.at);
      for (const { alert, event } of steps) {
        clock = Math.max(clock, event.at);
        if (!isAnnounced(alert, event.type)) continue;
        for (const seat of seats) {
          if (!sees(seat, alert)) continue;
          const meter = meterOf(seat.id);
          advance(meter, clock);
          count(meter, clock);
        }
      }
      if (record.type === 'tick') for (const { id } of seats) advance(meterOf(id), clock);
    },
    meters: () => settings().seats.map(toFloodMeter),
    snapshot: () => serialize({ format, lastOffset, clock, seats: [...bySeat] }),
    restore(state) {
      const content = deserialize(state) as {
        format: number;
        lastOffset: number;
        clock: number;
        seats: [string, Meter][];
      };
      if (content.format !== format)
        throw new Error(`the snapshot of the flood meters has format ${content.format}, not ${format}`);
      ({ lastOffset, clock } = content);
      bySeat.clear();
      for (const [seat, meter] of content.seats) bySeat.set(seat, meter);
    },
  };

  function forgetOtherThan(seats: readonly Seat[]): void {
    const ids = new Set(seats.map(({ id }) => id));
    for (const id of bySeat.keys()) if (!ids.has(id)) bySeat.delete(id);
  }
}

function isAnnounced(
  { retrospective, suppression, isChattering }: Alert,
  type: Step['event']['type'],
): boolean {
  const isNew = type === 'raise' || type === 'reactivate';
  return isNew && !retrospective && suppression === 'none' && !isChattering;
}
