import type { Audit } from './audit/audit.ts';
import type { LatestReadings } from './live/latest-readings.ts';
import type { LiveFeed } from './live/live-feed.ts';
import type { LiveSockets } from './live/live-sockets.ts';
import type { Passwords } from './passwords.ts';
import type { ResponseCounts } from './response-counts.ts';
import type { TwoPersons } from './two-persons/two-persons.ts';

/** What the dashboard holds, and has counted since its start. */
export interface DashboardStats {
  readonly sockets: number;
  readonly seq: number;
  readonly heldChanges: number;
  readonly closedForSlowness: number;
  readonly auditWaiting: number;
  readonly auditDropped: number;
  readonly readings: number;
  readonly passwordChecksWaiting: number;
  /** Acts that wait for a second person. */
  readonly heldActs: number;
  /** Answers over HTTP, by status. */
  readonly responses: Readonly<Record<string, number>>;
  /** Screens refused or closed by us, by reason. */
  readonly screensRefused: Readonly<Record<string, number>>;
}

export function readStats(of: {
  readonly feed: Pick<LiveFeed, 'stats'>;
  readonly sockets: Pick<LiveSockets, 'count' | 'refused'>;
  readonly audit: Pick<Audit, 'waiting' | 'dropped'>;
  readonly latest: Pick<LatestReadings, 'count'>;
  readonly passwords: Pick<Passwords, 'waiting'>;
  readonly responses: Pick<ResponseCounts, 'byStatus'>;
  readonly twoPersons: Pick<TwoPersons, 'count'>;
}): DashboardStats {
  const { seq, held, closedForSlowness } = of.feed.stats();
  return {
    sockets: of.sockets.count(),
    seq,
    heldChanges: held,
    closedForSlowness,
    auditWaiting: of.audit.waiting(),
    auditDropped: of.audit.dropped(),
    readings: of.latest.count(),
    passwordChecksWaiting: of.passwords.waiting(),
    heldActs: of.twoPersons.count(),
    responses: of.responses.byStatus(),
    screensRefused: of.sockets.refused(),
  };
}
