import type { Alert, AlertEvent } from '../domain/alert.ts';
import type { Severity } from '../domain/severity.ts';

/**
 * The whole of an alert's life, pure: what the rules say, what staff do and what time brings, as moves in the
 * four regions condition, operator, latch and suppression. Each move is a step: the alert after it and the line
 * of history that tells of it. Here is what all moves share.
 */
export interface Step {
  readonly alert: Alert;
  readonly event: AlertEvent;
}

/** The authors of what nobody pressed. */
export const rulesAuthor = 'rules';
export const clockAuthor = 'clock';

export type Patch = Partial<Alert>;

/** The suppression region. */
export type Muting = Pick<Alert, 'suppression' | 'suppressed'>;

/** The next version of an alert, and its line of history. */
export function toStep(
  alert: Alert,
  patch: Patch,
  line: Pick<AlertEvent, 'at' | 'type' | 'by'> & Partial<Pick<AlertEvent, 'comment' | 'detail'>>,
): Step {
  const after = { ...alert, ...patch, version: alert.version + 1 };
  const event = { alertId: alert.id, version: after.version, comment: null, detail: {}, ...line };
  return { alert: after, event };
}

/**
 * It asks for attention: an acknowledgement covered what its operator saw, and this is something else. While it
 * is muted nobody hears it, so that does not count as having rung.
 */
export function ring(alert: Pick<Alert, 'suppression' | 'rangAt'>, at: number): Patch {
  return {
    operator: 'unacknowledged',
    acknowledgedAt: null,
    acknowledgedBy: null,
    silencedAt: null,
    silencedBy: null,
    rangAt: alert.suppression === 'none' ? Math.max(at, alert.rangAt) : alert.rangAt,
  };
}

/** What is displayed when the severity becomes `severity`: the worst that nobody has seen yet, or the present one. */
export function displayed(
  alert: Pick<Alert, 'operator' | 'displayedSeverity'>,
  severity: Severity,
): Severity {
  return alert.operator === 'unacknowledged' ? worst(alert.displayedSeverity, severity) : severity;
}

/** A forecast that came true, and whose breach has an alert of its own. */
export function isTakenOver({ outcome, counterpartId }: Alert): boolean {
  return outcome?.result === 'breached' && counterpartId !== null;
}

/**
 * What does not latch ends by itself once it is both over and seen; on the shelf, or while it comes and goes, it
 * is kept, so that its next activation is no new alert. A forecast that came true ends unseen too, where the
 * alert of the breach takes over: that one asks to be seen, and two for one cause are one too many.
 */
export function closeWhenDone(
  step: Step,
  { at, isShelved }: { at: number; isShelved: boolean },
): readonly Step[] {
  const { alert } = step;
  const { condition, operator, latch, closedAt, counterpartId, isChattering } = alert;
  if (condition !== 'normal' || latch !== 'free' || closedAt !== null) return [step];
  const taken = isTakenOver(alert);
  if (!taken && (operator === 'unacknowledged' || isShelved || isChattering)) return [step];
  const detail = taken
    ? { reason: 'the breach took over', counterpartId }
    : { reason: 'over and acknowledged' };
  const closed = { closedAt: at, closedBy: rulesAuthor };
  return [step, toStep(alert, closed, { at, type: 'close', by: rulesAuthor, detail })];
}

export function worst(a: Severity, b: Severity): Severity {
  return a < b ? a : b;
}
