import type { CaseChange } from '../../domain/case-desk.ts';
import type { Case, CaseAction, CaseActionType, CaseStep } from '../../domain/case.ts';
import type { DeskSettings } from '../../domain/desk-settings.ts';
import { isAllowed } from '../../domain/roles.ts';
import type { Text } from '../../domain/text.ts';
import { toChange } from './case-change.ts';
import { moves, type Move } from './case-moves.ts';
import { sentences } from './case-words.ts';

/**
 * A case's life, pure: 上报 → 受理 → 派遣 → 接单 → 到场 → 处置 → 核查 → 结案, one step after the other, with
 * what may happen on the way. Who may do it, from where, and what it needs is one table.
 */
export type CaseJudgement =
  | { readonly outcome: 'done'; readonly change: CaseChange }
  | { readonly outcome: 'stale' | 'refused'; readonly reason: Text };

/**
 * Who may: `act` and `lead` are permissions; `own`: whoever has the task, and the command centre for them.
 * `any`: everybody who may do one of these.
 */
type Who = 'act' | 'lead' | 'own';

interface Rule {
  readonly who: Who;
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
const inTheStreet: readonly CaseStep[] = ['dispatched', 'taken', 'arrived'];

const rules: Readonly<Record<Exclude<CaseActionType, 'report'>, Rule>> = {
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

/** Judges what somebody asks of a case against the case as it is. `now`: ms, never before the action's own time. */
export function foldCaseAction(
  current: Case,
  action: CaseAction,
  { now, settings }: { readonly now: number; readonly settings: DeskSettings },
): CaseJudgement {
  const type = action.action;
  // Of a case that is there already; the fold answers it with that case.
  if (type === 'report') return refused(sentences.changed);
  const rule = rules[type];
  const notAllowed = whyNotAllowed(current, action, rule);
  if (notAllowed !== null) return refused(notAllowed);
  if (isStale(current, action, rule)) return { outcome: 'stale', reason: sentences.changed };
  if (current.closedAt !== null) return refused(sentences.ended(current.closedBy ?? ''));
  if (!rule.from.includes(current.step)) return refused(sentences.wrongStep(current.step));
  if (current.hold !== null && !rule.onHold) return refused(sentences.onHold);
  const move = moves[type](current, action, { at: now, settings });
  if ('zh' in move) return refused(move);
  return { outcome: 'done', change: take(current, action, { ...move, at: now }) };
}

function take(current: Case, action: CaseAction, move: Move & { readonly at: number }): CaseChange {
  const { action: type, by, comment } = action;
  const { patch, at, detail = {}, isDecision = true } = move;
  return toChange(current, patch, { at, type, by, comment: textOf(comment), detail, isDecision });
}

function whyNotAllowed(current: Case, { by, role }: CaseAction, { who }: Rule): Text | null {
  if (who === 'lead') return isAllowed(role, 'lead') ? null : sentences.needsLeader;
  if (isAllowed(role, 'act')) return null;
  if (who === 'act' || !isAllowed(role, 'task')) return sentences.notAllowed;
  return current.assignee === by ? null : sentences.notYours;
}

function isStale(current: Case, { version }: CaseAction, { seen }: Rule): boolean {
  if (version > current.version) return true;
  // What has ended is told to be over, whatever was seen of it.
  if (current.closedAt !== null || seen === 'some') return false;
  return version < (seen === 'all' ? current.version : current.decidedVersion);
}

function refused(reason: Text): CaseJudgement {
  return { outcome: 'refused', reason };
}

function textOf(comment: string | null): string | null {
  return comment === null || comment.trim() === '' ? null : comment;
}
