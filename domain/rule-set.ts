import type { ForecastRecord } from './alert.ts';
import type { SensorKind } from './kinds.ts';
import type { Severity } from './severity.ts';
import type { Text } from './text.ts';

/** A rule file as it is written: its name within the folder of rules, and its text. */
export interface RuleFile {
  readonly name: string;
  readonly text: string;
}

/** What is wrong in a rule file, for whoever writes it. */
export interface RuleFault {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly message: string;
  /** What to do about it; empty when the message says it all. */
  readonly hint: string;
}

/**
 * A condition as it is written: the keys of a comparison, or one of the others; the schema that
 * `/api/rules/schema` serves says which there are.
 */
export type RuleCondition = Readonly<Record<string, unknown>>;

/** A rule in force, as people read it. */
export interface RuleView {
  readonly id: string;
  /** `any` for rules that look across kinds. */
  readonly kind: SensorKind | 'any';
  readonly title: Text;
  /** The least bad one first. */
  readonly severities: readonly Severity[];
  /** Changes with the rule's content. */
  readonly version: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** False where it raises no alert itself and is only an ingredient for others. */
  readonly announce: boolean;
  /** Why it is not evaluated although it is written down; null when it is. */
  readonly disabledBecause: string | null;
  readonly reason: string;
  readonly source: string;
  /** How its forecasts have turned out of late; null when it makes none. */
  readonly forecastRecord: ForecastRecord | null;
  readonly advice: Text;
  readonly latching: boolean;
  readonly when: RuleCondition;
  /** All of these must hold too. */
  readonly and: readonly RuleCondition[];
  /** Any of these keeps it from being raised. */
  readonly unless: readonly RuleCondition[];
  readonly onDelay_s: number;
  /** So many readings in a row must say so, beside the delay. */
  readonly onReadings: number;
  readonly offDelay_s: number;
  /** Places where it applies, as `area:code`, `site:id` or `device:id`; null: everywhere. */
  readonly only: readonly string[] | null;
  /** Places where another condition holds. */
  readonly overrides: readonly RuleOverrideView[];
}

/** What holds instead of a rule's own condition at a place. */
export interface RuleOverrideView {
  /** `area:code`, `site:id` or `device:id`. */
  readonly place: string;
  readonly reason: string;
  readonly when: RuleCondition;
  readonly onDelay_s: number;
  readonly offDelay_s: number;
}

/** A limit of a metric at one device, as the rules in force have it there. */
export interface DeviceLimit {
  readonly ruleId: string;
  readonly title: Text;
  readonly metric: string;
  readonly comparison: '>=' | '<=';
  /** In the metric's unit. */
  readonly value: number;
  readonly severity: Severity;
}

/** What would have been, had other rules been in force. */
export interface TrialRequest {
  /** The whole set to try. */
  readonly files: readonly RuleFile[];
  /** Only these devices; at least one of the two is given. */
  readonly deviceId: string | null;
  readonly kind: SensorKind | null;
  /** The stretch of recorded readings, ms since 1970, on the devices' clocks. */
  readonly from: number;
  readonly to: number;
  readonly by: string;
}

export interface TrialView {
  readonly id: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  /** 0 to 1. */
  readonly progress: number;
  readonly requestedAt: number;
  readonly by: string;
  readonly deviceId: string | null;
  readonly kind: SensorKind | null;
  readonly from: number;
  readonly to: number;
  /** Why it failed. */
  readonly reason: string | null;
  readonly result: TrialResult | null;
}

export interface TrialResult {
  readonly devices: number;
  readonly readings: number;
  /** Days of which there are readings, summed over the devices. */
  readonly deviceDays: number;
  /** Only rules that spoke in either set, or whose version differs. */
  readonly rules: readonly TrialRule[];
  /** The first alerts of the tried set, oldest first, and how many there were beyond these. */
  readonly alerts: readonly TrialAlert[];
  readonly alertsLeftOut: number;
  /** The same of the set in force. */
  readonly presentAlerts: readonly TrialAlert[];
  readonly presentAlertsLeftOut: number;
}

/** One rule in the set that was tried, beside the one in force; null where a set does not have it. */
export interface TrialRule {
  readonly ruleId: string;
  readonly title: Text;
  readonly tried: TrialCount | null;
  readonly present: TrialCount | null;
}

export interface TrialCount {
  readonly version: string;
  readonly alerts: number;
  /** Alerts per day of the period, over all devices. */
  readonly perDay: number;
  /** Those at the time of a known event: an alert of the device that staff closed as real. */
  readonly confirmed: number;
}

export interface TrialAlert {
  readonly ruleId: string;
  readonly deviceId: string;
  /** On the device's clock, ms. */
  readonly at: number;
  /** The same; null: still open when the readings ended, or about the past. */
  readonly returnedAt: number | null;
  readonly severity: Severity;
  readonly isForecast: boolean;
  readonly isConfirmed: boolean;
}

/** Another set of rules to be put in force from now on. */
export interface SwitchRequest {
  readonly files: readonly RuleFile[];
  readonly by: string;
  readonly comment: string;
  /** The set that the person saw: refused as `stale` when it is no longer the present one. */
  readonly expectedSetId: string;
}

export interface SwitchOutcome {
  readonly outcome: 'done' | 'stale' | 'refused';
  /** Every fault of the files when `refused`. */
  readonly errors: readonly RuleFault[];
  /** The set that is in force now. */
  readonly setId: string;
  /** Rules whose state could not be continued, because they have changed or are gone. */
  readonly dropped: readonly string[];
}

/** A set of rules that was in force from a moment on. */
export interface RuleSetView {
  readonly id: string;
  readonly at: number;
  /** The member of staff, or `files` when they were read at the start. */
  readonly by: string;
  readonly comment: string | null;
  readonly files: readonly RuleFile[];
}

/** How often the forecasts of a rule came true over a period. Those whose data stopped do not count. */
export interface ForecastScore {
  readonly ruleId: string;
  readonly count: number;
  readonly cameTrue: number;
  /** Of those that came true, s; null when there are none. */
  readonly medianLead_s: number | null;
  /** What was said against what came, by tenths of probability; empty ones are left out. */
  readonly reliability: readonly ReliabilityBin[];
}

export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Mean probability that was said, and the share that came true. */
  readonly said: number;
  readonly came: number;
}
