import { toContentId } from '../content-id.ts';
import type {
  Plan,
  PlanEnd,
  PlanNote,
  PlanRun,
  PlanRunEvent,
  PlanRunStep,
  PlanSituation,
  PlanStart,
  PlanStepAction,
} from '../../domain/plan.ts';
import { mayEndStep } from '../../domain/plan-steps.ts';
import { isAllowed, type Role } from '../../domain/roles.ts';
import type { Text } from '../../domain/text.ts';

/**
 * The life of a plan in motion, pure: it is set in motion, its steps are ticked off or taken back, what is not
 * done in time is marked late, and somebody ends it. Each move is the run after it and the line that tells of it.
 */
export interface PlanMove {
  readonly run: PlanRun;
  readonly event: PlanRunEvent;
}

/** The author of what nobody pressed. */
const clockAuthor = 'clock';

export function startRun(
  { plan, setId, situation }: { plan: Plan; setId: string; situation: PlanSituation },
  action: PlanStart,
  { at, offset }: { at: number; offset: number },
): PlanMove {
  const { subject } = situation;
  const run: PlanRun = {
    id: toContentId([subject.type, subject.id, plan.id, at, offset]),
    version: 1,
    plan,
    setId,
    situation,
    steps: plan.steps.map(({ id, within_s }): PlanRunStep => ({
      id,
      state: 'open',
      dueAt: within_s === null ? null : at + within_s * 1_000,
      lateSince: null,
      doneAt: null,
      doneBy: null,
      comment: null,
    })),
    startedAt: at,
    startedBy: action.by,
    endedAt: null,
    endedBy: null,
  };
  return { run, event: toEvent(run, { at, type: 'start', stepId: null, by: action.by, comment: null }) };
}

/** The move, or in words why not. */
export function tickStep(run: PlanRun, action: PlanStepAction, at: number): PlanMove | Text {
  const step = run.steps.find(({ id }) => id === action.stepId);
  if (step === undefined) return { zh: '预案中没有这一步', en: 'the plan has no such step' };
  if (run.endedAt !== null)
    return { zh: `预案已由 ${run.endedBy} 结束`, en: `it was ended by ${run.endedBy}` };
  if (!mayTick(action.role, run, action.stepId)) {
    return { zh: '这一步由其他角色完成', en: 'this step is for another role' };
  }
  const { action: type, by, comment } = action;
  const isEnding = type !== 'undone';
  if (isEnding && step.state !== 'open') return alreadyEnded(step);
  if (!isEnding && step.state === 'open') return { zh: '尚未完成', en: 'it is not done' };
  if (isEnding && type !== 'done' && (comment === null || comment.trim() === '')) {
    return { zh: '请写明原因', en: 'say why' };
  }
  const after: PlanRunStep = isEnding
    ? { ...step, state: type, doneAt: at, doneBy: by, comment }
    : { ...step, state: 'open', doneAt: null, doneBy: null, comment };
  return moveStep(run, after, { at, type, stepId: step.id, by, comment });
}

function alreadyEnded({ state, doneBy }: PlanRunStep): Text {
  if (state === 'skipped') return { zh: `${doneBy} 已跳过`, en: `it was left out by ${doneBy} already` };
  if (state === 'impossible') {
    return { zh: `${doneBy} 已说明无法执行`, en: `${doneBy} said already that it cannot be done` };
  }
  return { zh: `${doneBy} 已完成`, en: `it was done by ${doneBy} already` };
}

/** A line in the history, which changes no step. The move, or in words why not. */
export function noteRun(run: PlanRun, action: PlanNote, at: number): PlanMove | Text {
  const { stepId, by, comment } = action;
  if (stepId !== null && run.steps.every(({ id }) => id !== stepId)) {
    return { zh: '预案中没有这一步', en: 'the plan has no such step' };
  }
  if (run.endedAt !== null)
    return { zh: `预案已由 ${run.endedBy} 结束`, en: `it was ended by ${run.endedBy}` };
  if (comment.trim() === '') return { zh: '备注为空', en: 'the note is empty' };
  const isOwn = stepId === null ? isAllowed(action.role, 'task') : mayTick(action.role, run, stepId);
  if (!isOwn) return { zh: '您的角色不能这样做', en: 'your role may not do this' };
  const after = { ...run, version: run.version + 1 };
  return { run: after, event: toEvent(after, { at, type: 'note', stepId, by, comment }) };
}

function mayTick(role: Role, run: PlanRun, stepId: string): boolean {
  const step = run.plan.steps.find(({ id }) => id === stepId);
  return step !== undefined && mayEndStep(role, step.role);
}

export function endRun(run: PlanRun, action: PlanEnd, at: number): PlanMove | Text {
  if (run.endedAt !== null)
    return { zh: `预案已由 ${run.endedBy} 结束`, en: `it was ended by ${run.endedBy}` };
  const { by, comment } = action;
  const after = { ...run, version: run.version + 1, endedAt: at, endedBy: by };
  return { run: after, event: toEvent(after, { at, type: 'end', stepId: null, by, comment }) };
}

/**
 * What became late by `clock`, the earliest first, each at its own time. `notBefore`: no line of history may be
 * older than what was done just before it.
 */
export function passTime(run: PlanRun, clock: number, notBefore = -Infinity): readonly PlanMove[] {
  if (nextDueAt(run) > clock) return [];
  const moves: PlanMove[] = [];
  let present = run;
  const late = run.steps
    .filter((step) => isWaiting(step) && (step.dueAt ?? Infinity) <= clock)
    .toSorted((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0));
  for (const step of late) {
    const dueAt = step.dueAt ?? clock;
    const at = Math.max(dueAt, notBefore);
    const line = { at, type: 'late', stepId: step.id, by: clockAuthor, comment: null } as const;
    const move = moveStep(present, { ...step, lateSince: dueAt }, line);
    moves.push(move);
    present = move.run;
  }
  return moves;
}

/** When the next step becomes late; Infinity: none. */
function nextDueAt(run: PlanRun): number {
  if (run.endedAt !== null) return Infinity;
  return Math.min(Infinity, ...run.steps.filter(isWaiting).map(({ dueAt }) => dueAt ?? Infinity));
}

function isWaiting({ state, lateSince }: PlanRunStep): boolean {
  return state === 'open' && lateSince === null;
}

function moveStep(run: PlanRun, step: PlanRunStep, line: Omit<PlanRunEvent, 'runId' | 'version'>): PlanMove {
  const steps = run.steps.map((other) => (other.id === step.id ? step : other));
  const after = { ...run, version: run.version + 1, steps };
  return { run: after, event: toEvent(after, line) };
}

function toEvent(run: PlanRun, line: Omit<PlanRunEvent, 'runId' | 'version'>): PlanRunEvent {
  return { runId: run.id, version: run.version, ...line };
}
