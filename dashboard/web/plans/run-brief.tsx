import { planRoleNames, type PlanRun } from '../../../domain/plan.ts';
import { mayEndStep } from '../../../domain/plan-steps.ts';
import type { PlanRunWithPlace } from '../../live-protocol.ts';
import { Deadline } from '../parts/deadline.tsx';
import { say } from '../shell/language.ts';
import { me } from '../shell/session.ts';
import { t } from './phrases.ts';
import { runPath } from './plan-words.ts';
import { busy, endStep } from './run-acts.ts';
import { progressOf, waitingSteps, type StepNow } from './run-steps.ts';

/** Steps shown beside the one that is next. */
const shownSteps_max = 3;

/** A plan in motion in a few lines: how far it is, what is next, and a button that says that it is done. */
export function RunBrief({ run, showsSubject }: { run: PlanRunWithPlace; showsSubject?: boolean }) {
  const { ended, late, total } = progressOf(run);
  const waiting = waitingSteps(run);
  return (
    <div class="run-brief">
      <p class="run-brief-head">
        <a href={runPath(run.id)}>{say(run.plan.title)}</a>
        <span class="dim">
          {t('running')} · {t('progress', { ended, total })}
        </span>
        {late > 0 && <span class="run-late">{t('lateSteps', { n: late })}</span>}
      </p>
      {showsSubject === true && (
        <p class="dim">
          {say(run.situation.title)} · {say(run.place)}
        </p>
      )}
      <RunBar run={run} />
      {waiting.length === 0 ? (
        <p class="dim">{t('allEnded')}</p>
      ) : (
        <ol class="run-brief-steps">
          {waiting.slice(0, shownSteps_max).map((step, index) => (
            <BriefStep key={step.id} runId={run.id} now={step} isNext={index === 0} />
          ))}
        </ol>
      )}
      <a class="run-brief-open" href={runPath(run.id)}>
        {t('openList')}
      </a>
    </div>
  );
}

function BriefStep({ runId, now, isNext }: { runId: string; now: StepNow; isNext: boolean }) {
  const { step, number, dueAt } = now;
  const text = say(step.text);
  const isMine = me.value !== null && me.value !== undefined && mayEndStep(me.value.role, step.role);
  return (
    <li class={isNext ? 'is-next' : undefined}>
      <span class="run-brief-number dim">{number}</span>
      <span>
        {text}{' '}
        <span class="dim">
          {say(planRoleNames[step.role])}
          {dueAt !== null && ' · '}
          {dueAt !== null && <Deadline at={dueAt} />}
        </span>
      </span>
      {isNext && isMine && (
        <button
          type="button"
          aria-disabled={busy.value.has(`${runId}:${step.id}`)}
          aria-label={t('doneNamed', { n: number, text })}
          onClick={() => void endStep({ runId, stepId: step.id }, 'done')}
        >
          {t('done')}
        </button>
      )}
    </li>
  );
}

/** How far a run is, one part a step: done, ended otherwise, late, waiting. Words say the same beside it. */
export function RunBar({ run }: { run: Pick<PlanRun, 'steps'> }) {
  return (
    <span class="run-bar" aria-hidden="true">
      {run.steps.map(({ id, state, lateSince }) => (
        <i
          key={id}
          class={
            state === 'open' ? (lateSince === null ? '' : 'is-late') : state === 'done' ? 'is-done' : 'is-out'
          }
        />
      ))}
    </span>
  );
}
