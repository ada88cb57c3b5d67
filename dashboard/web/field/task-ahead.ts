import type { CaseStep } from '../../../domain/case.ts';
import { type Act, isDecision, type TaskAction } from './act.ts';
import type { Task } from './field-api.ts';

/** A task as its person sees it: with what they have done and the centre has not heard yet. */
export interface TaskAhead {
  readonly task: Task;
  /** Where it will stand once all is sent. */
  readonly step: CaseStep;
  /** Null: nothing is left for this person to do. */
  readonly next: Extract<TaskAction, 'take' | 'arrive' | 'handle'> | null;
  /** The version of the case that the next act rests on: as the centre told it, or as the person's own acts make it. */
  readonly seen: number;
  readonly waiting: readonly Act[];
  readonly refused: readonly Act[];
}

const leadsTo: Readonly<Partial<Record<TaskAction, CaseStep>>> = {
  take: 'taken',
  arrive: 'arrived',
  handle: 'handled',
};
const before: Readonly<Partial<Record<CaseStep, CaseStep>>> = {
  arrived: 'taken',
  taken: 'dispatched',
  dispatched: 'accepted',
};
const nextAt: Readonly<Partial<Record<CaseStep, 'take' | 'arrive' | 'handle'>>> = {
  dispatched: 'take',
  taken: 'arrive',
  arrived: 'handle',
};

/**
 * Lays a person's own acts over the tasks that the centre told at `askedAt`, ms: those that wait, and those that
 * were sent since, which that answer did not know.
 */
export function lookAhead(
  tasks: readonly Task[],
  acts: readonly Act[],
  askedAt: number,
): readonly TaskAhead[] {
  return tasks.map((task) => {
    const mine = acts.filter(({ content }) => content.type === 'task' && content.caseId === task.case.id);
    const counts = mine.filter(
      ({ state, settledAt }) => state === 'waiting' || (state === 'sent' && (settledAt ?? 0) >= askedAt),
    );
    const step = counts.reduce(follow, task.case.step);
    return {
      task,
      step,
      next: nextAt[step] ?? null,
      seen: seenBy(counts, task.case.version),
      waiting: mine.filter(({ state }) => state === 'waiting'),
      refused: mine.filter(({ state }) => state === 'refused'),
    };
  });
}

function seenBy(acts: readonly Act[], version: number): number {
  const [first] = acts.filter((act) => act.state === 'waiting' && isDecision(act));
  // What waits goes on with what is made of it; what comes after shares its fate.
  if (first?.content.type === 'task') return first.content.seen;
  return Math.max(version, ...acts.filter(isDecision).map(({ made }) => made ?? 0));
}

function follow(step: CaseStep, { content }: Act): CaseStep {
  if (content.type !== 'task') return step;
  if (content.action === 'sendBack') return before[step] ?? step;
  return leadsTo[content.action] ?? step;
}

/** How often a task has to be sent back until it is the centre's again: a step each time. */
export function stepsBack(step: CaseStep): number {
  let count = 0;
  for (let at: CaseStep | undefined = step; at !== undefined && at !== 'accepted'; at = before[at])
    count += 1;
  return count;
}
