import type { Finding } from './alert.ts';
import type { SensorKind } from './kinds.ts';
import type { Text } from './text.ts';

/** The key figures of alarm management; `figureDefinitions` says what each is. */
export const figureNames = [
  'alertsPerTenMinutesMean',
  'alertsPerTenMinutesMax',
  'alertsPerDay',
  'floodShare',
  'floods',
  'chattering',
  'fleeting',
  'stale',
  'lowSeverityShare',
  'middleSeverityShare',
  'highSeverityShare',
  'topTenShare',
  'acknowledgeMedian_s',
  'acknowledgeP90_s',
  'unacknowledged',
  'dispatchMedian_min',
  'dispatchP90_min',
  'arriveMedian_min',
  'arriveP90_min',
  'closedInTimeShare',
  'falseAlarmShare',
  'forecastsTrueShare',
  'forecastLeadMedian_s',
  'muted',
  'deliveriesSent',
  'deliveriesFailed',
  'deliveriesConfirmed',
  'deliveryMedian_s',
  'confirmationMedian_s',
] as const;
export type FigureName = (typeof figureNames)[number];

export type FigureUnit = 'count' | 'share' | 'seconds' | 'minutes';

/**
 * Why there is no value. `none`: nothing happened that it could be made of. `perSeatOnly`: it is about what one
 * operator bears, and this is not a seat. `tooShort`: the period is too short for it. `notHere`: what it is made
 * of is not known by seat, device or rule. `away`: what it is made of is not available now.
 */
export type FigureGap = 'none' | 'perSeatOnly' | 'tooShort' | 'notHere' | 'away';

/** `met`: within the target; `missed`: beyond it, within the limit; `exceeded`: beyond the limit. */
export type FigureVerdict = 'met' | 'missed' | 'exceeded';

export interface FigureValue {
  /** Shares are 0 to 1. */
  readonly value: number | null;
  /** How many things it is made of: the alerts, answers or cases behind it. */
  readonly base: number;
  readonly gap: FigureGap | null;
  /** Null where there is no target, no value, or the target is for one operator and this is not one. */
  readonly verdict: FigureVerdict | null;
}

export type FigureValues = Readonly<Record<FigureName, FigureValue>>;

/** One alert in ISA-18.2's sense: a rule speaking about one scope, and how often it was announced. */
export interface FigureSource {
  readonly ruleId: string;
  readonly scopeId: string;
  readonly deviceId: string;
  readonly count: number;
}

/** All figures of one seat, shift, area, device, rule or day, or of everything together. */
export interface FigureRow {
  /** The seat, shift, area code, device, rule or `YYYY-MM-DD`; `total`. Seat `none`: what no seat watched. */
  readonly key: string;
  readonly name: Text;
  /** How much time it covers, s: of a shift, its hours within the period. */
  readonly duration_s: number;
  /** Announced alerts: what the rates are made of. */
  readonly announced: number;
  /** Announced alerts of severity 1 to 4. */
  readonly bySeverity: readonly [number, number, number, number];
  readonly mutedBy: Readonly<Record<string, number>>;
  readonly findings: Readonly<Partial<Record<Finding, number>>>;
  readonly sources: readonly FigureSource[];
  readonly figures: FigureValues;
}

export const figureGroupings = ['seat', 'shift', 'area', 'device', 'rule', 'kind', 'day'] as const;
export type FigureGrouping = (typeof figureGroupings)[number];

/** Only what matches all that is given. */
export interface FigureFilter {
  readonly area?: string;
  /** In any of these areas; each with what lies below it. */
  readonly within?: readonly string[];
  readonly seat?: string;
  readonly shift?: string;
  readonly device?: string;
  readonly rule?: string;
  readonly kind?: SensorKind;
}

export interface FigureQuery extends FigureFilter {
  /** From `from` on and before `to`, ms. */
  readonly from: number;
  readonly to: number;
  readonly by: FigureGrouping | null;
}

/** A time in which a seat had more than it can bear; `to` is null while it lasts. */
export interface Flood {
  readonly seat: string;
  readonly from: number;
  readonly to: number;
  /** Alerts announced in it. */
  readonly alerts: number;
}

export interface FigureTable {
  readonly from: number;
  /** Before the wished end where that has not come yet. */
  readonly to: number;
  readonly timeZone: string;
  readonly by: FigureGrouping | null;
  readonly total: FigureRow;
  /** Those with most announced alerts first; days and shifts in their order. */
  readonly groups: readonly FigureRow[];
  /** Groups beyond the limit of one answer, left out. */
  readonly groupsLeftOut: number;
  readonly floods: readonly Flood[];
  /** What is not in the figures, and why; empty when nothing is missing. */
  readonly missing: readonly Text[];
}

/** Since the present shift began, from memory: it needs no database. */
export interface LiveFigures extends FigureTable {
  readonly shift: ShiftInstance;
}

/** One shift of one day; `id` is null outside of all shifts, and the times are the whole day's. */
export interface ShiftInstance {
  readonly id: string | null;
  readonly name: Text;
  readonly from: number;
  readonly to: number;
}

/** How the alerts of one detector and rule turned out. */
export interface DetectorRecord {
  readonly deviceId: string;
  readonly ruleId: string;
  readonly place: Text;
  readonly announced: number;
  /** Alerts with a finding that counts: real or false. */
  readonly judged: number;
  readonly real: number;
  readonly false: number;
  readonly findings: Readonly<Partial<Record<Finding, number>>>;
  /** Of the judged ones, 0 to 1, with its 95 % interval (Wilson); null without any. */
  readonly falseShare: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Whether so few alerts say anything: `tooFew` gets no verdict. */
  readonly verdict: 'tooFew' | 'mostlyFalse' | 'unclear' | 'mostlyReal';
  /** What the data supports; empty when that is nothing. */
  readonly advice: readonly Text[];
}
