import type { Case, CaseEvent } from '../../domain/case.ts';
import type { DeskSettings, Recipient } from '../../domain/desk-settings.ts';
import type { DeliveryReason } from '../../domain/delivery.ts';
import type { Wish } from './deliveries.ts';
import { centreOf, recipientsOf } from './recipients.ts';
import { toCaseContent } from './telling.ts';

export interface CaseChange {
  readonly case: Case;
  readonly event: CaseEvent;
}

const reasons: Readonly<Partial<Record<CaseEvent['type'], DeliveryReason>>> = {
  dispatch: 'dispatched',
  transfer: 'dispatched',
  takeOver: 'dispatched',
  report: 'notice',
  chase: 'again',
  overdue: 'overdue',
  whistle: 'whistled',
};

/** Who is told of what became of a case; empty for what only stands in its history. */
export function wishesOf(settings: DeskSettings, { case: of, event }: CaseChange): readonly Wish[] {
  const reason = reasons[event.type];
  if (reason === undefined) return [];
  const content = toCaseContent(of, { reason, at: event.at, comment: event.comment });
  return toldOf(settings, of, event).map((recipient) => ({
    occasion: [event.version],
    recipient,
    content,
    at: event.at,
  }));
}

function toldOf(settings: DeskSettings, of: Case, { type, at }: CaseEvent): readonly Recipient[] {
  const { recipients } = settings;
  const assignee = recipients.filter(
    ({ id, username }) => of.assignee !== null && (username === of.assignee || id === of.assignee),
  );
  const level = of.level ?? settings.cases.level;
  if (type === 'whistle') return centreOf(recipients, level, of.path);
  if (type === 'report') {
    // Of a sensor's alert they were told already, and what staff report they know.
    if (of.source === 'sensor' || of.source === 'staff') return [];
    return recipientsOf(settings, [{ onDuty: 'operator' }], { path: of.path, level, at });
  }
  if (type !== 'overdue') return assignee;
  const leaders = recipientsOf(settings, [{ onDuty: 'shiftLeader' }], { path: of.path, level, at });
  return [...new Set([...assignee, ...leaders])];
}
