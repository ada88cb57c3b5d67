import type { AlertEvidence } from '../../domain/alert.ts';

/**
 * What a device last said, as an evaluator sees it: one slot per metric of the kind, from `base` on.
 * The engine keeps one such view per kind and moves it from device to device, so nothing is allocated.
 */
export interface DeviceView {
  /** The last valid value of each metric; NaN when there is none, or when the last one was bad. */
  values: Float64Array;
  /** When each of them was measured, on the device's clock, ms. */
  times: Float64Array;
  base: number;
  /** The present on the device's clock, ms. */
  now: number;
  /** A value counts for this long after it was measured; then it is missing. */
  readonly hold_ms: number;
}

/** What an alert that is open already brings to its own judgement. */
export interface Held {
  /** How many levels are active: these are only left beyond the deadband. */
  readonly activeLevels: number;
  /** Bit set of the metrics that took part in the breach: it ends only when all of them say so. */
  readonly metrics: number;
}

/** A judgement; one object is reused for all. */
export interface Verdict {
  /** How many levels are breached; 0 is normal, `unknownLevel` when data are missing. */
  level: number;
  /** Until when, on the device's clock, the data that it rests on count. */
  knownUntil: number;
  /** When the youngest complete set of data behind it was measured. */
  dataTime: number;
  /** Bit set of the metrics in breach. */
  metrics: number;
  /** The worst of them: index among the kind's metrics, its value and time. */
  metric: number;
  value: number;
  time: number;
}

export const unknownLevel = -1;

/**
 * A rule's condition, compiled for its kind. Each evaluator file makes one; what spans several readings
 * is counted by the engine (delays) or will be by the evaluator's own memory.
 */
export interface Condition {
  /** One threshold per level, the mildest first. */
  readonly thresholds: readonly number[];
  readonly comparison: AlertEvidence['comparison'];
  /** True when the view is surely no breach for a device without an open alert: the hot path. */
  isQuiet(view: DeviceView): boolean;
  judge(view: DeviceView, held: Held, verdict: Verdict): void;
}

export function createVerdict(): Verdict {
  return { level: 0, knownUntil: 0, dataTime: 0, metrics: 0, metric: 0, value: 0, time: 0 };
}
