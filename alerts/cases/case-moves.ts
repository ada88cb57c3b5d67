import { areaLevels, type AreaLevel } from '../../domain/area.ts';
import type { Case, CaseAction, CaseActionType, CaseStep } from '../../domain/case.ts';
import type { DeskSettings } from '../../domain/desk-settings.ts';
import { distanceBetween_m } from '../../domain/distance.ts';
import { isAllowed } from '../../domain/roles.ts';
import type { Text } from '../../domain/text.ts';
import { levelAbove } from '../../domain/area.ts';
import { postpone, putOnHold, reach, takeOffHold, whistle } from './case-clock.ts';
import { sentences } from './case-words.ts';
import { casesLimits } from './limits.ts';

/** What an action does to a case that it may be done to. */
export interface Move {
  readonly patch: Partial<Case>;
  readonly detail?: Readonly<Record<string, unknown>>;
  /** False: nobody's action gets stale by it. */
  readonly isDecision?: boolean;
}

interface Context {
  readonly at: number;
  readonly settings: DeskSettings;
}

type MoveMaker = (current: Case, action: CaseAction, context: Context) => Move | Text;

/** Per action: the move, or in words why not. Who may, and from which step, is judged before. */
export const moves: Readonly<Record<Exclude<CaseActionType, 'report'>, MoveMaker>> = {
  accept: (current, _action, context) => step(current, 'accepted', context),
  dispatch: (current, { assignee }, context) => giveTo(current, assignee, context),
  take: (current, _action, context) => step(current, 'taken', context),
  arrive: (current, { position, comment }, context) => {
    if (position === null && isEmpty(comment)) return sentences.needsPosition;
    const distance_m =
      position === null || current.position === null
        ? null
        : Math.round(distanceBetween_m(position, current.position));
    return { ...step(current, 'arrived', context), detail: { position, distance_m } };
  },
  handle: (current, { by, comment, finding }, context) => {
    if (isEmpty(comment)) return sentences.needsResult;
    if (finding === null) return sentences.needsFinding;
    const handledBy = current.assignee ?? by;
    const handlers = [...new Set([...current.handlers, handledBy, by])];
    const did = { finding, result: comment, handledBy, handlers };
    return { patch: { ...step(current, 'handled', context).patch, ...did }, detail: { finding, handledBy } };
  },
  check: (current, { by }, context) =>
    current.handlers.includes(by)
      ? sentences.ownWork
      : { patch: { ...step(current, 'checked', context).patch, checkedBy: by } },
  close: (current, { by, finding }, context) => {
    if (current.handlers.includes(by)) return sentences.ownWork;
    const found = finding ?? current.finding;
    if (found === null) return sentences.needsFinding;
    const { patch } = step(current, 'closed', context);
    return {
      patch: { ...patch, dueAt: null, finding: found, closedAt: context.at, closedBy: by },
      detail: { finding: found },
    };
  },
  sendBack: (current, { comment, role }, context) => {
    if (isEmpty(comment)) return sentences.needsReason;
    const to = stepBefore[current.step];
    if (to === undefined) return sentences.nothingToSendBack;
    // The work of others is not theirs to send back.
    if (!isAllowed(role, 'act') && !inTheStreet.includes(current.step)) return sentences.notAllowed;
    const { patch } = step(current, to, context);
    return { patch: { ...patch, ...undone[current.step] }, detail: { from: current.step, to } };
  },
  transfer: (current, { assignee, comment }, context) => {
    if (isEmpty(comment)) return sentences.needsReason;
    if (assignee === current.assignee) return sentences.sameAssignee;
    return giveTo(current, assignee, context);
  },
  askExtension: (current, { until, comment, by }, { at }) => {
    if (isEmpty(comment)) return sentences.needsReason;
    const reason = whyNotUntil(current, until, at);
    if (reason !== null) return reason;
    return {
      patch: { extensionAsked: { until: until ?? at, reason: comment ?? '', by } },
      detail: { until },
    };
  },
  extend: (current, { until: given, comment }, { at }) => {
    const asked = current.extensionAsked;
    const until = given ?? asked?.until ?? null;
    if (until === null) return sentences.nothingAsked;
    if (asked === null && isEmpty(comment)) return sentences.needsReason;
    const reason = whyNotUntil(current, until, at);
    const detail = { from: current.dueAt, until, askedBy: asked?.by ?? null };
    return reason ?? { patch: postpone(until), detail };
  },
  denyExtension: ({ extensionAsked }, { comment }) => {
    if (extensionAsked === null) return sentences.nothingToDeny;
    if (isEmpty(comment)) return sentences.needsReason;
    return { patch: { extensionAsked: null }, detail: { ...extensionAsked }, isDecision: false };
  },
  hold: (current, { until, comment, by }, { at }) => {
    if (isEmpty(comment)) return sentences.needsReason;
    if (until === null || until <= at) return sentences.untilPast;
    if (until - at > casesLimits.hold_ms_max) return sentences.untilTooFar;
    return { patch: putOnHold(current, { reason: comment ?? '', until, by }, at), detail: { until } };
  },
  resume: ({ hold }, _action, { at }) =>
    hold === null
      ? sentences.notOnHold
      : { patch: takeOffHold(hold, at), detail: { since: hold.since, reason: hold.reason } },
  void: (current, { by, comment }, context) => {
    if (isEmpty(comment)) return sentences.needsReason;
    const { patch } = step(current, 'void', context);
    const ended = { dueAt: null, hold: null, closedAt: context.at, closedBy: by };
    return { patch: { ...patch, ...ended }, detail: { from: current.step } };
  },
  whistle: (current, { comment }, { at, settings }) => {
    if (isEmpty(comment)) return sentences.needsReason;
    if (current.level === null || levelAbove(current.level) === null) return sentences.topLevel;
    const patch = whistle(current, { at, settings: settings.cases });
    return { patch, detail: { from: current.level, to: patch.level }, isDecision: false };
  },
  takeOver: (current, action, context) => {
    if (current.whistledAt === null) return sentences.notWhistled;
    if (!isOfLevel(current, action, context.settings)) return sentences.notOfLevel;
    const assignee = isEmpty(action.assignee) ? action.by : action.assignee;
    const detail = { from: current.assignee, to: assignee, level: current.level };
    // Whoever takes over in the middle takes the task anew; before and after that, the step stays.
    if (!inTheStreet.includes(current.step)) return { patch: { assignee }, detail };
    return { patch: { ...step(current, 'dispatched', context).patch, assignee }, detail };
  },
  chase: ({ step, assignee }) => ({ patch: {}, detail: { step, assignee }, isDecision: false }),
  comment: (_current, { comment, pictureUrl = null }) =>
    isEmpty(comment) && pictureUrl === null ? sentences.needsText : { patch: {}, isDecision: false },
};

