import type { SensorKind } from './kinds.ts';
import type { PlaceId } from './record.ts';
import type { Severity } from './severity.ts';
import type { Text } from './text.ts';

/**
 * What several alerts have in common, and so what an incident is about. `device`: nothing but itself so far;
 * `rule`: a rule that broke.
 */
export type IncidentCause =
  | { readonly type: 'place'; readonly id: PlaceId }
  | { readonly type: 'gateway' | 'feeder' | 'device' | 'rule'; readonly id: string };

/** One of an incident's alerts, in the order in which they came. */
export interface IncidentMember {
  readonly alertId: string;
  readonly deviceId: string;
  readonly ruleId: string;
  /** When it was raised. */
  readonly severity: Severity;
  readonly raisedAt: number;
}

/**
 * One thing that happened, however many alerts tell of it. `id` is made from the alert that opened it and its
 * cause, so a replay gives the same. It is open while one of its alerts is.
 */
export interface Incident {
  readonly id: string;
  readonly version: number;
  readonly cause: IncidentCause;
  /** Of its worst alert, the first of those; of a lost gateway or feeder, that. */
  readonly title: Text;
  readonly kinds: readonly SensorKind[];
  /** The nearest place first; of the cause, or of the first alert's device. */
  readonly path: readonly PlaceId[];
  /** The worst displayed one of its open alerts; once it is closed, the worst that it ever had. */
  readonly severity: Severity;
  /** First up first; at most `incidentLimits.members_max`, the rest is counted in `alertCount`. */
  readonly members: readonly IncidentMember[];
  readonly alertCount: number;
  readonly openCount: number;
  readonly unacknowledgedCount: number;
  readonly deviceCount: number;
  readonly siteCount: number;
  readonly openedAt: number;
  readonly lastAlertAt: number;
  readonly closedAt: number | null;
  /** The incident that all of its alerts turned out to be part of; its own counts are then 0. */
  readonly mergedInto: string | null;
}

/** What a record made of an incident. */
export interface IncidentChange {
  readonly incident: Incident;
  /** Null where it is new. */
  readonly before: Incident | null;
  /** Alerts that were part of another one until now. */
  readonly moved: readonly string[];
}

export interface IncidentQuery {
  readonly state: 'open' | 'all';
  /** Only those at this place or below it. */
  readonly place?: PlaceId;
  readonly kind?: SensorKind;
  /** At most this many, newest first. */
  readonly limit: number;
  /** From a previous page's `nextCursor`. */
  readonly cursor?: string;
}

export interface IncidentPage {
  readonly incidents: readonly Incident[];
  readonly nextCursor: string | null;
}

/** An alert that turned out to be part of another incident. */
export interface IncidentMove {
  readonly alertId: string;
  readonly at: number;
  readonly movedTo: string;
}

/**
 * How many alerts a seat has to bear: a flood from `flood.alerts` new ones in `flood.within_s` on, until there
 * are fewer than half as many (the two rates, 10 and 5 in 10 minutes, are ISA-18.2's, read second-hand).
 */
export interface FloodMeter {
  readonly seat: string;
  /** New announced alerts within `flood.within_s`. */
  readonly inWindow: number;
  readonly isFlood: boolean;
  readonly floodSince: number | null;
  /** Time in flood today in the settings' time zone, s, the present one included. */
  readonly floodToday_s: number;
  /** Floods that began today, and one that goes on since yesterday. */
  readonly floodsToday: number;
  /** New announced alerts today. */
  readonly alertsToday: number;
}
