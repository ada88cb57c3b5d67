import type { Activation } from '../../domain/activation.ts';
import type { Finding } from '../../domain/alert.ts';
import type { FigureSource } from '../../domain/figures.ts';
import type { CaseFact, DeliveryFact } from './facts.ts';
import { fleeting_ms, tenMinutes_ms } from './limits.ts';

const second_ms = 1000;
const minute_ms = 60_000;

/**
 * The sums behind the figures of one seat, area, day, …: filled by one activation, case and notification at a
 * time, in any order. What belongs in it, the caller decides.
 */
export interface Tally {
  announced: number;
  readonly bySeverity: [number, number, number, number];
  readonly mutedBy: Record<string, number>;
  muted: number;
  chattering: number;
  fleeting: number;
  stale: number;
  unacknowledged: number;
  readonly acknowledge_s: number[];
  /** Announcements by ten minutes since 1970. */
  readonly tenMinutes: Map<number, number>;
  readonly sources: Map<string, { source: Omit<FigureSource, 'count'>; count: number }>;
  readonly findings: Partial<Record<Finding, number>>;
  forecastsTrue: number;
  forecastsFalse: number;
  readonly leads_s: number[];
  readonly dispatch_min: number[];
  readonly arrive_min: number[];
  closed: number;
  closedInTime: number;
  deliveries: number;
  deliveriesSent: number;
  deliveriesFailed: number;
  deliveriesConfirmed: number;
  readonly send_s: number[];
  readonly confirm_s: number[];
}

export function createTally(): Tally {
  return {
    announced: 0,
    bySeverity: [0, 0, 0, 0],
    mutedBy: {},
    muted: 0,
    chattering: 0,
    fleeting: 0,
    stale: 0,
    unacknowledged: 0,
    acknowledge_s: [],
    tenMinutes: new Map(),
    sources: new Map(),
    findings: {},
    forecastsTrue: 0,
    forecastsFalse: 0,
    leads_s: [],
    dispatch_min: [],
    arrive_min: [],
    closed: 0,
    closedInTime: 0,
    deliveries: 0,
    deliveriesSent: 0,
    deliveriesFailed: 0,
    deliveriesConfirmed: 0,
    send_s: [],
    confirm_s: [],
  };
}

/** When an activation counts: when it was announced; where it never was, when it began. */
export function countedAt({ announcedAt, beganAt }: Activation): number {
  return announcedAt ?? beganAt;
}

/** What an activation comes from: a rule and what it is about. */
export function sourceOf({ ruleId, scope }: Activation): string {
  return `${ruleId}\n${scope.type}\n${scope.id}`;
}

/** Adds an activation that counts in the time of this tally; `source` is its `sourceOf`. */
export function tallyActivation(tally: Tally, activation: Activation, source: string): void {
  const { mutedBy, announcedAt, finding, isForecast } = activation;
  if (mutedBy !== null && mutedBy !== 'retrospective') {
    tally.muted += 1;
    tally.mutedBy[mutedBy] = (tally.mutedBy[mutedBy] ?? 0) + 1;
  }
  if (activation.isChatterStart) tally.chattering += 1;
  if (announcedAt !== null) tallyAnnounced(tally, activation, source);
  if (isForecast) tallyForecast(tally, activation);
  else if (finding !== null) tally.findings[finding] = (tally.findings[finding] ?? 0) + 1;
}

function tallyAnnounced(tally: Tally, activation: Activation, key: string): void {
  const announcedAt = countedAt(activation);
  const { severity, endedAt, acknowledgedAt, ruleId, scope, deviceId } = activation;
  tally.announced += 1;
  tally.bySeverity[severity - 1] = (tally.bySeverity[severity - 1] ?? 0) + 1;
  const slot = Math.floor(announcedAt / tenMinutes_ms);
  tally.tenMinutes.set(slot, (tally.tenMinutes.get(slot) ?? 0) + 1);
  if (endedAt !== null && endedAt - announcedAt < fleeting_ms) tally.fleeting += 1;
  if (acknowledgedAt === null) tally.unacknowledged += 1;
  else tally.acknowledge_s.push(Math.max(0, acknowledgedAt - announcedAt) / second_ms);
  const known = tally.sources.get(key);
  if (known !== undefined) known.count += 1;
  else tally.sources.set(key, { source: { ruleId, scopeId: scope.id, deviceId }, count: 1 });
}

function tallyForecast(tally: Tally, { forecastResult, lead_s }: Activation): void {
  if (forecastResult === 'withdrawn') tally.forecastsFalse += 1;
  if (forecastResult !== 'breached') return;
  tally.forecastsTrue += 1;
  if (lead_s !== null) tally.leads_s.push(lead_s);
}

/** Adds what happened of a case within the time that `counts` tells. */
export function tallyCase(tally: Tally, fact: CaseFact, counts: (at: number) => boolean): void {
  const { reportedAt, dispatchedAt, arrivedAt, closedAt } = fact;
  if (dispatchedAt !== null && counts(dispatchedAt)) {
    tally.dispatch_min.push((dispatchedAt - reportedAt) / minute_ms);
  }
  if (arrivedAt !== null && counts(arrivedAt)) tally.arrive_min.push((arrivedAt - reportedAt) / minute_ms);
  if (closedAt === null || !counts(closedAt)) return;
  tally.closed += 1;
  if (fact.overdueCount === 0) tally.closedInTime += 1;
}

/** Adds a notification that was decided in the time of this tally; what became void was no longer needed. */
export function tallyDelivery(tally: Tally, { state, createdAt, sentAt, confirmedAt }: DeliveryFact): void {
  if (state === 'void') return;
  tally.deliveries += 1;
  if (state === 'failed') tally.deliveriesFailed += 1;
  if (sentAt !== null && state !== 'failed') {
    tally.deliveriesSent += 1;
    tally.send_s.push((sentAt - createdAt) / second_ms);
  }
  if (state !== 'confirmed' || confirmedAt === null) return;
  tally.deliveriesConfirmed += 1;
  tally.confirm_s.push((confirmedAt - (sentAt ?? createdAt)) / second_ms);
}

/** The busiest sources, those of one count by name. */
export function busiest(tally: Tally, max: number): readonly FigureSource[] {
  return [...tally.sources.values()]
    .map(({ source, count }) => ({ ...source, count }))
    .toSorted((a, b) => b.count - a.count || compare(a.ruleId, b.ruleId) || compare(a.scopeId, b.scopeId))
    .slice(0, max);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
