import type { SensorKind } from './kinds.ts';
import type { Severity } from './severity.ts';
import type { Text } from './text.ts';

/** The condition region: what the sensor says. `unknown` keeps what was known and clears nothing. */
export type ConditionState = 'normal' | 'active' | 'unknown';
/** The operator region: what people have seen and done. */
export type OperatorState = 'unacknowledged' | 'acknowledged' | 'confirmed';
/** The latch region: whether it holds until someone resets it. */
export type LatchState = 'free' | 'latched' | 'reset';
/** The suppression region: whether its announcement is muted, never its evaluation. */
export type SuppressionState = 'none' | 'shelved' | 'suppressed' | 'outOfService';

/** What closing an alert finds out; it feeds the detector's record. */
export const findings = [
  'real',
  'cooking',
  'steam',
  'dust',
  'insects',
  'test',
  'deviceFault',
  'drill',
] as const;
export type Finding = (typeof findings)[number];

/** What an alert is about. Today a device; a site or building when rules look across devices. */
export interface AlertScope {
  readonly type: 'device' | 'site' | 'building';
  readonly id: string;
}

/** The measurement that made a rule speak. Times in ms since 1970. */
export interface AlertEvidence {
  readonly metric: string;
  readonly value: number;
  readonly threshold: number;
  readonly comparison: '>=' | '<=' | '==' | '!=';
  /** When the condition first held without a break, on the device's clock. */
  readonly since: number;
  /** The last reading that took part. */
  readonly time: number;
}

/**
 * What the rules engine says about one rule and scope. Appended to the journal, folded by the desk.
 * `cause` orders changes and makes a replayed one recognisable: offset of the record that made it, and the
 * index among the changes that this record made.
 */
export interface AlertChange {
  readonly change: 'raise' | 'worsen' | 'ease' | 'return' | 'reactivate' | 'unknown' | 'known';
  readonly cause: { readonly offset: number; readonly index: number };
  /** Deterministic: the same for the same rule, scope and activation, however often it is derived. */
  readonly alertId: string;
  readonly ruleId: string;
  readonly ruleVersion: string;
  readonly scope: AlertScope;
  readonly deviceId: string;
  readonly kind: SensorKind;
  readonly severity: Severity;
  readonly title: Text;
  /** A first step for the operator. */
  readonly advice: Text;
  /** True where it stays until normal, acknowledged and reset: fire, electrical fire, entrapment. */
  readonly latching: boolean;
  /** True when it is about the past (a late reading): recorded and shown, but it rings nothing. */
  readonly retrospective: boolean;
  /** On the device's clock, ms. */
  readonly eventTime: number;
  /** When the record that caused it reached us, ms: together with now it gives the delay. */
  readonly receivedAt: number;
  readonly evidence: AlertEvidence | null;
}

/** An alert as the desk holds it: the four regions and what they are about. */
export interface Alert {
  readonly id: string;
  /** Grows by one with every change; what an operator acts on names the version that they saw. */
  readonly version: number;
  readonly ruleId: string;
  readonly ruleVersion: string;
  readonly scope: AlertScope;
  readonly deviceId: string;
  readonly kind: SensorKind;
  readonly title: Text;
  readonly advice: Text;
  /** The present one, and the worst since the last acknowledgement, which is what is displayed. */
  readonly severity: Severity;
  readonly displayedSeverity: Severity;
  readonly condition: ConditionState;
  readonly operator: OperatorState;
  readonly latch: LatchState;
  readonly suppression: SuppressionState;
  readonly retrospective: boolean;
  readonly raisedAt: number;
  /** When the breach began on the device's clock, ms. */
  readonly eventTime: number;
  readonly receivedAt: number;
  readonly returnedAt: number | null;
  readonly acknowledgedAt: number | null;
  readonly acknowledgedBy: string | null;
  readonly closedAt: number | null;
  readonly closedBy: string | null;
  readonly finding: Finding | null;
  readonly evidence: AlertEvidence | null;
}

/** One line of an alert's history; only ever appended. */
export interface AlertEvent {
  readonly alertId: string;
  /** The alert's version after it. */
  readonly version: number;
  readonly at: number;
  readonly type: AlertChange['change'] | StaffActionType | 'refuse';
  /** The member of staff, or `rules`. */
  readonly by: string;
  readonly comment: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

export const staffActionTypes = ['acknowledge', 'confirm', 'reset', 'comment', 'close'] as const;
export type StaffActionType = (typeof staffActionTypes)[number];

/** What a member of staff asks for; journalled before it takes effect. */
export interface StaffAction {
  readonly action: StaffActionType;
  readonly alertId: string;
  /** The alert's version that the person saw: an action on a stale one is refused. */
  readonly version: number;
  readonly by: string;
  readonly at: number;
  /** Chosen by the client; the same key twice acts once. */
  readonly idempotencyKey: string;
  readonly comment: string | null;
  readonly finding: Finding | null;
}
