import {
  isLifeSafety,
  staffActionPermissions,
  type Alert,
  type Finding,
  type StaffAction,
  type StaffActionType,
} from '../domain/alert.ts';
import type { AlarmSettings } from '../domain/desk-settings.ts';
import { isAllowed, type Role } from '../domain/roles.ts';
import type { Text } from '../domain/text.ts';
import type { Shelf } from './alert-memo.ts';
import { isStillOn } from './life-cycle-clock.ts';
import { closeWhenDone, toStep, type Muting, type Patch, type Step } from './life-cycle.ts';
import { alertsLimits } from './limits.ts';
import { refusals } from './refusals.ts';

/** What a staff action comes to, given the alert as it is. */
export type Judgement =
  | {
      readonly outcome: 'done';
      readonly steps: readonly Step[];
      /** The shelf from now on; left out: as before. */
      readonly shelf?: Shelf | null;
    }
  | { readonly outcome: 'stale' | 'refused'; readonly reason: Text };

export interface ActionContext {
  readonly alarms: AlarmSettings;
  readonly shelf: Shelf | null;
  /** When it is judged, ms; never before what was judged earlier. */
  readonly at: number;
  /** What mutes the alert if its shelf is this. */
  readonly mutingWith: (shelf: Shelf | null) => Muting;
}

/** Judges a staff action against the alert as it is now, version first. */
export function foldAction(alert: Alert, action: StaffAction, context: ActionContext): Judgement {
  if (action.version !== alert.version) {
    return { outcome: 'stale', reason: refusals.stale(alert.version, action.version) };
  }
  if (alert.closedAt !== null) return refused(refusals.closed(alert.closedBy));
  if (!isAllowed(action.role, staffActionPermissions[action.action])) {
    return refused(action.action === 'reset' ? refusals.onlyLeaders : refusals.notAllowed);
  }
  const move = actionMoves[action.action](alert, action, context);
  if ('refusal' in move) return refused(move.refusal);
  const { at } = context;
  const { action: type, by, comment } = action;
  const step = toStep(alert, move.patch, { at, type, by, comment, detail: detailOf(action, move) });
  const shelf = move.shelf === undefined ? context.shelf : move.shelf;
  const steps = closeWhenDone(step, { at, isShelved: shelf !== null });
  return { outcome: 'done', steps, ...(move.shelf === undefined ? {} : { shelf }) };
}

function refused(reason: Text): Judgement {
  return { outcome: 'refused', reason };
}

type Move = { readonly patch: Patch; readonly shelf?: Shelf | null } | { readonly refusal: Text };

const actionMoves: Record<
  StaffActionType,
  (alert: Alert, action: StaffAction, context: ActionContext) => Move
> = {
  acknowledge: (alert, { by }, { at }) =>
    alert.operator === 'unacknowledged'
      ? { patch: acknowledged(alert, by, at) }
      : { refusal: refusals.acknowledgedAlready(alert.acknowledgedBy) },
  silence: (alert, { by }, { at }) =>
    alert.silencedAt === null
      ? { patch: { silencedAt: at, silencedBy: by } }
      : { refusal: refusals.silentAlready(alert.silencedBy) },
  shelve,
  unshelve: (alert, _action, { shelf, at, mutingWith }) => {
    if (shelf === null) return { refusal: refusals.notShelved };
    const muting = mutingWith(null);
    // Whoever takes it off by hand has it before their eyes: an acknowledgement stays.
    const rings = muting.suppression === 'none' && isStillOn(alert);
    return { patch: { ...muting, ...(rings ? { rangAt: at } : {}) }, shelf: null };
  },
  assign: (_alert, { assignee }) =>
    isEmpty(assignee) ? { refusal: refusals.sayToWhom } : { patch: { assignee } },
  confirm: (alert, { comment, finding }) => {
    if (alert.operator === 'unacknowledged') return { refusal: refusals.acknowledgeFirst };
    if (alert.operator === 'confirmed') return { refusal: refusals.confirmedAlready };
    if (isEmpty(comment) && finding === null) return { refusal: refusals.sayWhatWasDone };
    return { patch: { operator: 'confirmed', finding: finding ?? alert.finding } };
  },
  reset: (alert) => {
    if (alert.latch === 'free') return { refusal: refusals.doesNotLatch };
    if (alert.latch === 'reset') return { refusal: refusals.resetAlready };
    const refusal = whyNotOver(alert) ?? whyNotSeen(alert);
    return refusal === null ? { patch: { latch: 'reset' } } : { refusal };
  },
  comment: (_alert, { comment }) => (isEmpty(comment) ? { refusal: refusals.commentEmpty } : { patch: {} }),
  close: (alert, { by, finding }, { at }) => {
    if (finding === null && alert.finding === null) return { refusal: refusals.findingNeeded };
    const refusal = whyNotClosed(alert);
    if (refusal !== null) return { refusal };
    return { patch: { closedAt: at, closedBy: by, finding: finding ?? alert.finding } };
  },
};

