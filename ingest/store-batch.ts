import type { SensorKind } from '../domain/kinds.ts';
import type { Reading } from '../domain/reading.ts';
import type { JournalEntry, Problem } from '../domain/record.ts';
import { CopyRows } from './copy-rows.ts';
import { fingerprint, type Fingerprint } from './fingerprint.ts';
import type { RecentKeys } from './recent-keys.ts';

/** A payload that could not be read, wholly or in part. */
export interface QuarantineRow {
  readonly offset: number;
  readonly receivedAt: number;
  readonly deviceId: string;
  readonly kind: SensorKind;
  readonly payload: Uint8Array;
  readonly problems: readonly Problem[];
}

/** What one transaction of the store writer brings. */
export interface StoreBatch {
  readonly rows: ReadonlyMap<SensorKind, CopyRows>;
  readonly quarantine: readonly QuarantineRow[];
  /** Re-sends left out because they were recognised here. */
  readonly repeats: number;
  readonly lastOffset: number;
}

/** Encodes journal entries for the database. Encoded once, sent as often as the database needs it. */
export function encodeStoreBatch(
  entries: readonly JournalEntry[],
  lastOffset: number,
  recentKeys: RecentKeys,
): StoreBatch {
  const rows = new Map<SensorKind, CopyRows>();
  const quarantine: QuarantineRow[] = [];
  const key: Fingerprint = { high: 0, low: 0 };
  let repeats = 0;

  function addReading(reading: Reading): void {
    const extraText = reading.extra === null ? null : JSON.stringify(reading.extra);
    fingerprint(reading, extraText, key);
    if (recentKeys.isRepeat(reading.deviceId, reading.time, key)) {
      repeats += 1;
      return;
    }
    let copy = rows.get(reading.kind);
    if (copy === undefined) {
      copy = new CopyRows(reading.kind);
      rows.set(reading.kind, copy);
    }
    copy.add(reading, key, extraText);
  }

  for (const { offset, record } of entries) {
    if (record.type !== 'telemetry') continue;
    for (const reading of record.readings) addReading(reading);
    if (record.problems.length > 0) {
      const { receivedAt, deviceId, kind, payload, problems } = record;
      quarantine.push({ offset, receivedAt, deviceId, kind, payload, problems });
    }
  }
  return { rows, quarantine, repeats, lastOffset };
}
