import type { SensorKind } from '../domain/kinds.ts';
import { kinds } from '../domain/kinds.ts';
import type { Reading } from '../domain/reading.ts';
import type { JournalRecord } from '../domain/record.ts';
import { decodeJson } from './json-codec.ts';

/** What a device, or a platform in its place, sent. */
export interface InboundTelemetry {
  readonly deviceId: string;
  readonly kind: SensorKind;
  readonly payload: Buffer;
  /** Our clock, ms. */
  readonly receivedAt: number;
}

export type Settled = (error: Error | null) => void;

interface AcceptDependencies {
  readonly append: (record: JournalRecord, settled: Settled, priority: 'telemetry' | 'alarm') => void;
}

export interface Accept {
  readonly accept: (message: InboundTelemetry, settled: Settled) => void;
  readonly stats: () => {
    readonly messages: number;
    readonly readings: number;
    /** Messages of which nothing could be read. */
    readonly unreadable: number;
    /** Messages with anything that could not be read: they end up in quarantine. */
    readonly quarantined: number;
  };
}

/**
 * Where a message becomes a fact: it is decoded, appended to the journal, and `settled` is called once it is
 * on disk. An unreadable one is appended as well, with its reasons: it is answered like any other, and ends
 * up in quarantine. An error means that it is not on disk and must not be acknowledged.
 */
export function createAccept({ append }: AcceptDependencies): Accept {
  let messages = 0;
  let readings = 0;
  let unreadable = 0;
  let quarantined = 0;

  return {
    accept(message, settled) {
      const decoded = decodeJson(message);
      messages += 1;
      readings += decoded.readings.length;
      if (decoded.readings.length === 0) unreadable += 1;
      if (decoded.problems.length > 0) quarantined += 1;
      append(
        {
          type: 'telemetry',
          receivedAt: message.receivedAt,
          kind: message.kind,
          deviceId: message.deviceId,
          payload: message.payload,
          readings: decoded.readings,
          problems: decoded.problems,
        },
        settled,
        isUrgent(message.kind, decoded.readings) ? 'alarm' : 'telemetry',
      );
    },
    stats: () => ({ messages, readings, unreadable, quarantined }),
  };
}

const urgentIndexes = new Map<SensorKind, readonly number[]>(
  (Object.keys(kinds) as SensorKind[]).map((kind) => [
    kind,
    kinds[kind].metrics.flatMap((metric, index) => (metric.urgent === true ? [index] : [])),
  ]),
);

/** True when a switch that is itself an alarm is on: such a message may use the reserve of a full journal. */
function isUrgent(kind: SensorKind, readings: readonly Reading[]): boolean {
  const indexes = urgentIndexes.get(kind);
  if (indexes === undefined || indexes.length === 0) return false;
  for (const reading of readings) {
    for (const index of indexes) if (reading.values[index] === 1) return true;
  }
  return false;
}
