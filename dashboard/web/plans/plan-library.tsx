import type { Plan } from '../../../domain/plan.ts';
import { clock, openPlanRuns } from '../live/live-store.ts';
import { Answered, useAnswer } from '../parts/answer.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { formatMoment } from '../parts/format.ts';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { say } from '../shell/language.ts';
import { t } from './phrases.ts';
import { planApi } from './plan-api.ts';
import { areaWords, kindWords, planPath } from './plan-words.ts';
import { RunBrief } from './run-brief.tsx';

/** The plans in motion, and all that are in force. */
export function PlanLibrary() {
  const answer = useAnswer('plans', planApi.plans);
  const runs = openPlanRuns.value.toSorted((a, b) => b.startedAt - a.startedAt);
  return (
    <>
      {runs.length > 0 && (
        <section aria-label={t('running')}>
          <h3>{t('running')}</h3>
          <div class="plan-running">
            {runs.map((run) => (
              <RunBrief key={run.id} run={run} showsSubject />
            ))}
          </div>
        </section>
      )}
      <Answered of={answer}>
        {({ plans, set }) =>
          plans.length === 0 ? (
            <EmptyState title={t('noPlans')}>{t('noPlansDetail')}</EmptyState>
          ) : (
            <>
              <p class="dim">
                {t('setOf', {
                  who: set.by === 'files' ? t('fromFiles') : set.by,
                  moment: formatMoment(set.at, clock.peek()),
                })}
                {set.comment !== null && ` · ${set.comment}`}
              </p>
              <PlanTable plans={plans} />
            </>
          )
        }
      </Answered>
    </>
  );
}

function PlanTable({ plans }: { plans: readonly Plan[] }) {
  return (
    <div class="table-scroll">
      <table class="table plan-table">
        <thead>
          <tr>
            <th>{t('title')}</th>
            <th>{t('kinds')}</th>
            <th>{t('levels')}</th>
            <th>{t('areas')}</th>
            <th class="number">{t('stepsHead')}</th>
            <th class="number">{t('case')}</th>
          </tr>
        </thead>
        <tbody>
          {plans.map((plan) => (
            <tr key={plan.id}>
              <td>
                <a href={planPath(plan.id)}>{say(plan.title)}</a>
                <p class="dim">{say(plan.summary)}</p>
              </td>
              <td>{kindWords(plan)}</td>
              <td>
                <PlanSeverities plan={plan} />
              </td>
              <td>{areaWords(plan)}</td>
              <td class="number">{plan.steps.length}</td>
              <td class="number">{plan.steps.filter(({ opensCase }) => opensCase).length}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The severities that a plan is for, hollow: nothing is wrong here. */
export function PlanSeverities({ plan: { match } }: { plan: Plan }) {
  if (match.severities.length === 0) return <>{t('anyLevel')}</>;
  return (
    <span class="plan-severities">
      {match.severities.map((severity) => (
        <SeverityMark key={severity} severity={severity} hollow />
      ))}
    </span>
  );
}
