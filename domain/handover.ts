import type { Actor } from './actor.ts';
import type { Alert } from './alert.ts';
import type { Case } from './case.ts';
import type { FigureTable, ShiftInstance } from './figures.ts';
import type { Incident } from './incident.ts';
import type { Text } from './text.ts';

/** An alert as the next shift has to know it. */
export type HandoverAlert = Pick<
  Alert,
  | 'id'
  | 'title'
  | 'deviceId'
  | 'severity'
  | 'displayedSeverity'
  | 'condition'
  | 'operator'
  | 'latch'
  | 'suppression'
  | 'suppressed'
  | 'assignee'
  | 'raisedAt'
  | 'acknowledgedAt'
  | 'acknowledgedBy'
> & { readonly place: Text };

export type HandoverCase = Pick<
  Case,
  | 'id'
  | 'number'
  | 'title'
  | 'severity'
  | 'step'
  | 'assignee'
  | 'hold'
  | 'dueAt'
  | 'overdueSince'
  | 'reportedAt'
>;

export type HandoverIncident = Pick<
  Incident,
  'id' | 'title' | 'severity' | 'alertCount' | 'openCount' | 'unacknowledgedCount' | 'openedAt' | 'closedAt'
>;

/** The worst first; `count` is all there are, `items` as many as a sheet takes. */
export interface HandoverList<T> {
  readonly count: number;
  readonly items: readonly T[];
}

/** What a shift leaves to the next (交接班), as it was when the sheet was made. Lists that are null are not known. */
export interface HandoverSheet {
  readonly shift: ShiftInstance;
  readonly at: number;
  readonly unacknowledged: HandoverList<HandoverAlert>;
  /** Acknowledged and still open. */
  readonly open: HandoverList<HandoverAlert>;
  readonly shelved: HandoverList<HandoverAlert>;
  readonly suppressed: HandoverList<HandoverAlert>;
  /** Alerts of devices out of service. */
  readonly outOfService: HandoverList<HandoverAlert>;
  readonly cases: HandoverList<HandoverCase> | null;
  /** Of the shift, the open ones first. */
  readonly incidents: HandoverList<HandoverIncident> | null;
  /** By seat, with the floods of the shift. */
  readonly figures: FigureTable;
  /** The areas that it is about, each with what lies below it; empty, or missing in older ones: everywhere. */
  readonly areas?: readonly string[];
  readonly missing: readonly Text[];
}

/** A shift as it was signed over, and taken. */
export interface Handover {
  readonly id: string;
  readonly version: number;
  readonly givenBy: string;
  readonly givenTo: string;
  readonly givenAt: number;
  /** Of the leader who leaves. */
  readonly remarks: string;
  readonly takenBy: string | null;
  readonly takenAt: number | null;
  /** Of the leader who comes. */
  readonly takenRemarks: string;
  readonly sheet: HandoverSheet;
}
/** Signs a shift over, or confirms that it was taken; journalled before it takes effect. */
export interface HandoverAction extends Actor {
  readonly action: 'give' | 'take';
  /** Of `take`. */
  readonly handoverId: string | null;
  /** Of `take`, the version that the person saw. */
  readonly version: number;
  /** Of `give`, the username of who takes it. */
  readonly to: string | null;
  readonly remarks: string;
  /** Of `give`. */
  readonly sheet: HandoverSheet | null;
}

export interface HandoverOutcome {
  readonly outcome: 'done' | 'stale' | 'refused' | 'unknown';
  readonly reason: Text | null;
  readonly handover: Handover | null;
}
