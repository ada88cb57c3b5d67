import type { Activation, Muting } from '../../domain/activation.ts';
import type { Alert, AlertEvent } from '../../domain/alert.ts';
import { clockAuthor, rulesAuthor, type Step } from '../life-cycle.ts';

/** Where an alert stood and who watched it when it began. */
export type Surroundings = Pick<Activation, 'path' | 'seats'>;

/** Whether a step begins an activation: the raise, and each return of the condition. */
export function isStart({ alert, event }: Step): boolean {
  // A late reading that tells of the past while the same is open is a line of history, called a raise as well.
  return event.type === 'reactivate' || (event.type === 'raise' && alert.version === 1);
}

/** The activation that a step begins. */
export function beginActivation(step: Step, number: number, surroundings: Surroundings): Activation {
  const { alert, event } = step;
  const blank: Activation = {
    alertId: alert.id,
    number,
    version: alert.version,
    ruleId: alert.ruleId,
    scope: alert.scope,
    deviceId: alert.deviceId,
    kind: alert.kind,
    severity: alert.displayedSeverity,
    onDelay_s: alert.evidence?.onDelay_s ?? 0,
    ...surroundings,
    beganAt: event.at,
    announcedAt: null,
    mutedBy: mutingOf(alert),
    endedAt: null,
    leftAt: null,
    acknowledgedAt: null,
    acknowledgedSeat: null,
    isChatterStart: false,
    finding: null,
    isForecast: alert.forecast !== null,
    forecastResult: null,
    lead_s: null,
  };
  return continueActivation(blank, step, null);
}

/** The activation of an alert that was open before anybody kept these: what the alert itself says of it. */
export function adoptActivation({ alert, event }: Step, surroundings: Surroundings): Activation {
  const raised: Alert = { ...alert, condition: alert.retrospective ? 'normal' : 'active', closedAt: null };
  const raise: AlertEvent = { ...event, at: alert.raisedAt, type: 'raise', by: rulesAuthor };
  const begun = beginActivation({ alert: raised, event: raise }, alert.activations, surroundings);
  const isAcknowledgedNow = event.type === 'acknowledge';
  return {
    ...begun,
    finding: alert.finding,
    endedAt: alert.returnedAt,
    acknowledgedAt: isAcknowledgedNow ? null : alert.acknowledgedAt,
  };
}

/** The activation after a step of its alert. `seat` is where the person sat whose action it was. */
export function continueActivation(before: Activation, step: Step, seat: string | null): Activation {
  const { alert, event } = step;
  const after = { ...before, version: alert.version };
  if (before.announcedAt === null && mutingOf(alert) === null && alert.condition !== 'normal') {
    after.announcedAt = event.at;
    after.severity = alert.displayedSeverity;
  }
  if (alert.condition === 'normal') after.endedAt ??= event.at;
  if (event.type === 'acknowledge' && before.acknowledgedAt === null) {
    after.acknowledgedAt = event.at;
    after.acknowledgedSeat = seat;
  }
  if (event.type === 'chatter') after.isChatterStart = true;
  // An alert that comes and goes keeps what was found out before: that is about the activation before.
  const isByStaff = event.by !== rulesAuthor && event.by !== clockAuthor;
  if (isByStaff && alert.finding !== null) after.finding = alert.finding;
  if (alert.outcome !== null) {
    after.forecastResult = alert.outcome.result;
    after.lead_s = alert.outcome.lead_s;
  }
  if (alert.closedAt !== null) after.leftAt ??= alert.closedAt;
  return after;
}

function mutingOf(alert: Alert): Muting | null {
  if (alert.retrospective) return 'retrospective';
  if (alert.suppression !== 'none') return alert.suppression;
  return alert.isChattering ? 'chattering' : null;
}
