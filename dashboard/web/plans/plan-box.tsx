import { useSignal } from '@preact/signals';
import type { Plan, PlanSubject } from '../../../domain/plan.ts';
import { openAlerts, openCases, openPlanRuns } from '../live/live-store.ts';
import { Answered, useAnswer } from '../parts/answer.tsx';
import { tell } from '../parts/notices.tsx';
import { problemWords } from '../parts/problem-words.ts';
import { say } from '../shell/language.ts';
import { may } from '../shell/session.ts';
import { t } from './phrases.ts';
import { planApi } from './plan-api.ts';
import { planPath } from './plan-words.ts';
import { showRun } from './run-acts.ts';
import { RunBrief } from './run-brief.tsx';
import { runsAbout } from './run-steps.ts';
import './plan-box.css';

const typeOf = { alerts: 'alert', incidents: 'incident', cases: 'case' } as const;

/** Plans shown at once; the rest is behind a button. */
const shownPlans_max = 2;

/** The plans for an alert, an incident or a case: those in motion with what is to be done next, and those that fit. */
export function PlanBox({ about, id }: { about: keyof typeof typeOf; id: string }) {
  const subject: PlanSubject = { type: typeOf[about], id };
  const runs = runsAbout(openPlanRuns.value, subject, { alerts: openAlerts.value, cases: openCases.value });
  const fitting = useAnswer(`${subject.type} ${id}`, () => planApi.fitting(subject));
  // What is over and forgotten by memory has no plans any more.
  if (fitting.problem?.status === 404 && runs.length === 0) return null;
  return (
    <section class="plan-box" aria-label={t('plan')}>
      <h3>{t('plan')}</h3>
      {runs.map((run) => (
        <RunBrief key={run.id} run={run} />
      ))}
      <Answered of={fitting}>
        {({ plans }) => (
          <FittingPlans
            subject={subject}
            plans={plans.filter((plan) => runs.every((run) => run.plan.id !== plan.id))}
            isFirst={runs.length === 0}
          />
        )}
      </Answered>
    </section>
  );
}

function FittingPlans({
  subject,
  plans,
  isFirst,
}: {
  subject: PlanSubject;
  plans: readonly Plan[];
  isFirst: boolean;
}) {
  const showsAll = useSignal(false);
  // While one is in motion, others are there for who looks for them.
  const shown = showsAll.value ? plans : plans.slice(0, isFirst ? shownPlans_max : 0);
  const hidden = plans.length - shown.length;
  if (plans.length === 0) return isFirst ? <p class="dim">{t('nothingFits')}</p> : null;
  return (
    <>
      <ul class="plan-offers">
        {shown.map((plan, index) => (
          <Offer key={plan.id} subject={subject} plan={plan} isBest={isFirst && index === 0} />
        ))}
      </ul>
      {hidden > 0 && (
        <button class="quiet plan-more" type="button" onClick={() => (showsAll.value = true)}>
          {t('otherPlans', { n: hidden })}
        </button>
      )}
    </>
  );
}

function Offer({ subject, plan, isBest }: { subject: PlanSubject; plan: Plan; isBest: boolean }) {
  const isBusy = useSignal(false);
  const title = say(plan.title);
  const cases = plan.steps.filter(({ opensCase }) => opensCase).length;

  async function start(): Promise<void> {
    if (isBusy.value) return;
    isBusy.value = true;
    const answer = await planApi.start(subject, plan.id);
    isBusy.value = false;
    if (!answer.ok) {
      tell(problemWords(answer.problem), { isFault: true });
      return;
    }
    showRun(answer.value.run);
    tell(t('started', { title }));
  }

  return (
    <li class="plan-offer">
      <a class="plan-offer-title" href={planPath(plan.id)}>
        {title}
      </a>
      <span class="dim plan-offer-facts">
        {t('steps', { n: plan.steps.length })}
        {cases > 0 && ` · ${t('opensCases', { n: cases })}`}
      </span>
      {may('act') && (
        <button
          class={isBest ? 'primary' : ''}
          type="button"
          aria-disabled={isBusy.value}
          aria-label={t('startNamed', { title })}
          onClick={() => void start()}
        >
          {isBusy.value ? t('starting') : t('start')}
        </button>
      )}
    </li>
  );
}
