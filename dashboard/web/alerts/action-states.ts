import {
  isLifeSafety,
  staffActionPermissions,
  type Alert,
  type StaffActionType,
} from '../../../domain/alert.ts';
import type { Permission } from '../../../domain/roles.ts';

/** Why an action that belongs to an alert cannot be taken now; its words are `because_…` of the panel's phrases. */
export type Hindrance = 'role' | 'leaders' | 'acknowledgeFirst' | 'stillActive' | 'resetFirst' | 'lifeSafety';

/** An action that belongs to an alert as it is; null: it can be taken. */
export interface ActionState {
  readonly action: StaffActionType;
  readonly hindrance: Hindrance | null;
}

/**
 * What belongs to an alert as it is now, the next step first, each with what hinders it. What is done already, or
 * makes no sense for it, is left out. The desk has the last word.
 */
export function actionStates(alert: Alert, may: (permission: Permission) => boolean): readonly ActionState[] {
  if (alert.closedAt !== null) return [];
  const isSeen = alert.operator !== 'unacknowledged';
  const isShelved = alert.suppression === 'shelved';
  const isLatched = alert.latch === 'latched';
  const over: Hindrance | null = !isSeen
    ? 'acknowledgeFirst'
    : alert.condition === 'active'
      ? 'stillActive'
      : null;
  const states: readonly (ActionState | null)[] = [
    isSeen ? null : free('acknowledge'),
    alert.operator === 'confirmed'
      ? null
      : { action: 'confirm', hindrance: isSeen ? null : 'acknowledgeFirst' },
    isLatched
      ? { action: 'reset', hindrance: over ?? (alert.condition === 'unknown' ? 'stillActive' : null) }
      : null,
    { action: 'close', hindrance: over ?? (isLatched ? 'resetFirst' : null) },
    isSeen || alert.silencedAt !== null ? null : free('silence'),
    isShelved
      ? free('unshelve')
      : { action: 'shelve', hindrance: isLifeSafety(alert) && !may('lead') ? 'lifeSafety' : null },
    free('assign'),
    free('comment'),
  ];
  return states
    .filter((state) => state !== null)
    .map(({ action, hindrance }) => {
      const permission = staffActionPermissions[action];
      if (may(permission)) return { action, hindrance };
      return { action, hindrance: permission === 'lead' ? 'leaders' : 'role' };
    });
}

/** The one to offer above all others: the first of the way through an alert's life that can be taken. */
export function nextAction(states: readonly ActionState[]): StaffActionType | null {
  const way: readonly StaffActionType[] = ['acknowledge', 'reset', 'close', 'confirm'];
  const isFree = (action: StaffActionType): boolean =>
    states.some((state) => state.action === action && state.hindrance === null);
  return way.find(isFree) ?? null;
}

function free(action: StaffActionType): ActionState {
  return { action, hindrance: null };
}
