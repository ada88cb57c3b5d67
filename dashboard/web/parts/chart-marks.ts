import type { Severity } from '../../../domain/severity.ts';

/** What is drawn into a chart beside its line. Times in s since 1970, as uPlot has them. */

/** A limit across the chart. */
export interface Threshold {
  readonly value: number;
  readonly severity: Severity;
  /** Said at its right end; without one it is drawn only. */
  readonly label?: string;
}

/** A moment: a line from top to bottom, with its words above where it has any. */
export interface Marker {
  readonly at: number;
  readonly label?: string;
  /** Of an alert; without one it is grey. */
  readonly severity?: Severity;
}

/**
 * A stretch of time. `delay`: a condition held, and had to hold on; `unknown`: nobody knows what was;
 * `muted`: out of service or laid aside.
 */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly tone: 'delay' | 'unknown' | 'muted';
}

/** When a value is expected to be reached, and the stretch in which it will be; from the last reading on. */
export interface Cone {
  readonly from: { readonly at: number; readonly value: number } | null;
  readonly value: number;
  readonly at: number;
  readonly earliest: number;
  readonly latest: number;
}
