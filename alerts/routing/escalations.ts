import type { Alert, AlertEvent } from '../../domain/alert.ts';
import type { DeskSettings } from '../../domain/desk-settings.ts';
import type { DeliveryReason, Escalation } from '../../domain/delivery.ts';
import type { PlaceId } from '../../domain/record.ts';
import type { Deliveries } from './deliveries.ts';
import { createDueQueue } from './due-queue.ts';
import {
  beginRound,
  reviseRound,
  stopRound,
  takeDueStep,
  tellReturn,
  type Move,
  type Round,
} from './round.ts';
import { toAlertTelling } from './telling.ts';

/** One thing that happened to an alert, with where its device stands. */
export interface AlertStep {
  readonly alert: Alert;
  readonly event: AlertEvent;
  readonly path: readonly PlaceId[];
}

/** Who has been told of each open alert, and who comes next. A part of the fold of the journal. */
export interface Escalations {
  take(step: AlertStep, settings: DeskSettings): void;
  /** Every step that is due by now, in the order of their times. */
  runDue(settings: DeskSettings, now: number): void;
  /** Other settings are in force. */
  revise(settings: DeskSettings, now: number): void;
  of(alertId: string): Escalation | null;
  content(): readonly Round[];
  restore(rounds: readonly Round[]): void;
}

const firstReasons: ReadonlySet<DeliveryReason> = new Set(['raised', 'worsened', 'reactivated']);

export function createEscalations(deliveries: Pick<Deliveries, 'ask' | 'giveUp'>): Escalations {
  /** Of alerts that are open and have rung. */
  const rounds = new Map<string, Round>();
  const queue = createDueQueue();

  function hold(round: Round): void {
    const isQueued = rounds.get(round.alertId)?.nextAt === round.nextAt;
    rounds.set(round.alertId, round);
    if (round.nextAt !== null && !isQueued) queue.add(round.nextAt, round.alertId);
  }

  function move({ round, wishes }: Move): void {
    hold(round);
    for (const wish of wishes) deliveries.ask(wish);
  }

  function take(step: AlertStep, settings: DeskSettings): void {
    const { alert, event } = step;
    const round = rounds.get(alert.id);
    if (doesRing(alert)) ring(step, settings);
    else if (round?.isRinging === true) {
      hold(stopRound(round));
      // What is critical is told at least once, even where somebody was quicker.
      deliveries.giveUp(
        alert.id,
        ({ isUrgent, content: { reason } }) => !(isUrgent && firstReasons.has(reason)),
      );
    }
    tellEnd(alert, event, settings);
    if (alert.closedAt !== null) rounds.delete(alert.id);
  }

  function ring({ alert, event, path }: AlertStep, settings: DeskSettings): void {
    const round = rounds.get(alert.id);
    const subject = {
      kind: alert.kind,
      ruleId: alert.ruleId,
      severity: alert.displayedSeverity,
      isForecast: alert.forecast !== null,
      path,
    };
    const telling = toAlertTelling(alert, path);
    if (round?.isRinging === true && !isNewRound(round, alert, event)) {
      hold({ ...round, telling, owesReturn: round.owesReturn && event.type !== 'reactivate' });
      return;
    }
    const { id: alertId, version, displayedSeverity: severity } = alert;
    const startedAt = Math.max(alert.rangAt, event.at);
    const isWorse = round?.isRinging === true && severity < round.severity;
    move(
      beginRound(
        settings,
        { alertId, version, startedAt, severity, subject, telling },
        isWorse ? 'worsened' : reasonOf(event),
      ),
    );
  }

  /** What is over is told to those who were told of it, once somebody has answered or everybody was asked. */
  function tellEnd(alert: Alert, event: AlertEvent, settings: DeskSettings): void {
    const round = rounds.get(alert.id);
    if (round === undefined || round.told.length === 0 || round.severity > 2 || alert.forecast !== null)
      return;
    const owesReturn = event.type === 'return' || round.owesReturn;
    if (!owesReturn) return;
    if (alert.suppression === 'none' && round.nextAt === null) {
      move(tellReturn(settings, round, { at: event.at, version: alert.version }));
    } else hold({ ...round, owesReturn });
  }

  function runDue(settings: DeskSettings, now: number): void {
    for (let due = queue.take(now); due !== null; due = queue.take(now)) {
      const round = rounds.get(due.id);
      if (round?.nextAt !== due.at) continue;
      const moved = takeDueStep(settings, round, now);
      if (moved !== null) move(moved);
    }
  }

  return {
    take,
    runDue,
    revise(settings, now) {
      for (const round of rounds.values()) move(reviseRound(settings, round, now));
    },
    of(alertId) {
      const round = rounds.get(alertId);
      return round === undefined ? null : toEscalation(round);
    },
    content: () => [...rounds.values()],
    restore(content) {
      rounds.clear();
      queue.clear();
      for (const round of content) hold(round);
    },
  };
}

function doesRing({ operator, suppression, retrospective, closedAt }: Alert): boolean {
  return closedAt === null && operator === 'unacknowledged' && suppression === 'none' && !retrospective;
}

const ringsAgain: ReadonlySet<AlertEvent['type']> = new Set(['reactivate', 'worsen', 'realarm']);

/**
 * What comes back or gets no worse while nobody has answered goes on where its escalation is: one that comes
 * and goes would otherwise never get beyond the first step. When everybody was asked in vain, it begins anew.
 */
function isNewRound(round: Round, alert: Alert, event: AlertEvent): boolean {
  if (alert.displayedSeverity < round.severity) return true;
  // It rang by this very event: off the shelf, no longer muted.
  const rangNow = alert.rangAt === event.at && alert.rangAt > round.startedAt;
  return round.nextAt === null && (ringsAgain.has(event.type) || rangNow);
}

const reasons: Readonly<Partial<Record<AlertEvent['type'], DeliveryReason>>> = {
  worsen: 'worsened',
  update: 'worsened',
  reactivate: 'reactivated',
  realarm: 'again',
};

function reasonOf({ type }: AlertEvent): DeliveryReason {
  return reasons[type] ?? 'raised';
}

function toEscalation(round: Round): Escalation {
  const { alertId, startedAt, nextAt, louder, level, isWhistled, told, policies } = round;
  return {
    alertId,
    since: startedAt,
    isRunning: nextAt !== null,
    step: policies.reduce((sum, { done }) => sum + done, 0),
    louder,
    level,
    isWhistled,
    toldRecipients: told,
    nextAt,
  };
}
