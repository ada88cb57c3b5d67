import { metricIndex, type SensorKind } from './kinds.ts';

/**
 * The service's own device: it sends the reading of a detector in alarm, again and again, and a screen of the
 * service's own waits for the alert, so that the way of an alarm is proven all the time. It is in no fleet, and
 * what it sends is a record of its own kind: nothing that counts, lists or keeps readings and alerts sees it.
 */
export const canaryDeviceId = 'negative-one.canary';
export const canaryKind: SensorKind = 'smoke';
/** Of the alert that it makes. No rule file can use such a name. */
export const canaryRuleId = 'negative-one:canary';
/** Of the alert that tells people that it did not arrive. */
export const unprovenRuleId = 'negative-one:alarm-path';

/** Where the detector's own alarm stands among the values of a reading. */
export const canaryAlarmIndex = metricIndex(canaryKind, 'alarm') ?? -1;

/** How long the canary took, over a window. Null where nothing is known, or so many did not arrive in time. */
export interface CanaryDelays {
  readonly p50_ms: number | null;
  readonly p99_ms: number | null;
  readonly count: number;
  /** Of those, how many did not arrive in time: in p50 and p99 they count as endless. */
  readonly missed: number;
}

/** `starting`: none has arrived yet. `unproven`: several in a row did not arrive in time. */
export type CanaryState = 'starting' | 'proven' | 'unproven';

/** Whether the way from sensor to screen is proven, as the service itself sees it. Times in ms, our clock. */
export interface CanaryView {
  readonly state: CanaryState;
  readonly everyMs: number;
  /** When one last arrived in time, or since when one is waited for. */
  readonly provenAt: number;
  readonly sent: number;
  readonly arrived: number;
  readonly missed: number;
  readonly delays: {
    readonly fiveMinutes: CanaryDelays;
    readonly hour: CanaryDelays;
    readonly day: CanaryDelays;
  };
}

/** The same for the screens, with the last five minutes. */
export interface CanaryBeat extends CanaryDelays, Pick<CanaryView, 'state' | 'everyMs' | 'provenAt'> {}

/** The dead-man signal to an outside address, as it was last. */
export interface DeadManView {
  /** Host of the address: the rest of it may be a secret. */
  readonly host: string;
  readonly everyMs: number;
  readonly sent: number;
  readonly failed: number;
  /** Turns at which the service was not whole, and so said nothing. */
  readonly withheld: number;
  readonly lastSentAt: number | null;
  /** Why the last turn was not taken, or failed; null: it was sent. */
  readonly reason: string | null;
}
