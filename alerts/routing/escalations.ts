import { isAnnounced, type Alert, type AlertEvent } from '../../domain/alert.ts';
import type { DeskSettings } from '../../domain/desk-settings.ts';
import type { DeliveryReason, Escalation } from '../../domain/delivery.ts';
import type { PlaceId } from '../../domain/record.ts';
import type { Deliveries } from './deliveries.ts';
import { createDueQueue } from './due-queue.ts';
import {
  beginRound,
  moveRound,
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

/** Where a device stands from now on. */
export interface DeviceMove {
  readonly deviceId: string;
  readonly path: readonly PlaceId[];
}

/** Who has been told of each open alert, and who comes next. A part of the fold of the journal. */
export interface Escalations {
  take(step: AlertStep, settings: DeskSettings): void;
  /** Every step that is due by now, in the order of their times. */
  runDue(settings: DeskSettings, now: number): void;
  /** Other settings are in force. */
  revise(settings: DeskSettings, now: number): void;
  /** A device stands elsewhere now: whoever is told first there, of what is critical, and was not, is told. */
  relocate(device: DeviceMove, settings: DeskSettings, now: number): void;
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
    if (!isNewRound(round, alert, event)) {
      if (round !== undefined) {
        hold({ ...round, telling, rangAt: alert.rangAt });
      }
      return;
    }
    const { id: alertId, version, displayedSeverity: severity, rangAt } = alert;
    const isWorse = round?.isRinging === true && severity < round.severity;
    const begun = { alertId, version, startedAt: rangAt, rangAt, severity, subject, telling };
    move(beginRound(settings, begun, isWorse ? 'worsened' : reasonOf(event)));
  }

  /** What is over is told to those who were told of it, once somebody has answered or everybody was asked. */
  function tellEnd(alert: Alert, event: AlertEvent, settings: DeskSettings): void {
    const round = rounds.get(alert.id);
    if (round === undefined || round.told.length === 0 || round.severity > 2 || alert.forecast !== null)
      return;
    const isOver = event.type === 'return' && round.over === 'no';
    const over = alert.condition === 'normal' ? (isOver ? 'owed' : round.over) : 'no';
    if (over === 'owed' && alert.suppression === 'none' && round.nextAt === null) {
      move(tellReturn(settings, round, { at: event.at, version: alert.version }));
    } else if (over !== round.over) hold({ ...round, over });
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
    relocate({ deviceId, path }, settings, now) {
      for (const round of rounds.values()) {
        if (round.telling.deviceId !== deviceId || isSamePath(round.subject.path, path)) continue;
        move(reviseRound(settings, moveRound(round, path), now));
      }
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

function isSamePath(a: readonly PlaceId[], b: readonly PlaceId[]): boolean {
  return a.length === b.length && a.every((place, index) => place === b[index]);
}

function doesRing(alert: Alert): boolean {
  return isAnnounced(alert) && alert.operator === 'unacknowledged';
}

/**
 * What comes back while nobody has answered goes on where its escalation is: one that comes and goes would
 * otherwise never get beyond the first step. What is worse begins anew, and so does what has rung again when
 * everybody was asked in vain, or when somebody had answered.
 */
function isNewRound(round: Round | undefined, alert: Alert, event: AlertEvent): boolean {
  // Over before anybody could hear of it: it stays on the list until it is seen, but it rings nobody.
  if (round === undefined) return alert.condition !== 'normal' || alert.latch === 'latched';
  if (round.isRinging && alert.displayedSeverity < round.severity) return true;
  if (round.isRinging && round.nextAt !== null) return false;
  return alert.rangAt > round.rangAt || (!round.isRinging && hasRungNow(alert, event));
}

/** An answer and the next activation may bear the same millisecond. */
function hasRungNow({ rangAt }: Alert, { type, at }: AlertEvent): boolean {
  return rangAt === at && rings.has(type);
}

const rings: ReadonlySet<AlertEvent['type']> = new Set(['raise', 'reactivate', 'worsen', 'realarm']);

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
