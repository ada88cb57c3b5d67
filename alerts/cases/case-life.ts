import type { CaseChange } from '../../domain/case-desk.ts';
import { caseRules, type CaseRule } from '../../domain/case-rules.ts';
import type { Case, CaseAction } from '../../domain/case.ts';
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

/** Judges what somebody asks of a case against the case as it is. `now`: ms, never before the action's own time. */
export function foldCaseAction(
  current: Case,
  action: CaseAction,
  { now, settings }: { readonly now: number; readonly settings: DeskSettings },
): CaseJudgement {
  const type = action.action;
  // Of a case that is there already; the fold answers it with that case.
  if (type === 'report') return refused(sentences.changed);
  const rule = caseRules[type];
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
  const { action: type, by, comment, pictureUrl = null, doneAt = null } = action;
  const { patch, at, isDecision = true } = move;
  const detail = {
    ...move.detail,
    ...(pictureUrl === null ? {} : { pictureUrl }),
    ...(doneAt === null ? {} : { doneAt }),
  };
  return toChange(current, patch, { at, type, by, comment: textOf(comment), detail, isDecision });
}

function whyNotAllowed(current: Case, { by, role }: CaseAction, { who }: CaseRule): Text | null {
  if (who === 'lead') return isAllowed(role, 'lead') ? null : sentences.needsLeader;
  if (isAllowed(role, 'act')) return null;
  if (who === 'act' || !isAllowed(role, 'task')) return sentences.notAllowed;
  return current.assignee === by ? null : sentences.notYours;
}

function isStale(current: Case, { version }: CaseAction, { seen }: CaseRule): boolean {
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
