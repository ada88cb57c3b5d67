import type { AreaLevel } from './area.ts';
import type { Case, CaseCategory, CaseEvent, CaseSource, CaseStep } from './case.ts';
import type { Text } from './text.ts';

/** What became of an action on a case once it was folded. `case` is the present state, for the caller to show. */
export interface CaseOutcome {
  /** `stale`: the case changed since the person saw it; `refused`: not theirs to do, or not now. */
  readonly outcome: 'done' | 'stale' | 'refused' | 'unknown';
  /** Why not; of a report that joined a case that was there already, which one. */
  readonly reason: Text | null;
  readonly case: Case | null;
  /** The version that the action made, even where the case has changed again since; missing where it made none. */
  readonly version?: number;
  /** Of a report: whether it opened a case, or joined one. */
  readonly isNew: boolean;
}

/** A change of a case with its line of history. */
export interface CaseChange {
  readonly case: Case;
  readonly event: CaseEvent;
}

/** Everything that is given has to be true. */
export interface CaseFilter {
  readonly step?: CaseStep;
  /** An area's code: the case lies in it, however deep. */
  readonly area?: string;
  readonly assignee?: string;
  readonly overdue?: boolean;
  /** The level that has it now. */
  readonly level?: AreaLevel;
  readonly alertId?: string;
  readonly category?: CaseCategory;
  readonly source?: CaseSource;
  /** Part of its number, title or description, in whichever case. */
  readonly text?: string;
  /** Reported from `from` up to `to` (exclusive), ms. */
  readonly from?: number;
  readonly to?: number;
  /** Ended since, ms. */
  readonly closedFrom?: number;
}

export interface CaseQuery extends CaseFilter {
  readonly state: 'open' | 'all';
  /** At most this many, newest first. */
  readonly limit: number;
  /** From a previous page's `nextCursor`. */
  readonly cursor?: string;
}

export interface CasePage {
  readonly cases: readonly Case[];
  readonly nextCursor: string | null;
}

/** How long a step of a case may take, and when it was reached the last time. */
export interface CaseDeadline {
  readonly step: CaseStep;
  /** Null: it has no deadline. */
  readonly within_s: number | null;
  readonly reachedAt: number | null;
  /** Of the present step, ms: with its extensions. */
  readonly dueAt: number | null;
}

/** Somebody's positions from `from` up to `to` (exclusive), ms. */
export interface TrackQuery {
  readonly username: string;
  readonly from: number;
  readonly to: number;
}
