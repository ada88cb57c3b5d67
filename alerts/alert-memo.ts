import type { Alert, AlertEvent, Suppression } from '../domain/alert.ts';
import type { Severity } from '../domain/severity.ts';

/** An alert that a person laid aside for a time. It covers what they saw: worse severity takes it off. */
export interface Shelf {
  readonly suppression: Suppression;
  /** What was displayed when it was laid aside. */
  readonly severity: Severity;
  /** Whether it was about people's lives already then, so that somebody who may do that decided it. */
  readonly isLifeSafety: boolean;
}

/** What the desk remembers of an open alert beside what it shows. */
export interface AlertMemo {
  /** Kept also while the device is out of service: the alert comes back to it. */
  readonly shelf: Shelf | null;
  /** When somebody last acknowledged or confirmed it: the time to ask again counts from here. */
  readonly answeredAt: number | null;
  /** While it comes and goes it became active again after it was seen, and nobody was told. */
  readonly isHeldBack: boolean;
}

export const blankMemo: AlertMemo = { shelf: null, answeredAt: null, isHeldBack: false };

/** The memo after a line of history. */
export function memoAfter(memo: AlertMemo, { alert, event }: { alert: Alert; event: AlertEvent }): AlertMemo {
  const isAnswer = event.type === 'acknowledge' || event.type === 'confirm';
  const isHeldBack =
    alert.operator !== 'unacknowledged' && !isAnswer && (memo.isHeldBack || event.type === 'reactivate');
  const answeredAt = isAnswer ? event.at : memo.answeredAt;
  if (isHeldBack === memo.isHeldBack && answeredAt === memo.answeredAt) return memo;
  return { ...memo, isHeldBack, answeredAt };
}
