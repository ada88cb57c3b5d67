import type { AlertChange } from '../domain/alert.ts';
import type { Reading } from '../domain/reading.ts';
import type { JournalRecord, PlacementRecord } from '../domain/record.ts';
import { createAlertCollector, toDay, type BacktestAlert, type BacktestRule } from './backtest-alerts.ts';
import { createRulesEngine } from './engine.ts';
import type { KnownEvents } from './known-events.ts';
import { rulesLimits } from './limits.ts';
import type { Rule } from './rule.ts';

/** What rules would have said over readings that are on record. */
export interface BacktestResult {
  readonly readings: number;
  readonly devices: number;
  /** Days of which there are readings, summed over the devices. */
  readonly deviceDays: number;
  /** The first and last time of any reading, on the devices' clocks, ms; null without readings. */
  readonly span: { readonly from: number; readonly to: number } | null;
  /** Only rules that spoke. */
  readonly rules: readonly BacktestRule[];
  /** Oldest first; `alertsLeftOut` were beyond what is held, and are counted all the same. */
  readonly alerts: readonly BacktestAlert[];
  readonly alertsLeftOut: number;
}

/** Where a device stands: as of now, because the past of that is not kept. */
export type Placement = Omit<PlacementRecord, 'type' | 'at'>;

export interface BacktestOptions {
  readonly rules: readonly Rule[];
  readonly knownEvents?: KnownEvents;
  /** Told of every change as it comes. */
  readonly heard?: (change: AlertChange) => void;
  readonly alerts_max?: number;
}

/** A back-test that is fed from outside, for whoever has to share the processor. */
export interface Backtest {
  /** Before the first reading: where a device stands, for rules that depend on that. */
  place(placement: Placement): void;
  /** The next reading in the order of arrival. */
  take(reading: Reading): void;
  /** Ends it; time goes on to `until` (by our clock, ms) so that what is due comes out. */
  finish(until?: number): BacktestResult;
}

/**
 * The engine of the service over readings instead of the journal: its alerts have the ids, times and reasons
 * that they had live. Needs no ticks: each record lets time pass. What a store cannot know stays unknown: of
 * several messages of one device within the same millisecond, which came first.
 */
export function createBacktest({ rules, heard, ...rest }: BacktestOptions): Backtest {
  const engine = createRulesEngine({ rules });
  const collector = createAlertCollector({
    alerts_max: rest.alerts_max ?? rulesLimits.backtestAlerts_max,
    knownEvents: rest.knownEvents ?? null,
  });
  /** The last day on which each device spoke. */
  const days = new Map<string, number>();
  let offset = 0;
  let readings = 0;
  let deviceDays = 0;
  let from = Infinity;
  let to = -Infinity;
  let now = -Infinity;
  /** Readings that came in one message: the engine judges them together. */
  let message: Reading[] = [];

  function play(record: JournalRecord): void {
    offset += 1;
    for (const change of engine.evaluate({ offset, record })) {
      collector.take(change);
      heard?.(change);
    }
  }

  function take(reading: Reading): void {
    if (!isSameMessage(message, reading)) flush();
    message.push(reading);
    readings += 1;
    note(reading);
  }

  function note({ deviceId, time, receivedAt }: Reading): void {
    from = Math.min(from, time);
    to = Math.max(to, time);
    now = Math.max(now, receivedAt);
    const day = toDay(time);
    if (day <= (days.get(deviceId) ?? -Infinity)) return;
    days.set(deviceId, day);
    deviceDays += 1;
  }

  function flush(): void {
    const first = message[0];
    if (first === undefined) return;
    play({
      type: 'telemetry',
      receivedAt: first.receivedAt,
      kind: first.kind,
      deviceId: first.deviceId,
      payload: noPayload,
      readings: message,
      problems: [],
    });
    message = [];
  }

  return {
    // It was so before anything else that is known.
    place: (placement) => play({ type: 'placement', at: -Infinity, ...placement }),
    take,
    finish(until) {
      flush();
      if (readings > 0) play({ type: 'tick', at: Math.max(now, until ?? now) });
      const { alerts, leftOut } = collector.alerts();
      return {
        readings,
        devices: days.size,
        deviceDays,
        span: readings === 0 ? null : { from, to },
        rules: collector.rules(),
        alerts,
        alertsLeftOut: leftOut,
      };
    },
  };
}

const noPayload = new Uint8Array();

/** A device's readings that arrived at one instant, in the order of time, are taken for one message. */
function isSameMessage(message: readonly Reading[], next: Reading): boolean {
  const last = message.at(-1);
  return (
    last !== undefined &&
    last.deviceId === next.deviceId &&
    last.kind === next.kind &&
    last.receivedAt === next.receivedAt &&
    last.time <= next.time &&
    message.length < rulesLimits.backtestMessage_readings_max
  );
}

/** The whole of it in one go; yields to other work whenever the readings do. */
export async function backtest({
  readings,
  placements = [],
  until,
  progress,
  ...options
}: BacktestOptions & {
  readonly placements?: Iterable<Placement>;
  /** In the order of arrival. */
  readonly readings: AsyncIterable<Reading> | Iterable<Reading>;
  /** By our clock, ms: how long time goes on after the last reading. */
  readonly until?: number;
  /** Told now and then how many readings were judged. */
  readonly progress?: (readings: number) => void;
}): Promise<BacktestResult> {
  const test = createBacktest(options);
  for (const placement of placements) test.place(placement);
  let count = 0;
  for await (const reading of readings) {
    test.take(reading);
    count += 1;
    if (count % rulesLimits.backtestProgress_readings === 0) progress?.(count);
  }
  return test.finish(until);
}
