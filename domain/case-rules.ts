import { levelAbove } from './area.ts';
import type { Case, CaseActionType, CaseStep } from './case.ts';
import { isAllowed, type Role } from './roles.ts';

/**
 * Who may: `act` and `lead` are permissions; `own`: whoever has the task, and the command centre for them.
 */
type CaseActor = 'act' | 'lead' | 'own';

/** Who may do something to a case, and from where. */
export interface CaseRule {
  readonly who: CaseActor;
  readonly from: readonly CaseStep[];
  /**
   * What the person must have seen: `all`, the very latest; `decisions`, the last decision; `some` version,
   * whichever. What ends a case, or would act twice, needs the first.
   */
  readonly seen: 'all' | 'decisions' | 'some';
  /** Whether it can be done while the case is on hold. */
  readonly onHold: boolean;
}

const open: readonly CaseStep[] = [
  'reported',
  'accepted',
  'dispatched',
  'taken',
  'arrived',
  'handled',
  'checked',
];
/** While somebody is sent out. */
const inTheStreet: readonly CaseStep[] = ['dispatched', 'taken', 'arrived'];

export const caseRules: Readonly<Record<Exclude<CaseActionType, 'report'>, CaseRule>> = {
  accept: { who: 'act', from: ['reported'], seen: 'decisions', onHold: false },
  dispatch: { who: 'act', from: ['accepted'], seen: 'decisions', onHold: false },
  take: { who: 'own', from: ['dispatched'], seen: 'decisions', onHold: false },
  arrive: { who: 'own', from: ['taken'], seen: 'decisions', onHold: false },
  handle: { who: 'own', from: ['arrived'], seen: 'decisions', onHold: false },
  check: { who: 'act', from: ['handled'], seen: 'all', onHold: false },
  close: { who: 'act', from: ['checked'], seen: 'all', onHold: false },
  sendBack: { who: 'own', from: open, seen: 'decisions', onHold: false },
  transfer: { who: 'act', from: inTheStreet, seen: 'decisions', onHold: false },
  askExtension: { who: 'own', from: open, seen: 'decisions', onHold: false },
  extend: { who: 'lead', from: open, seen: 'all', onHold: false },
  denyExtension: { who: 'lead', from: open, seen: 'decisions', onHold: false },
  hold: { who: 'lead', from: open.slice(1), seen: 'decisions', onHold: false },
  resume: { who: 'act', from: open, seen: 'decisions', onHold: true },
  void: { who: 'lead', from: open, seen: 'all', onHold: true },
  whistle: { who: 'lead', from: open, seen: 'all', onHold: false },
  takeOver: { who: 'act', from: open, seen: 'decisions', onHold: false },
  chase: { who: 'act', from: open, seen: 'some', onHold: false },
  comment: { who: 'own', from: open, seen: 'some', onHold: true },
};

/** Who looks at a case. */
export interface CaseViewer {
  readonly username: string;
  readonly role: Role;
}

/**
 * What somebody may do with a case as it is now, for screens to offer: what lacks only a word or a choice counts.
 * The fold has the last word.
 */
export function possibleCaseActions(
  current: Case,
  viewer: CaseViewer,
): readonly Exclude<CaseActionType, 'report'>[] {
  if (current.closedAt !== null) return [];
  return caseActionNames.filter((action) => isPossible(action, current, viewer));
}

const caseActionNames = Object.keys(caseRules) as readonly Exclude<CaseActionType, 'report'>[];

function isPossible(
  action: Exclude<CaseActionType, 'report'>,
  current: Case,
  { username, role }: CaseViewer,
): boolean {
  const { who, from, onHold } = caseRules[action];
  if (!from.includes(current.step) || (current.hold !== null && !onHold)) return false;
  const acts = isAllowed(role, 'act');
  const isOwn = isAllowed(role, 'task') && current.assignee === username;
  if (who === 'lead' ? !isAllowed(role, 'lead') : !acts && (who === 'act' || !isOwn)) return false;
  if (action === 'check' || action === 'close') return !current.handlers.includes(username);
  if (action === 'sendBack')
    return current.step !== 'reported' && (acts || inTheStreet.includes(current.step));
  if (action === 'askExtension' || action === 'extend') return current.dueAt !== null;
  if (action === 'denyExtension') return current.extensionAsked !== null;
  if (action === 'resume') return current.hold !== null;
  if (action === 'takeOver') return current.whistledAt !== null;
  if (action === 'whistle') return current.level !== null && levelAbove(current.level) !== null;
  return true;
}
