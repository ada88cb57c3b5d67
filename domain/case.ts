import type { Actor, Position } from './actor.ts';
import type { Finding } from './alert.ts';
import type { AreaLevel } from './area.ts';
import type { PlaceId } from './record.ts';
import type { Severity } from './severity.ts';

/** Where a case comes from. */
export const caseSources = ['sensor', 'resident', 'gridWorker', 'camera', 'platform', 'staff'] as const;
export type CaseSource = (typeof caseSources)[number];

/** Before an outside source's id where a person's name would stand; no account has such a name. */
export const sourcePrefix = 'source:';

/** 上报 → 受理 → 派遣 → 接单 → 到场 → 处置 → 核查 → 结案; `void` 作废 ends it without a finding. */
export const caseSteps = [
  'reported',
  'accepted',
  'dispatched',
  'taken',
  'arrived',
  'handled',
  'checked',
  'closed',
  'void',
] as const;
export type CaseStep = (typeof caseSteps)[number];

/** What an event is about, so that reports of the same one find each other. `other` is like itself only. */
export const caseCategories = [
  'fire',
  'electrical',
  'flood',
  'slope',
  'elevator',
  'fireLane',
  'thrownObject',
  'charging',
  'person',
  'facility',
  'environment',
  'order',
  'other',
] as const;
export type CaseCategory = (typeof caseCategories)[number];

/** Set aside (挂账): nothing is due meanwhile, and the deadline goes on afterwards with what was left of it. */
export interface CaseHold {
  readonly reason: string;
  readonly since: number;
  readonly until: number;
  readonly by: string;
  /** What was left until `dueAt` and until the clock's whistle, ms; negative where it was late; null: neither. */
  readonly dueIn_ms: number | null;
  readonly whistleIn_ms: number | null;
}

/** One event from report to archive. */
export interface Case {
  readonly id: string;
  /** For people: date and number of the day, `20261122-0007`. */
  readonly number: string;
  readonly version: number;
  /**
   * The version of the last decision (step, person, hold, deadline). What people do in the street has to have
   * seen this one; comments, repeats and news of its alerts make nobody's action stale.
   */
  readonly decidedVersion: number;
  readonly source: CaseSource;
  /** Null: nobody knows. */
  readonly category: CaseCategory | null;
  readonly title: string;
  readonly description: string;
  readonly severity: Severity;
  readonly step: CaseStep;
  /** The alerts and the incident that it is about; empty and null where a person reported it. */
  readonly alertIds: readonly string[];
  readonly incidentId: string | null;
  readonly deviceId: string | null;
  /** The nearest first. */
  readonly path: readonly PlaceId[];
  readonly position: Position | null;
  readonly pictureUrl: string | null;
  /** Of an outside recogniser, 0 to 1. */
  readonly confidence: number | null;
  /** How often it was reported: repeats within place and time are folded into it. */
  readonly reportCount: number;
  readonly lastReportedAt: number;
  /** When it happened, as its reporter says; null where they do not. */
  readonly occurredAt: number | null;
  /** The level that has it, or that it has been called up to. */
  readonly level: AreaLevel | null;
  /** The last time that it was called up; null: never. */
  readonly whistledAt: number | null;
  /** When it will be called up by the clock unless something happens, ms. */
  readonly whistleAt: number | null;
  /** Who handles it now, and who did. */
  readonly assignee: string | null;
  readonly handledBy: string | null;
  /** Everybody who ever handled it, or said so for somebody: none of them checks or closes it. */
  readonly handlers: readonly string[];
  readonly checkedBy: string | null;
  readonly finding: Finding | null;
  readonly result: string | null;
  readonly hold: CaseHold | null;
  /** An extension that waits for approval. */
  readonly extensionAsked: { readonly until: number; readonly reason: string; readonly by: string } | null;
  /** By when the present step has to be done, ms; null where it has none, and while the case is on hold. */
  readonly dueAt: number | null;
  /** Since when it is late; null while it is not. */
  readonly overdueSince: number | null;
  readonly overdueCount: number;
  readonly reportedAt: number;
  readonly reportedBy: string;
  /** When each step was reached the last time. */
  readonly reachedAt: Readonly<Partial<Record<CaseStep, number>>>;
  readonly closedAt: number | null;
  readonly closedBy: string | null;
}

export const caseActionTypes = [
  'report',
  'accept',
  'dispatch',
  'take',
  'arrive',
  'handle',
  'check',
  'close',
  'sendBack',
  'transfer',
  'askExtension',
  'extend',
  'denyExtension',
  'hold',
  'resume',
  'void',
  'whistle',
  'takeOver',
  'chase',
  'comment',
] as const;
export type CaseActionType = (typeof caseActionTypes)[number];

/** What is new with a `report`. */
export interface CaseReport {
  readonly source: CaseSource;
  readonly category: CaseCategory | null;
  readonly title: string;
  readonly description: string;
  readonly severity: Severity;
  readonly alertIds: readonly string[];
  readonly incidentId: string | null;
  readonly deviceId: string | null;
  readonly path: readonly PlaceId[];
  readonly position: Position | null;
  readonly pictureUrl: string | null;
  readonly confidence: number | null;
  /** What the reporter's own system calls it; the same once more changes nothing. */
  readonly externalId: string | null;
  /** When it happened, by the reporter's clock, ms. */
  readonly occurredAt: number | null;
}

/**
 * What a member of staff or an outside source (`by` is then `source:<id>`, and it can only report) asks of a
 * case; journalled before it takes effect.
 */
export interface CaseAction extends Actor {
  readonly action: CaseActionType;
  /** Of a `report`, the id that the new case gets. */
  readonly caseId: string;
  /** The version that the person saw; ignored for `report`. */
  readonly version: number;
  readonly comment: string | null;
  readonly report: CaseReport | null;
  /** Of `dispatch`, `transfer` and `takeOver` (null: whoever takes over). */
  readonly assignee: string | null;
  readonly finding: Finding | null;
  /** Of `arrive`. */
  readonly position: Position | null;
  /** Of `askExtension`, `extend` and `hold`, ms. */
  readonly until: number | null;
  /** What the person saw there; goes into the line of history. Missing in records from before there were pictures. */
  readonly pictureUrl?: string | null;
  /** When it was done, by the person's own device, where it could be told later only; ms. It decides nothing. */
  readonly doneAt?: number | null;
}

/** One line of a case's history; only ever appended. */
export interface CaseEvent {
  readonly caseId: string;
  readonly version: number;
  readonly at: number;
  /** `alert`: news of one of its alerts; `detail.change` says what. `repeat`: it was reported again. */
  readonly type: CaseActionType | 'overdue' | 'repeat' | 'alert' | 'refuse';
  readonly by: string;
  readonly comment: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Where a grid worker was; kept for a limited time only. */
export interface TrackPoint {
  readonly username: string;
  readonly at: number;
  readonly position: Position;
  readonly accuracy_m: number | null;
}
