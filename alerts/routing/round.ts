import type { AreaLevel } from '../../domain/area.ts';
import type { PlaceId } from '../../domain/record.ts';
import type { DeskSettings, EscalationPolicy, Recipient } from '../../domain/desk-settings.ts';
import type { DeliveryReason } from '../../domain/delivery.ts';
import type { Severity } from '../../domain/severity.ts';
import type { Wish } from './deliveries.ts';
import { routingLimits } from './limits.ts';
import { matchRoutes, type MatchedRoute, type RoutedSubject } from './match-routes.ts';
import { levelAbove } from '../../domain/area.ts';
import { recipientsOf } from './recipients.ts';
import { relocateTelling, type AlertTelling } from './telling.ts';

/**
 * One ringing of an alert: who was told since, and how far its escalation has come. It lasts from when the
 * alert asks for attention until it is closed; its clock stops when somebody acknowledges it.
 */
export interface Round {
  readonly alertId: string;
  /** The alert's version when it began: what is told in it has ids of its own. */
  readonly version: number;
  readonly startedAt: number;
  /** When the alert asked for attention last: the clock of this round may have begun before. */
  readonly rangAt: number;
  /** The worst one since. */
  readonly severity: Severity;
  readonly isRinging: boolean;
  readonly subject: RoutedSubject;
  readonly telling: AlertTelling;
  /** With how many of each policy's steps have been taken. */
  readonly policies: readonly { readonly id: string; readonly done: number }[];
  /** No step before: when other settings came into force. */
  readonly notBefore: number;
  readonly level: AreaLevel;
  readonly isWhistled: boolean;
  /** Recipients' ids, first told first. */
  readonly told: readonly string[];
  readonly louder: number;
  readonly nextAt: number | null;
  /** Whether its condition is over; `owed`: those who were told of it do not know yet. */
  readonly over: 'no' | 'owed' | 'told';
}

/** What came of a move: the round after it, and who is to be told. */
export interface Move {
  readonly round: Round;
  readonly wishes: readonly Wish[];
}

type Ring = Pick<Round, 'alertId' | 'version' | 'startedAt' | 'rangAt' | 'severity' | 'subject' | 'telling'>;

/** An alert rings: its routes' recipients are told at once, and its clocks start. */
export function beginRound(settings: DeskSettings, ring: Ring, reason: DeliveryReason): Move {
  const routes = matchRoutes(settings, ring.subject, ring.startedAt);
  const round: Round = {
    ...ring,
    isRinging: true,
    policies: policyIds(routes).map((id) => ({ id, done: 0 })),
    notBefore: ring.startedAt,
    level: settings.cases.level,
    isWhistled: false,
    told: [],
    louder: 0,
    nextAt: null,
    over: 'no',
  };
  const recipients = firstRecipients(settings, round, routes);
  const moved = tell(round, recipients, { reason, at: ring.startedAt, occasion: [ring.version] });
  return { ...moved, round: withNext(moved.round, settings) };
}

/** The step that is due by `now`, if there is one, happens with its own time. */
export function takeDueStep(settings: DeskSettings, round: Round, now: number): Move | null {
  const due = nextStep(round, settings);
  if (due === null || due.at > now) return null;
  const { policy, index, step, at } = due;
  const rosterAt = now - at > routingLimits.lateStep_ms ? now : at;
  const { path } = round.subject;
  const called = recipientsOf(settings, step.tell, { path, level: round.level, at: rosterAt });
  const former = step.again
    ? settings.recipients.filter((one) => round.told.includes(one.id) && !called.includes(one))
    : [];
  const occasion = [round.version, policy.id, index];
  const taken: Round = {
    ...round,
    policies: round.policies.map((each) => (each.id === policy.id ? { ...each, done: index + 1 } : each)),
    level: step.whistle ? (levelAbove(round.level) ?? round.level) : round.level,
    isWhistled: round.isWhistled || step.whistle,
    louder: round.louder + (step.again ? 1 : 0),
  };
  const comment = step.whistle ? { comment: `whistle: ${taken.level}` } : {};
  const first = tell(taken, called, { reason: 'escalated', at, occasion, ...comment });
  const second = tell(first.round, former, { reason: 'again', at, occasion });
  return { round: withNext(second.round, settings), wishes: [...first.wishes, ...second.wishes] };
}