function shelve(alert: Alert, action: StaffAction, { alarms, shelf, at, mutingWith }: ActionContext): Move {
  const { by, role, comment, until } = action;
  const leads = isAllowed(role, 'lead');
  if (shelf !== null) return { refusal: refusals.shelvedAlready(shelf.suppression.by) };
  if (isLifeSafety(alert) && !leads) return { refusal: refusals.lifeSafety };
  if (comment === null || isEmpty(comment)) return { refusal: refusals.reasonNeeded };
  if (until === null || until <= at) return { refusal: refusals.endNeeded };
  const max_s = alarms.shelving_s_max[alert.displayedSeverity][leads ? 'leader' : 'operator'];
  if (max_s <= 0) return { refusal: refusals.notShelvable };
  const latest = at + max_s * 1_000;
  if (until > latest + alertsLimits.shelvingSlack_ms) return { refusal: refusals.shelvedTooLong(max_s) };
  const suppression = {
    since: at,
    until: Math.min(until, latest),
    by,
    reason: comment,
    workOrder: null,
    causeId: null,
  };
  const laid = { suppression, severity: alert.displayedSeverity, isLifeSafety: isLifeSafety(alert) };
  return { patch: mutingWith(laid), shelf: laid };
}

function acknowledged(alert: Alert, by: string, at: number): Patch {
  return {
    operator: 'acknowledged',
    acknowledgedAt: at,
    acknowledgedBy: by,
    displayedSeverity: alert.severity,
  };
}

/** What a case found out about one of its alerts. */
export interface Conclusion {
  readonly finding: Finding;
  readonly by: string;
  readonly at: number;
  readonly comment: string | null;
  /** Of whoever closed the case: only a role that may reset unlatches. Left out: it does not. */
  readonly role?: Role;
}

/**
 * A case is closed: its finding is the alert's, which is confirmed by it, reset where the role may do that, and
 * closed unless its condition still holds. What was closed without a finding gets one.
 */
export function foldConclusion(alert: Alert, conclusion: Conclusion): readonly Step[] {
  const { finding, by, at, comment, role } = conclusion;
  const line = { at, by, comment, detail: { finding, reason: 'the case was closed' } };
  if (alert.closedAt !== null) {
    return alert.finding === null ? [toStep(alert, { finding }, { ...line, type: 'confirm' })] : [];
  }
  const seen = alert.operator === 'unacknowledged' ? acknowledged(alert, by, at) : {};
  const steps = [toStep(alert, { ...seen, operator: 'confirmed', finding }, { ...line, type: 'confirm' })];
  const present = (): Alert => steps.at(-1)?.alert ?? alert;
  const mayReset = role !== undefined && isAllowed(role, staffActionPermissions.reset);
  if (alert.latch === 'latched' && mayReset && whyNotOver(alert) === null) {
    steps.push(toStep(present(), { latch: 'reset' }, { ...line, type: 'reset' }));
  }
  if (whyNotClosed(present()) === null) {
    steps.push(toStep(present(), { closedAt: at, closedBy: by }, { ...line, type: 'close' }));
  }
  return steps;
}

function whyNotOver({ condition }: Alert): Text | null {
  if (condition === 'active') return refusals.stillHolds;
  return condition === 'unknown' ? refusals.deviceSilent : null;
}

function whyNotSeen({ operator }: Alert): Text | null {
  return operator === 'unacknowledged' ? refusals.acknowledgeFirst : null;
}

function whyNotClosed(alert: Alert): Text | null {
  if (alert.condition === 'active') return refusals.stillHolds;
  const seen = whyNotSeen(alert);
  if (seen !== null || alert.latch !== 'latched') return seen;
  // Whoever works on a silent device knows what became of it.
  if (alert.condition === 'unknown' && alert.suppression === 'outOfService') return null;
  return whyNotOver(alert) ?? refusals.resetFirst;
}

function detailOf({ finding, assignee, action }: StaffAction, move: Move): Record<string, unknown> {
  const shelf = 'shelf' in move ? move.shelf : undefined;
  return {
    ...(finding === null ? {} : { finding }),
    ...(action === 'assign' ? { assignee } : {}),
    ...(shelf === undefined || shelf === null ? {} : { until: shelf.suppression.until }),
  };
}

function isEmpty(text: string | null): boolean {
  return text === null || text.trim() === '';
}
