import type { Actor } from './actor.ts';
import type { SensorKind } from './kinds.ts';
import type { Permission } from './roles.ts';
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

/** Why an announcement is muted, by whom, and until when. */
export interface Suppression {
  readonly since: number;
  /** When it ends by itself, ms; null where something else has to happen. */
  readonly until: number | null;
  /** The member of staff, or `rules`. */
  readonly by: string;
  readonly reason: string;
  /** Of a device out of service. */
  readonly workOrder: string | null;
  /** The alert that is the cause of what is suppressed by design. */
  readonly causeId: string | null;
}

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

/** What an alert is about: a device; a site or building for rules that look across devices; a rule that broke. */
export interface AlertScope {
  readonly type: 'device' | 'site' | 'building' | 'rule';
  readonly id: string;
}

/**
 * What `AlertEvidence.value` and `.threshold` are, with their unit. "Unit" is that of the evidence's metric.
 * - `value`: the metric itself, in its unit; of a forecast, the present value and the threshold foretold.
 * - `ratePerMinute`: how fast it rises, unit per minute; a fall is negative.
 * - `ratio`: the metric divided by what it is compared with; no unit.
 * - `difference`: the metric less what it is compared with, in its unit.
 * - `deviation`: how far it lies from what is usual, robust standard deviations.
 * - `change`: a jump between two readings, its size in the metric's unit.
 * - `count`: how often something has happened, or how far a counter has risen; no unit.
 * - `duration_s`: how long a condition has held within its window, s.
 * - `still_s`: how long the metric has not moved, s.
 * - `silence_s`: how long nothing was heard from the device, s.
 * - `wait_s`: how long something that should have followed has not, s.
 * - `state`: 1 while the rule's own states say that it is an alarm, else 0.
 * - `schedule`: 1 within the hours of the rule, else 0.
 * - `devices`: how many devices take part.
 * - `dueDate`: a date as a number, 20261122; the threshold is the date from which it is told.
 */
export const evidenceQuantities = [
  'value',
  'ratePerMinute',
  'ratio',
  'difference',
  'deviation',
  'change',
  'count',
  'duration_s',
  'still_s',
  'silence_s',
  'wait_s',
  'state',
  'schedule',
  'devices',
  'dueDate',
] as const;
export type EvidenceQuantity = (typeof evidenceQuantities)[number];

/** The measurement that made a rule speak. Times in ms since 1970. */
export interface AlertEvidence {
  /** The metric that it is about; empty where it is about none (silence, hours, devices together). */
  readonly metric: string;
  /** What `value` and `threshold` are, and so their unit. */
  readonly quantity: EvidenceQuantity;
  readonly value: number;
  readonly threshold: number;
  readonly comparison: '>=' | '<=' | '==' | '!=';
  /** When the condition first held without a break, on the device's clock. */
  readonly since: number;
  /** The last reading that took part. */
  readonly time: number;
  /** Every reading that took part, the one above among them. */
  readonly readings: readonly { readonly metric: string; readonly value: number; readonly time: number }[];
  /** How long it had to hold, s. */
  readonly onDelay_s: number;
  /** What the evaluator worked out (a rate, a count, a deviation), by name with its unit last. */
  readonly facts: Readonly<Record<string, number>>;
}

/** How the forecasts of one rule have turned out so far: shown with every new one. */
export interface ForecastRecord {
  /** Forecasts that ended with a known outcome, and how many of them came true; the last 30 days at most. */
  readonly count: number;
  readonly cameTrue: number;
  /** Median of the actual leads of those that came true, s; null when there are none. */
  readonly medianLead_s: number | null;
}

/** A statement about what has not happened yet. Times on the device's clock, ms. */
export interface Forecast {
  readonly metric: string;
  readonly threshold: number;
  /** The rule whose breach it foretells. */
  readonly breachRuleId: string;
  readonly expectedAt: number;
  /** Four of five breaches are expected between these. */
  readonly earliestAt: number;
  readonly latestAt: number;
  /** 0 to 1; what the model says, corrected by the rule's record once that is long enough. */
  readonly probability: number;
  readonly record: ForecastRecord;
}

/** How a forecast ended. `lost`: the data stopped, so nobody knows; it does not count in the record. */
export interface ForecastOutcome {
  readonly result: 'breached' | 'withdrawn' | 'lost';
  /** Why, for people, as a code: `breached`, `ebbed` (the rise stopped), `overdue` (not in time), `silent`. */
  readonly reason: 'breached' | 'ebbed' | 'overdue' | 'silent';
  /** When it was made, and what it promised then. */
  readonly madeAt: number;
  readonly expectedAt: number;
  readonly probability: number;
  readonly breachedAt: number | null;
  /** From the forecast to the expected, and to the actual breach, s. */
  readonly promisedLead_s: number;
  readonly lead_s: number | null;
}

