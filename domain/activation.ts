import type { AlertScope, Finding, ForecastOutcome, SuppressionState } from './alert.ts';
import type { SensorKind } from './kinds.ts';
import type { PlaceId } from './record.ts';
import type { Severity } from './severity.ts';

/** Why an activation was not announced: its alert was muted, held as one that comes and goes, or about the past. */
export type Muting = Exclude<SuppressionState, 'none'> | 'chattering' | 'retrospective';

/**
 * One time that an alert's condition became active, with all that key figures need of it, as it was then: a
 * device that moves later, or a seat that watches something else later, changes no figure of the past. An
 * alert that comes back before it was closed has several. Times in ms, our clock.
 */
export interface Activation {
  readonly alertId: string;
  /** 1 for the raise, then one more with each return of the condition. */
  readonly number: number;
  /** Grows with every change. */
  readonly version: number;
  readonly ruleId: string;
  readonly scope: AlertScope;
  readonly deviceId: string;
  readonly kind: SensorKind;
  /** When it was announced first; where it never was, when it began. */
  readonly severity: Severity;
  /** How long the condition had to hold before it became an alert, s. */
  readonly onDelay_s: number;
  /** Where the device stood, the nearest first. */
  readonly path: readonly PlaceId[];
  /** The seats that watched that place and kind; empty where nobody did. */
  readonly seats: readonly string[];
  readonly beganAt: number;
  /** Null while it has not been announced to anybody. */
  readonly announcedAt: number | null;
  /** Set where it began muted, even if it was announced later. */
  readonly mutedBy: Muting | null;
  /** When its condition was over. */
  readonly endedAt: number | null;
  /** When it left the list: its alert was closed, or became active anew. */
  readonly leftAt: number | null;
  /** The first acknowledgement, and the seat that it came from. */
  readonly acknowledgedAt: number | null;
  readonly acknowledgedSeat: string | null;
  /** With it the alert was recognised as one that comes and goes. */
  readonly isChatterStart: boolean;
  readonly finding: Finding | null;
  readonly isForecast: boolean;
  readonly forecastResult: ForecastOutcome['result'] | null;
  /** Of a forecast that came true, s. */
  readonly lead_s: number | null;
}
