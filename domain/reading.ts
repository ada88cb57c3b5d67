import { kinds, type SensorKind } from './kinds.ts';

/** What is unusual about a reading; a bit set, so that it costs one column. */
export const ReadingFlag = {
  /** The device sent no time: the time of arrival stands in. */
  timeMissing: 1,
  /** The device's time was impossible: the time of arrival stands in, the device's own is in `extra`. */
  timeReplaced: 2,
  /** Metrics that the kind does not define are kept in `extra`. */
  unknownMetric: 4,
  /** A known metric had a value that is no number; it is kept in `extra` and counts as missing. */
  badValue: 8,
  /** A value outside of its metric's physical range: stored, missing to the rules. */
  outOfRange: 16,
} as const;

/** One measurement of one device at one instant. */
export interface Reading {
  readonly kind: SensorKind;
  readonly deviceId: string;
  /** When it was measured: milliseconds since 1970, UTC, by the device's clock. */
  readonly time: number;
  /** When it reached us, by our clock. */
  readonly receivedAt: number;
  /** The device's own counter, to notice gaps and repeats; null when it sends none. */
  readonly seq: number | null;
  /** One entry per metric in the kind's order; NaN where the message had none. */
  readonly values: readonly number[];
  /** What came beside the known metrics, as it came; null as a rule. */
  readonly extra: Readonly<Record<string, unknown>> | null;
  /** A set of `ReadingFlag` bits. */
  readonly flags: number;
}

/** A reading's values by metric name, without those that are missing: for people and for JSON. */
export function namedValues(reading: Pick<Reading, 'kind' | 'values'>): Record<string, number> {
  const named: Record<string, number> = {};
  for (const [index, metric] of kinds[reading.kind].metrics.entries()) {
    const value = reading.values[index];
    if (value !== undefined && !Number.isNaN(value)) named[metric.name] = value;
  }
  return named;
}
