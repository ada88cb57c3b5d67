import { planPlaceNames, planRoleNames, type Plan, type PlanPlace } from '../../../domain/plan.ts';
import { openPlanRuns } from '../live/live-store.ts';
import { Answered, useAnswer } from '../parts/answer.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { Icon } from '../parts/icon.tsx';
import { say } from '../shell/language.ts';
import { t } from './phrases.ts';
import { planApi } from './plan-api.ts';
import { PlanSeverities } from './plan-library.tsx';
import { PrintLink } from './print-link.tsx';
import { areaWords, distanceWords, kindWords, withinWords } from './plan-words.ts';
import { RunBrief } from './run-brief.tsx';

/** One plan as it is in force: what it is for, its steps, whom it calls, and what it needs. */
export function PlanPage({ id }: { id: string }) {
  const answer = useAnswer('plans', planApi.plans);
  return (
    <main class="page plan-pages">
      <a class="plan-back" href="/plans">
        <Icon name="back" />
        {t('back')}
      </a>
      <Answered of={answer}>
        {({ plans, places }) => {
          const plan = plans.find((one) => one.id === id);
          if (plan === undefined) return <EmptyState title={t('gone')}>{t('goneDetail')}</EmptyState>;
          return <PlanDetails plan={plan} places={places} />;
        }}
      </Answered>
    </main>
  );
}

function PlanDetails({ plan, places }: { plan: Plan; places: readonly PlanPlace[] }) {
  const runs = openPlanRuns.value.filter((run) => run.plan.id === plan.id);
  return (
    <>
      <header class="section-head">
        <h1>{say(plan.title)}</h1>
        <span class="spring" />
        <PrintLink type="plans" id={plan.id} />
      </header>
      <p class="plan-summary">{say(plan.summary)}</p>
      <dl class="facts">
        <dt>{t('kinds')}</dt>
        <dd>{kindWords(plan)}</dd>
        <dt>{t('levels')}</dt>
        <dd>
          <PlanSeverities plan={plan} />
        </dd>
        <dt>{t('areas')}</dt>
        <dd>{areaWords(plan)}</dd>
      </dl>
      {runs.length > 0 && (
        <section class="plan-running" aria-label={t('runsOf')}>
          {runs.map((run) => (
            <RunBrief key={run.id} run={run} showsSubject />
          ))}
        </section>
      )}
      <div class="plan-columns">
        <StepTable plan={plan} />
        <div class="plan-needs">
          <CallList plan={plan} />
          <ResourceList resources={plan.resources} />
          <PlaceNeeds plan={plan} places={places} />
        </div>
      </div>
    </>
  );
}

function StepTable({ plan }: { plan: Plan }) {
  return (
    <section>
      <h3>{t('stepsHead')}</h3>
      <div class="table-scroll">
        <table class="table plan-steps">
          <thead>
            <tr>
              <th class="number">#</th>
              <th>{t('step')}</th>
              <th>{t('who')}</th>
              <th>{t('within')}</th>
            </tr>
          </thead>
          <tbody>
            {plan.steps.map((step, index) => (
              <tr key={step.id}>
                <td class="number">{index + 1}</td>
                <td>
                  {say(step.text)} {step.opensCase && <span class="tag">{t('opensCase')}</span>}
                </td>
                <td>{say(planRoleNames[step.role])}</td>
                <td>{withinWords(step.within_s)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function CallList({ plan: { calls } }: { plan: Plan }) {
  if (calls.length === 0) return null;
  return (
    <section>
      <h3>{t('calls')}</h3>
      <dl class="facts">
        {calls.flatMap(({ role, why }) => [
          <dt key={`${role} who`}>{say(planRoleNames[role])}</dt>,
          <dd key={`${role} why`}>{say(why)}</dd>,
        ])}
      </dl>
    </section>
  );
}

/** What a plan needs at hand. */
export function ResourceList({ resources }: { resources: Plan['resources'] }) {
  if (resources.length === 0) return null;
  return (
    <section>
      <h3>{t('resources')}</h3>
      <dl class="facts">
        {resources.flatMap(({ name, quantity, unit }) => [
          <dt key={`${name.zh} what`}>{say(name)}</dt>,
          <dd key={`${name.zh} much`}>
            {quantity} {say(unit)}
          </dd>,
        ])}
      </dl>
    </section>
  );
}

function PlaceNeeds({ plan, places }: { plan: Plan; places: readonly PlanPlace[] }) {
  if (plan.places.length === 0) return null;
  return (
    <section>
      <h3>{t('placesNeeded')}</h3>
      <dl class="facts">
        {plan.places.flatMap(({ kind, within_m }) => [
          <dt key={`${kind} what`}>{say(planPlaceNames[kind])}</dt>,
          <dd key={`${kind} where`}>
            {t('placesKnown', {
              within: distanceWords(within_m),
              n: places.filter((place) => place.kind === kind).length,
            })}
          </dd>,
        ])}
      </dl>
    </section>
  );
}
