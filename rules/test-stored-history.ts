import type { Reading } from '../domain/reading.ts';
import type { JournalRecord } from '../domain/record.ts';
import { toTelemetry } from './test-history.ts';

/**
 * For tests: the same happenings as a database can tell them: nobody moves, because only the present places are kept, and
 * no two messages of a device arrive in the same millisecond, because which came first is not kept either.
 */
export function asStorable(records: readonly JournalRecord[]): readonly JournalRecord[] {
  const heardAt = new Map<string, number>();
  let now = -Infinity;
  let hasBegun = false;
  return records.flatMap((record): readonly JournalRecord[] => {
    if (record.type === 'tick') return [{ ...record, at: (now = Math.max(now, record.at)) }];
    if (record.type === 'placement') return hasBegun ? [] : [record];
    if (record.type !== 'telemetry') return [];
    hasBegun = true;
    now = Math.max(now, record.receivedAt, (heardAt.get(record.deviceId) ?? -Infinity) + 1);
    heardAt.set(record.deviceId, now);
    const receivedAt = now;
    return [toTelemetry(record.readings.map((reading) => ({ ...reading, receivedAt })))];
  });
}

/** For tests: what the database has of them: readings by arrival, device and their own time, each once. */
export function asStored(records: readonly JournalRecord[]): readonly Reading[] {
  const seen = new Set<string>();
  return records
    .flatMap((record) => (record.type === 'telemetry' ? record.readings : []))
    .filter(({ deviceId, time, seq, values }) => {
      const key = JSON.stringify([deviceId, time, seq, values]);
      return seen.size < seen.add(key).size;
    })
    .toSorted((a, b) => a.receivedAt - b.receivedAt || compare(a.deviceId, b.deviceId) || a.time - b.time);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
