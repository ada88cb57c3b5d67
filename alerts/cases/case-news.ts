import type { Alert, AlertEvent } from '../../domain/alert.ts';
import type { CaseChange } from '../../domain/case-desk.ts';
import type { Case } from '../../domain/case.ts';
import type { CaseSettings } from '../../domain/desk-settings.ts';
import { toChange } from './case-change.ts';
import { makeMoreUrgent } from './case-clock.ts';
import { casesLimits } from './limits.ts';

/** What an alert's change means to those who work on it; others are not told. */
const news: ReadonlySet<AlertEvent['type']> = new Set([
  'raise',
  'worsen',
  'ease',
  'return',
  'reactivate',
  'unknown',
  'known',
  'chatter',
  'calm',
  'close',
]);

/** What makes an alert of the same incident part of the case. */
const joining: ReadonlySet<AlertEvent['type']> = new Set(['raise', 'reactivate', 'worsen']);

/** Tells a case of a change of one of its alerts; null where that is no news to it. A worse alert makes it worse. */
export function tellOfAlert(
  current: Case,
  { alert, event }: { readonly alert: Alert; readonly event: AlertEvent },
  { at, settings }: { readonly at: number; readonly settings: CaseSettings },
): CaseChange | null {
  if (current.closedAt !== null || !news.has(event.type)) return null;
  const isNew = !current.alertIds.includes(alert.id);
  if (isNew && (!joining.has(event.type) || current.alertIds.length >= casesLimits.alertsPerCase_max))
    return null;
  // It is held as one while it comes and goes: that it chatters was told.
  if (alert.isChattering && (event.type === 'return' || event.type === 'reactivate')) return null;
  const patch = {
    ...(isNew ? { alertIds: [...current.alertIds, alert.id] } : {}),
    ...(alert.condition === 'active' ? makeMoreUrgent(current, alert.severity, { at, settings }) : {}),
  };
  const { severity, condition, title } = alert;
  const detail = {
    alertId: alert.id,
    change: event.type,
    severity,
    condition,
    title,
    finding: alert.finding,
  };
  return toChange(current, patch, {
    at,
    type: 'alert',
    by: event.by,
    comment: event.comment,
    detail,
    isDecision: false,
  });
}
