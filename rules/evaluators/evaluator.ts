import type { AlertEvidence, EvidenceQuantity } from '../../domain/alert.ts';
import type { SensorKind } from '../../domain/kinds.ts';

/**
 * What an evaluator sees of a device. The engine keeps one such view and moves it from device to device and
 * rule to rule, so nothing is allocated. All numbers lie in `data`, the page of that device.
 */
export interface DeviceView {
  data: Float64Array;
  /** Where the last valid values begin, one per metric of the kind; NaN when there is none or the last was bad. */
  valuesAt: number;
  /** Where their times begin: when each was measured, on the device's clock, ms. */
  timesAt: number;
  /** Where the memory of the present rule begins; an evaluator adds its own offset. */
  memoryAt: number;
  /** The present on the device's clock, ms; what was measured now is included. */
  now: number;
  /** The present by our clock, ms: for schedules. */
  ourNow: number;
  /** When the device was heard of last, on its own clock, ms. */
  heardAt: number;
  /** A value counts for this long after it was measured; then it is missing, ms. */
  hold_ms: number;
  /** Bit set of the metrics that the present reading brought with a valid value; 0 when time alone has passed. */
  fresh: number;
}

/** What an alert that is open already brings to its own judgement. */
export interface Held {
  /** How many levels are active: these are only left beyond the deadband. */
  activeLevels: number;
  /** Bit set of the metrics that took part in the breach: it ends only when all of them say so. */
  metrics: number;
  /** The threshold that an open forecast is about; NaN when there is none. */
  threshold: number;
  /** How many levels of the breach that a forecast foretells are reached, or not left for good: there is nothing to foretell. */
  passedLevels?: number;
}

/** A judgement; objects are reused. */
export interface Verdict {
  /** How many levels are breached; 0 is normal, `unknownLevel` when data are missing. */
  level: number;
  /** Until when, on the device's clock, the data that it rests on count; infinite when time cannot spoil it. */
  knownUntil: number;
  /** When the youngest complete set of data behind it was measured. */
  dataTime: number;
  /** Bit set of the metrics in breach. */
  metrics: number;
  /** The worst of them: index among the kind's metrics, its value (or what was worked out from it) and time. */
  metric: number;
  value: number;
  time: number;
  /**
   * Which of the evaluator's `measures` the value is. One without leaves it alone: whoever reuses a verdict for
   * several conditions sets it to 0 before.
   */
  measure: number;
  /**
   * When it began, on the device's clock, where the evaluator knows that better than "now"
   * (absence: the moment at which the device was overdue). NaN otherwise.
   */
  since: number;
}

export const unknownLevel = -1;

/** What an evaluator's value is, and what it is held against. */
export interface Measure {
  /** Says the unit of `Verdict.value` and of the thresholds. */
  readonly quantity: EvidenceQuantity;
  /** One threshold per level, the mildest first: for the evidence. */
  readonly thresholds: readonly number[];
  readonly comparison: AlertEvidence['comparison'];
}

/**
 * A condition, compiled for its kind, on one device. Three-valued: breached (1, 2, … levels), normal (0),
 * unknown. What spans several readings is kept in `slots` numbers per device, so that it can be saved, counted
 * and continued to the bit; what time alone changes is announced by `wakeAt`. Deterministic, no clock, no chance.
 * It may throw: the engine then disables the rule and says so.
 */
export interface Evaluator extends Measure {
  /** Set where the evidence may be that of one of several conditions; the first is the evaluator's own measure. */
  readonly measures?: readonly Measure[];
  /** Numbers of memory per device. All NaN at first, and again when the device's clock was set back. */
  readonly slots: number;
  /**
   * Set where it is surely quiet while each of these metrics lies within its band or is missing: the engine then
   * looks at the bands of all rules at once instead of asking each.
   */
  readonly quietBands?: readonly QuietBand[];
  /** False where it needs more than one reading: it is then not asked about late ones. */
  readonly judgesAlone: boolean;
  /** Takes a live reading into the memory; called before `judge`, also while all is quiet. Only when `slots` > 0. */
  observe(view: DeviceView): void;
  /** True when it is surely no breach (and not unknown) for a device without an open alert: the hot path. */
  isQuiet(view: DeviceView): boolean;
  /** Fills the verdict. Does not change the memory. */
  judge(view: DeviceView, held: Readonly<Held>, verdict: Verdict): void;
  /** When time alone may change the judgement, on the device's clock, ms; `Infinity` when it does not. */
  wakeAt(view: DeviceView): number;
  /** What it worked out, for the evidence: names with the unit last. Called only when an alert changes. */
  explain(view: DeviceView): Readonly<Record<string, number>>;
}

/** A range of a metric, both ends excluded. */
export interface QuietBand {
  readonly metric: number;
  readonly above: number;
  readonly below: number;
}

/** What an evaluator is compiled with. */
export interface CompileContext {
  readonly kind: SensorKind;
  /** Reserves memory; the result is added to `view.memoryAt`. */
  reserve(slots: number): number;
  /** Compiles a condition inside of this one; it shares the rule's memory. */
  compile(entry: unknown): Evaluator;
}

export function createVerdict(): Verdict {
  return {
    level: 0,
    knownUntil: 0,
    dataTime: 0,
    metrics: 0,
    metric: 0,
    value: 0,
    time: 0,
    measure: 0,
    since: NaN,
  };
}

/** `wakeAt` of what time alone does not change: the engine then need not ask. */
export const neverWakes = (): number => Infinity;
