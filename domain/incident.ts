import type { SensorKind } from './kinds.ts';
import type { PlaceId } from './record.ts';
import type { Severity } from './severity.ts';
import type { Text } from './text.ts';

/** What several alerts have in common, and so what an incident is about. `device`: nothing but itself so far. */
export type IncidentCause =
  | { readonly type: 'place'; readonly id: PlaceId }
  | { readonly type: 'gateway' | 'feeder' | 'device'; readonly id: string };

/** One of an incident's alerts, in the order in which they came. */
export interface IncidentMember {
  readonly alertId: string;
  readonly deviceId: string;
  readonly ruleId: string;
  readonly severity: Severity;
  readonly raisedAt: number;
}

/**
 * One thing that happened, however many alerts tell of it. `id` is made from its first alert, so a replay
 * gives the same. It is open while one of its alerts is.
 */
export interface Incident {
  readonly id: string;
  readonly version: number;
  readonly cause: IncidentCause;
  readonly title: Text;
  readonly kinds: readonly SensorKind[];
  /** The nearest place first; of the cause, or of the first alert's device. */
  readonly path: readonly PlaceId[];
  /** The worst displayed one of its open alerts. */
  readonly severity: Severity;
  /** First up first; at most `members_max`, the rest is counted in `alertCount`. */
  readonly members: readonly IncidentMember[];
  readonly alertCount: number;
  readonly openCount: number;
  readonly unacknowledgedCount: number;
  readonly deviceCount: number;
  readonly siteCount: number;
  readonly openedAt: number;
  readonly lastAlertAt: number;
  readonly closedAt: number | null;
}

/** How many alerts a seat has to bear: a flood from `flood.alerts` new ones in `flood.within_s` on. */
export interface FloodMeter {
  readonly seat: string;
  readonly inWindow: number;
  readonly isFlood: boolean;
  readonly floodSince: number | null;
  /** Time in flood today in the settings' time zone, s. */
  readonly floodToday_s: number;
  readonly floodsToday: number;
}
