import type { Text } from './text.ts';

/**
 * One quantity that a sensor kind reports. Its unit is the last part of the name (`temperature_c`),
 * and repeated in `unit` as people write it.
 */
export interface Metric {
  readonly name: string;
  /** As shown to people; empty for switches and pure numbers. */
  readonly unit: string;
  /** How it is stored and drawn: `switch` is 0 or 1 (`true`/`false` on the wire), `code` an integer. */
  readonly type: 'measure' | 'switch' | 'code';
  /**
   * What the quantity can physically be, both ends included. A value outside is kept, flagged, and
   * treated as missing by the rules: it tells of the sensor, not of the street.
   */
  readonly min: number;
  readonly max: number;
  /** Digits after the decimal point worth showing. */
  readonly decimals: number;
  readonly label: Text;
  /** True where 1 is itself an alarm: such a message may use the reserve of a full journal. */
  readonly urgent?: boolean;
}

/** A sensor kind: the one place from which validation, table, chart labels and simulator follow. */
export interface KindDefinition {
  readonly name: string;
  readonly label: Text;
  /** In the order of the table's columns and of `Reading.values`. Only ever appended to. */
  readonly metrics: readonly Metric[];
  /** How often a healthy device reports, and after which silence it counts as offline. Seconds. */
  readonly reportingInterval_s: number;
  readonly offlineAfter_s: number;
}

type Range = Pick<Metric, 'min' | 'max'>;
type Details = Text & { readonly decimals?: number; readonly urgent?: boolean };

/** A measured quantity with its unit, physical range and labels. */
export function measure(name: string, unit: string, details: Details & Range): Metric {
  return { name, unit, type: 'measure', decimals: 1, ...withLabel(details) };
}

/** An on/off quantity: 0 or 1. */
export function onOff(name: string, details: Details): Metric {
  return { name, unit: '', type: 'switch', min: 0, max: 1, decimals: 0, ...withLabel(details) };
}

/** An integer with a meaning per value, or a counter. */
export function code(name: string, details: Details & Range): Metric {
  return { name, unit: '', type: 'code', decimals: 0, ...withLabel(details) };
}

function withLabel<T extends Details>({ zh, en, ...rest }: T): Omit<T, 'zh' | 'en'> & { label: Text } {
  return { ...rest, label: { zh, en } };
}

/** What every device can report beside its own quantities. */
export const commonMetrics: readonly Metric[] = [
  measure('battery_pct', '%', { min: 0, max: 100, zh: '电量', en: 'Battery', decimals: 0 }),
  measure('rssi_dbm', 'dBm', { min: -150, max: 20, zh: '信号强度', en: 'Signal strength', decimals: 0 }),
];
