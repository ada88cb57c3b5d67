import type { AreaLevel } from './area.ts';
import type { CaseStep } from './case.ts';
import type { ChannelType } from './delivery.ts';
import type { SensorKind } from './kinds.ts';
import type { Role } from './roles.ts';
import type { Severity } from './severity.ts';
import type { Language, Text } from './text.ts';

/**
 * How the desk is run, from one validated file or the API, and in the journal as text from when it came into
 * force: who is told of what, by what, when, and what if nobody answers; how long things may take.
 */
export interface DeskSettings {
  /** IANA name, such as `Asia/Shanghai`: shifts, hours and days are in it. */
  readonly timeZone: string;
  readonly seats: readonly Seat[];
  readonly channels: readonly Channel[];
  readonly recipients: readonly Recipient[];
  readonly shifts: readonly Shift[];
  readonly duties: readonly Duty[];
  /** A tree: the first that matches is followed down, unless it says to go on to the next. */
  readonly routes: readonly Route[];
  readonly escalations: readonly EscalationPolicy[];
  readonly alarms: AlarmSettings;
  readonly cases: CaseSettings;
}

/** A desk in the command centre, with what it watches. Empty lists: everything. */
export interface Seat {
  readonly id: string;
  readonly name: Text;
  /** Area codes; each with what lies below it. */
  readonly areas: readonly string[];
  readonly kinds: readonly SensorKind[];
}

export interface Channel {
  readonly id: string;
  readonly type: ChannelType;
  /** By type: `url`, `from`, `host`, … Secrets are names of environment variables, never values. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
  /** Messages a minute that it takes; more are digested, critical ones never. */
  readonly perMinute_max: number;
}

export const recipientRoles = [
  'operationsCentre',
  'propertyCompany',
  'neighbourhoodCommittee',
  'gridWorker',
  'maintenanceContractor',
  'fireStation',
  'resident',
  'staff',
] as const;
export type RecipientRole = (typeof recipientRoles)[number];

/** Somebody who can be told. Attached to an area or site, they apply to it and all below. */
export interface Recipient {
  readonly id: string;
  readonly name: Text;
  readonly role: RecipientRole;
  /** Area code or site id; null: everywhere. */
  readonly at: string | null;
  readonly language: Language;
  /** The staff account, for tasks; null for outsiders. */
  readonly username: string | null;
  /** In the order in which they are tried. */
  readonly reachedBy: readonly { readonly channel: string; readonly address: string }[];
}

/** Hours of work; `from` after `to` goes over midnight. Times as `HH:MM`. */
export interface Shift {
  readonly id: string;
  readonly name: Text;
  readonly from: string;
  readonly to: string;
}

/** Who is on duty: on a seat, or as the shift's leader. Days 1 (Monday) to 7; dates as `YYYY-MM-DD`, inclusive. */
export interface Duty {
  readonly shift: string;
  readonly role: Extract<Role, 'operator' | 'shiftLeader' | 'supervisor'>;
  readonly seat: string | null;
  readonly recipient: string;
  readonly days: readonly number[];
  readonly fromDate: string | null;
  readonly toDate: string | null;
}

/** What an alert must be like. A list that is empty or a null asks nothing. */
export interface AlertMatch {
  readonly areas: readonly string[];
  readonly sites: readonly string[];
  readonly kinds: readonly SensorKind[];
  readonly severities: readonly Severity[];
  readonly rules: readonly string[];
  readonly isForecast: boolean | null;
  readonly hours: { readonly from: string; readonly to: string; readonly days: readonly number[] } | null;
}

/** Whom a route or a step tells. `nearest`: the recipients of that role attached nearest to the alert's place. */
export type Tell =
  | { readonly recipient: string }
  | { readonly nearest: RecipientRole }
  | { readonly onDuty: Duty['role'] }
  /** The operations centre of the level above the one that has it now. */
  | { readonly levelAbove: true };

export interface Route {
  readonly id: string;
  readonly match: AlertMatch;
  readonly tell: readonly Tell[];
  readonly escalation: string | null;
  /** Go on with the next route beside it even though this one matched. */
  readonly goOn: boolean;
  readonly routes: readonly Route[];
}

/** Until somebody acknowledges. Clocks run on the journal's ticks. */
export interface EscalationPolicy {
  readonly id: string;
  readonly steps: readonly {
    readonly after_s: number;
    readonly tell: readonly Tell[];
    /** Those told before are told again, and the screens ring louder. */
    readonly again: boolean;
    /** It goes up a level (吹哨): the one above sees it and can take over. */
    readonly whistle: boolean;
  }[];
}

export type BySeverity<T> = Readonly<Record<Severity, T>>;

export interface AlarmSettings {
  /** How long an acknowledged alert may go on before it asks again, s; null: never. */
  readonly reAlarmAfter_s: BySeverity<number | null>;
  /** The longest shelving, s; 0: it cannot be shelved. `operator` up to the first, leaders up to the second. */
  readonly shelving_s_max: BySeverity<{ readonly operator: number; readonly leader: number }>;
  readonly chattering: { readonly activations: number; readonly within_s: number };
  readonly flood: { readonly alerts: number; readonly within_s: number };
  /** How long after its last alert an incident takes in another of the same cause. */
  readonly incidentJoin_s: number;
  /** Alerts of one gateway or feeder within this time that make it the cause. */
  readonly commonCause: { readonly devices: number; readonly within_s: number };
  /** Muted while their cause is open; see `SuppressionRule`. */
  readonly suppressions: readonly SuppressionRule[];
}

/**
 * While an alert of `cause` is open, those of `muted` that hang on the same `by` are not announced. They are
 * evaluated, shown and counted all the same. Fire and entrapment are never muted, nor is the cause itself.
 */
export interface SuppressionRule {
  readonly id: string;
  readonly cause: { readonly rules: readonly string[] };
  readonly muted: { readonly rules: readonly string[] };
  readonly by: 'gateway' | 'feeder' | 'site' | 'device';
}

export interface CaseSettings {
  /** How long each step may take until the next is reached, s, by severity; none: no deadline. */
  readonly deadlines_s: BySeverity<Readonly<Partial<Record<CaseStep, number>>>>;
  /** Late by this much, it whistles by itself, s; null: never. */
  readonly whistleAfter_s: number | null;
  /** The level where cases begin. */
  readonly level: AreaLevel;
  /** Reports within this distance and time of an open one are the same. */
  readonly sameEvent: { readonly distance_m: number; readonly within_s: number };
  readonly trackRetention_days: number;
  /** Below this, 0 to 1, a recogniser's event counts as uncertain: see `uncertainBelow` of the cases. */
  readonly confidence_min?: number;
}