/**
 * What the rules engine says about one rule and scope. Appended to the journal, folded by the desk.
 * `cause` orders changes and makes a replayed one recognisable: offset of the record that made it, and the
 * index among the changes that this record made.
 */
export interface AlertChange {
  /** `update`: a forecast says something else now. A forecast that ends `return`s with its outcome. */
  readonly change: 'raise' | 'worsen' | 'ease' | 'return' | 'reactivate' | 'unknown' | 'known' | 'update';
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
  /** Set where the alert is about what has not happened yet: it carries its own mark. */
  readonly forecast: Forecast | null;
  /** Set on the `return` of a forecast. */
  readonly outcome: ForecastOutcome | null;
  /** On the `raise` of a breach that was foretold: the forecast's alert. On the `return` of a forecast that came true: the breach's. */
  readonly counterpartId: string | null;
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
  /** Null exactly where `suppression` is `none`. */
  readonly suppressed: Suppression | null;
  /** The bell was stopped by hand; anything new about the alert rings it again. */
  readonly silencedAt: number | null;
  readonly silencedBy: string | null;
  /** When it last asked for attention: raised, worse, active again, asked again after a time, off the shelf. */
  readonly rangAt: number;
  /** How often its condition has become active since it was raised. */
  readonly activations: number;
  /** It comes and goes so often that it is held as one; it rings no more until it is calm. */
  readonly isChattering: boolean;
  /** Who looks after it. */
  readonly assignee: string | null;
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
  /** Set where it is about what has not happened yet, or was: the latest that was said. */
  readonly forecast: Forecast | null;
  readonly outcome: ForecastOutcome | null;
  /** Between a forecast and the breach that it became: the other one's id. */
  readonly counterpartId: string | null;
}

/**
 * Whether it is about people's lives, as fire and entrapment are: critical, and of the class that latches. It is
 * never muted by design or by operators, never held as chattering, never digested or rate-limited.
 */
export function isLifeSafety(alert: Pick<Alert, 'displayedSeverity' | 'latch'>): boolean {
  return alert.displayedSeverity === 1 && alert.latch !== 'free';
}

/**
 * Whether people are told of it. What is muted is evaluated, listed and counted all the same; what is about the
 * past rings nothing.
 */
export function isAnnounced(alert: Pick<Alert, 'suppression' | 'retrospective' | 'closedAt'>): boolean {
  return alert.suppression === 'none' && !alert.retrospective && alert.closedAt === null;
}

/** One line of an alert's history; only ever appended. */
export interface AlertEvent {
  readonly alertId: string;
  /** The alert's version after it. */
  readonly version: number;
  readonly at: number;
  readonly type:
    | AlertChange['change']
    | StaffActionType
    | 'refuse'
    /** By the clock: asked again; off the shelf; muted by its cause, and no longer; comes and goes, and is calm. */
    | 'realarm'
    | 'suppress'
    | 'unsuppress'
    | 'chatter'
    | 'calm';
  /** The member of staff; `rules`, or `clock` where time did it. */
  readonly by: string;
  readonly comment: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

export const staffActionTypes = [
  'acknowledge',
  'confirm',
  'silence',
  'shelve',
  'unshelve',
  'reset',
  'assign',
  'comment',
  'close',
] as const;
export type StaffActionType = (typeof staffActionTypes)[number];

/** What a role needs for each of them. Shelving for long needs `lead` besides; the settings say how long. */
export const staffActionPermissions: Readonly<Record<StaffActionType, Permission>> = {
  acknowledge: 'act',
  confirm: 'act',
  silence: 'act',
  shelve: 'act',
  unshelve: 'act',
  reset: 'lead',
  assign: 'act',
  comment: 'act',
  close: 'act',
};

/** What a member of staff asks for; journalled before it takes effect. */
export interface StaffAction extends Actor {
  readonly action: StaffActionType;
  readonly alertId: string;
  /** The alert's version that the person saw: an action on a stale one is refused. */
  readonly version: number;
  readonly comment: string | null;
  readonly finding: Finding | null;
  /** Of `shelve`, when it ends, ms. */
  readonly until: number | null;
  /** Of `assign`. */
  readonly assignee: string | null;
}

/** A device is taken out of service (屏蔽) for work, or put back; journalled before it takes effect. */
export interface ServiceAction extends Actor {
  readonly action: 'takeOut' | 'putBack';
  readonly deviceId: string;
  /** Of `takeOut`; it needs one. */
  readonly workOrder: string | null;
  readonly reason: string;
  /** When the device goes back by itself; null: by hand only. */
  readonly until: number | null;
}

/** A device that is out of service: its alerts are evaluated and listed, and announced to nobody. */
export interface ServiceMark {
  readonly deviceId: string;
  readonly workOrder: string;
  readonly reason: string;
  readonly by: string;
  readonly since: number;
  /** When it goes back by itself; null: by hand only. */
  readonly until: number | null;
}
