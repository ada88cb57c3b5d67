import type { PlanSubject } from '../../../domain/plan.ts';
import { mayEndStep } from '../../../domain/plan-steps.ts';
import { openAlerts, openCases, openPlanRuns } from '../live/live-store.ts';
import { tell } from '../parts/notices.tsx';
import { PlanBox } from '../plans/plan-box.tsx';
import { endStep } from '../plans/run-acts.ts';
import { runsAbout, waitingSteps } from '../plans/run-steps.ts';
import { useShortcut } from '../shell/keyboard/shortcuts.ts';
import { say } from '../shell/language.ts';
import { me } from '../shell/session.ts';
import { d } from './detail-phrases.ts';

/** The plans for what is open here; a single key says that the next step is done. */
export function PlanPart({ about, id }: { about: 'alerts' | 'incidents'; id: string }) {
  useShortcut('nextStep', () => void endNextStep({ type: about === 'alerts' ? 'alert' : 'incident', id }));
  return <PlanBox about={about} id={id} />;
}

async function endNextStep(subject: PlanSubject): Promise<void> {
  const known = { alerts: openAlerts.peek(), cases: openCases.peek() };
  const role = me.peek()?.role;
  for (const run of runsAbout(openPlanRuns.peek(), subject, known)) {
    const [next] = waitingSteps(run);
    if (next === undefined || role === undefined || !mayEndStep(role, next.step.role)) continue;
    const isDone = await endStep({ runId: run.id, stepId: next.id }, 'done');
    if (isDone) tell(d('planStepDone', { step: say(next.step.text) }));
    return;
  }
}
