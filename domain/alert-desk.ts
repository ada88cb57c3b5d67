import type { Alert } from './alert.ts';

/** What became of a staff action once it was folded. `alert` is the present state, for the caller to show. */
export interface ActionOutcome {
  /** `stale`: the alert changed since the person saw it; `refused`: not allowed in its present state. */
  readonly outcome: 'done' | 'stale' | 'refused' | 'unknown';
  readonly reason: string | null;
  readonly alert: Alert | null;
}

export interface AlertQuery {
  readonly state: 'open' | 'all';
  /** Only this device's. */
  readonly deviceId?: string;
  /** At most this many, newest first. */
  readonly limit: number;
  /** From a previous page's `nextCursor`. */
  readonly cursor?: string;
}

export interface AlertPage {
  readonly alerts: readonly Alert[];
  readonly nextCursor: string | null;
}