const inTheStreet: readonly CaseStep[] = ['dispatched', 'taken', 'arrived'];

const stepBefore: Readonly<Partial<Record<CaseStep, CaseStep>>> = {
  accepted: 'reported',
  dispatched: 'accepted',
  taken: 'dispatched',
  arrived: 'taken',
  handled: 'arrived',
  checked: 'handled',
};

/** What sending back from a step takes back. Who has handled it once stays among its handlers. */
const undone: Readonly<Partial<Record<CaseStep, Partial<Case>>>> = {
  dispatched: { assignee: null },
  handled: { handledBy: null, finding: null, result: null },
  checked: { checkedBy: null },
};

function step(current: Case, to: CaseStep, { at, settings }: Context): Move {
  return { patch: reach(current, to, { at, settings: settings.cases }) };
}

function giveTo(current: Case, assignee: string | null, context: Context): Move | Text {
  if (isEmpty(assignee)) return sentences.needsAssignee;
  const detail = { assignee, ...(current.assignee === null ? {} : { from: current.assignee }) };
  return { patch: { ...step(current, 'dispatched', context).patch, assignee }, detail };
}

function whyNotUntil({ dueAt }: Case, until: number | null, at: number): Text | null {
  if (dueAt === null) return sentences.noDeadline;
  if (until === null || until <= at || until <= dueAt) return sentences.untilNotLater;
  return until - at > casesLimits.extension_ms_max ? sentences.untilTooFar : null;
}

/**
 * Whether somebody works at the level that a case was called up to. The settings' recipients say where people
 * work; of those whom they do not place, a leader may.
 */
function isOfLevel(current: Case, { by, role }: CaseAction, settings: DeskSettings): boolean {
  const places = settings.recipients.filter(({ username }) => username === by).map(({ at }) => at);
  if (places.length === 0) return isAllowed(role, 'lead');
  const { level, path } = current;
  if (level === null) return false;
  const above: readonly AreaLevel[] = areaLevels.slice(0, areaLevels.indexOf(level) + 1);
  return places.some((at) => at === null || above.some((one) => path.includes(`${one}:${at}`)));
}

function isEmpty(text: string | null): boolean {
  return text === null || text.trim() === '';
}