/**
 * Other settings came into force. Steps that were taken stay taken; those of other policies, and later ones of
 * the same, are to come, at once where their time has passed. Of a critical alert, whoever is told first by
 * the new settings and was not told yet is told now.
 */
export function reviseRound(settings: DeskSettings, round: Round, at: number): Move {
  if (!round.isRinging) return { round, wishes: [] };
  const routes = matchRoutes(settings, round.subject, at);
  const revised: Round = {
    ...round,
    notBefore: at,
    policies: policyIds(routes).map(
      (id) => round.policies.find((known) => known.id === id) ?? { id, done: 0 },
    ),
  };
  const recipients = round.severity === 1 ? firstRecipients(settings, revised, routes) : [];
  const fresh = recipients.filter(({ id }) => !round.told.includes(id));
  const moved = tell(revised, fresh, { reason: 'raised', at, occasion: [round.version] });
  return { ...moved, round: withNext(moved.round, settings) };
}

/** Its device stands elsewhere, by what we know now: a new one is often placed when it has rung already. */
export function moveRound(round: Round, path: readonly PlaceId[]): Round {
  return { ...round, subject: { ...round.subject, path }, telling: relocateTelling(round.telling, path) };
}

/** Nobody is waited for any more. */
export function stopRound(round: Round): Round {
  return { ...round, isRinging: false, nextAt: null };
}

/** Those who were told hear that its condition is over. */
export function tellReturn(
  settings: DeskSettings,
  round: Round,
  { at, version }: { at: number; version: number },
): Move {
  const told = settings.recipients.filter(({ id }) => round.told.includes(id));
  return tell({ ...round, over: 'told' }, told, { reason: 'returned', at, occasion: [version] });
}

/** The first recipients of the routes, those of one route after those of another. */
function firstRecipients(
  settings: DeskSettings,
  { subject, level, startedAt }: Round,
  routes: readonly MatchedRoute[],
): readonly Recipient[] {
  const tells = routes.flatMap((route) => route.tell);
  return recipientsOf(settings, tells, { path: subject.path, level, at: startedAt });
}

function tell(
  round: Round,
  recipients: readonly Recipient[],
  told: { reason: DeliveryReason; at: number; occasion: readonly unknown[]; comment?: string },
): Move {
  const { reason, at, occasion, comment = null } = told;
  const content = { ...round.telling, reason, comment };
  return {
    round: { ...round, told: [...new Set([...round.told, ...recipients.map(({ id }) => id)])] },
    wishes: recipients.map((recipient) => ({ occasion, recipient, content, at })),
  };
}

interface DueStep {
  readonly policy: EscalationPolicy;
  readonly index: number;
  readonly step: EscalationPolicy['steps'][number];
  readonly at: number;
}

function nextStep(round: Round, { escalations }: DeskSettings): DueStep | null {
  if (!round.isRinging) return null;
  let next: DueStep | null = null;
  for (const { id, done: index } of round.policies) {
    const policy = escalations.find((known) => known.id === id);
    const step = policy?.steps[index];
    if (policy === undefined || step === undefined) continue;
    const at = Math.max(round.startedAt + step.after_s * 1_000, round.notBefore);
    if (next === null || at < next.at) next = { policy, index, step, at };
  }
  return next;
}

function withNext(round: Round, settings: DeskSettings): Round {
  return { ...round, nextAt: nextStep(round, settings)?.at ?? null };
}

function policyIds(routes: readonly MatchedRoute[]): readonly string[] {
  return [...new Set(routes.flatMap(({ escalation }) => escalation ?? []))];
}
