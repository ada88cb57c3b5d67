import type { SensorKind } from '../../domain/kinds.ts';

/** One reading of a recording, in the units of its sensor kind. */
export interface RecordedReading {
  readonly kind: SensorKind;
  /** Milliseconds: since 1970 where the format's clock is `calendar`, since the recording's zero otherwise. */
  readonly time_ms: number;
  /** The recording's own name of the device; null when the whole file is one device. */
  readonly deviceId: string | null;
  readonly values: Readonly<Record<string, number>>;
}

/** A CSV row by column name. */
export type Row = Readonly<Record<string, string>>;

/** What can be chosen within a recording. */
export interface RecordingOptions {
  /** Which of several places or channels becomes the device; each format says what it means. */
  readonly channel?: string;
  /** floodnet: the events to take, by their number in the file (from 1) or by sensor id; empty for all. */
  readonly events?: readonly string[];
}

/** How the rows of one collection become readings. */
export interface RecordingFormat {
  readonly name: string;
  /** One line for `--help`. */
  readonly title: string;
  readonly kind: SensorKind;
  /** `relative`: the recording counts from an event (ignition) and does not know the date. */
  readonly clock: 'calendar' | 'relative';
  /** False when rows must be sorted by time first (read whole into memory). */
  readonly isOrdered: boolean;
  readonly delimiter: string;
  /** Column names of a file without a header. */
  readonly columns?: readonly string[];
  /** Pure. `rowNumber` counts from 1 without the header. A row may hold no reading, or many. */
  readonly toReadings: (row: Row, rowNumber: number) => readonly RecordedReading[];
}

/** A measured number; NaN for what the collection writes where there is none. */
export function toNumber(text: string | undefined): number {
  return text === undefined || text.trim() === '' ? Number.NaN : Number(text);
}

/** Keeps only the values that are numbers: a missing one is left out of the message, never sent as 0. */
export function withoutMissing(values: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => Number.isFinite(value)));
}

/** Rounds to a thousandth: conversions must not send digits that nobody measured. */
export function toThousandths(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
