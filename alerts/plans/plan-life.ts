import { createHash } from 'node:crypto';
import type {
  Plan,
  PlanEnd,
  PlanRun,
  PlanRunEvent,
  PlanRunStep,
  PlanSituation,
  PlanStart,
  PlanStepAction,
} from '../../domain/plan.ts';
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
  const content = JSON.stringify([subject.type, subject.id, plan.id, at, offset]);
  const run: PlanRun = {
    id: createHash('sha256').update(content).digest('hex').slice(0, 20),
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
  const isDone = action.action === 'done';
  if (isDone && step.state === 'done') {
    return { zh: `${step.doneBy} 已完成`, en: `it was done by ${step.doneBy} already` };
  }
  if (!isDone && step.state === 'open') return { zh: '尚未完成', en: 'it is not done' };
  const after: PlanRunStep = isDone
    ? { ...step, state: 'done', doneAt: at, doneBy: action.by, comment: action.comment }
    : { ...step, state: 'open', doneAt: null, doneBy: null, comment: action.comment };
  const { by, comment } = action;
  return moveStep(run, after, { at, type: action.action, stepId: step.id, by, comment });
}

/** Who works from the list of alerts may tick any step; who is sent out, those of their own role. */
function mayTick(role: Role, run: PlanRun, stepId: string): boolean {
  if (isAllowed(role, 'act')) return true;
  const own = role === 'gridWorker' ? 'gridWorker' : role === 'maintenance' ? 'maintenanceContractor' : null;
  return run.plan.steps.some((step) => step.id === stepId && step.role === own);
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
