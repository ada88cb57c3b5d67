import { signal } from '@preact/signals';
import type { PlanRun, PlanStepEnding } from '../../../domain/plan.ts';
import type { PlanRunWithPlace } from '../../live-protocol.ts';
import { openPlanRuns, putPlanRunNow } from '../live/live-store.ts';
import { tell } from '../parts/notices.tsx';
import { problemWords } from '../parts/problem-words.ts';
import type { Answer } from '../shell/http.ts';
import { checkSession } from '../shell/session.ts';
import { planApi } from './plan-api.ts';

/** What waits for an answer: steps as `run:step`, and runs. */
export const busy = signal<ReadonlySet<string>>(new Set());

/** Puts in what an answer tells, which may be here before the feed; that one knows the place's name. */
export function showRun(run: PlanRun): void {
  const known = openPlanRuns.peek().find(({ id }) => id === run.id);
  const place = known?.place ?? { zh: '', en: '' };
  const shown: PlanRunWithPlace = { ...run, place };
  // Where nobody knew the place, the feed's own is awaited: it has the same version and would be dropped.
  if (known !== undefined) putPlanRunNow(shown);
}

/** Asks once at a time and shows what came of it; false: it was not done, and why was told. */
export async function askRun(
  key: string,
  question: () => Promise<Answer<{ readonly run: PlanRun }>>,
): Promise<boolean> {
  if (busy.value.has(key)) return false;
  busy.value = new Set(busy.value).add(key);
  const answer = await question();
  const rest = new Set(busy.value);
  rest.delete(key);
  busy.value = rest;
  if (answer.ok) {
    showRun(answer.value.run);
    return true;
  }
  if (answer.problem.status === 401) void checkSession();
  tell(problemWords(answer.problem), { isFault: true });
  return false;
}

/** Ends a step, or takes that back. */
export function endStep(
  at: { readonly runId: string; readonly stepId: string },
  state: PlanStepEnding | 'undone',
  comment: string | null = null,
): Promise<boolean> {
  return askRun(`${at.runId}:${at.stepId}`, () => planApi.step(at, state, comment));
}
