import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { BattleMap } from '../../../domain/battle-map.ts';
import { mayEndStep } from '../../../domain/plan-steps.ts';
import type { PlanRun, PlanSubject } from '../../../domain/plan.ts';
import { clock, openPlanRuns } from '../live/live-store.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { formatAge, formatMoment } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { problemWords } from '../parts/problem-words.ts';
import { SeverityMark } from '../parts/severity-mark.tsx';
import type { Problem } from '../shell/http.ts';
import { useShortcut } from '../shell/keyboard/shortcuts.ts';
import { language, say, t as common } from '../shell/language.ts';
import { alertPath, casePath, incidentPath } from '../shell/router.ts';
import { checkSession, may, me } from '../shell/session.ts';
import { EndRunDialog } from './end-run-dialog.tsx';
import { t } from './phrases.ts';
import { planApi } from './plan-api.ts';
import { PrintLink } from './print-link.tsx';
import { endStep } from './run-acts.ts';
import { RunBar } from './run-brief.tsx';
import { RunChecklist } from './run-checklist.tsx';
import { RunRecord } from './run-record.tsx';
import { RunSide } from './run-side.tsx';
import { progressOf, summaryOf, waitingSteps } from './run-steps.ts';

/** A plan in motion, to work from: what is next, who does it, until when, with what. */
export function RunPage({ id }: { id: string }) {
  const known = useSignal<BattleMap | null>(null);
  const problem = useSignal<Problem | null>(null);
  const attempt = useSignal(0);
  const live = openPlanRuns.value.find((run) => run.id === id);

  // Asked again with every change: the record grew by it, and who is on duty may be another.
  useEffect(() => {
    let isCurrent = true;
    void planApi.map(id).then((answer) => {
      if (!isCurrent) return;
      problem.value = answer.ok ? null : answer.problem;
      if (answer.ok) known.value = answer.value.map;
      else if (answer.problem.status === 401) void checkSession();
    });
    return () => {
      isCurrent = false;
    };
  }, [id, live?.version, attempt.value]);

  const map = known.value;
  if (map !== null) {
    const run = live !== undefined && live.version > map.run.version ? live : map.run;
    return <RunView map={map} run={run} again={() => (attempt.value += 1)} />;
  }
  return (
    <main class="page">
      <BackToRuns />
      {problem.value === null ? (
        <p class="dim loading">{common('loading')}</p>
      ) : problem.value.status === 404 ? (
        <EmptyState title={t('goneRun')}>{t('goneDetail')}</EmptyState>
      ) : (
        <EmptyState title={problemWords(problem.value)}>
          <button type="button" onClick={() => (attempt.value += 1)}>
            {common('tryAgain')}
          </button>
        </EmptyState>
      )}
    </main>
  );
}

function RunView({ map, run, again }: { map: BattleMap; run: PlanRun; again: () => void }) {
  const [next] = run.endedAt === null ? waitingSteps(run) : [];
  useShortcut('nextStep', () => {
    const role = me.peek()?.role;
    if (next === undefined || role === undefined || !mayEndStep(role, next.step.role)) return;
    void endStep({ runId: run.id, stepId: next.id }, 'done');
  });
  return (
    <main class="page run-page">
      <RunHead map={map} run={run} again={again} />
      <div class="run-main">
        <RunChecklist run={run} tasks={map.tasks} again={again} />
        <RunRecord run={run} events={map.events} again={again} />
      </div>
      <RunSide map={map} />
    </main>
  );
}

function RunHead({ map, run, again }: { map: BattleMap; run: PlanRun; again: () => void }) {
  const isEnding = useSignal(false);
  const { ended, late, total } = progressOf(run);
  const { plan, situation, startedAt, startedBy, endedAt, endedBy } = run;
  const isRunning = endedAt === null;
  return (
    <header class="run-head">
      <BackToRuns />
      <div class="section-head">
        <SeverityMark severity={situation.severity} hollow={!isRunning} />
        <h1>{say(plan.title)}</h1>
        <span class="tag">{t(isRunning ? 'running' : 'ended')}</span>
        <span class="spring" />
        <PrintLink type="plan-runs" id={run.id} />
        {isRunning && may('act') && (
          <button type="button" onClick={() => (isEnding.value = true)}>
            {t('end')}
          </button>
        )}
      </div>
      <p>
        {say(situation.title)} · {say(map.place)} · <SubjectLink subject={situation.subject} />
      </p>
      <p class="dim">
        {t('startedBy', { who: startedBy, moment: formatMoment(startedAt, clock.value) })} ·{' '}
        {isRunning
          ? t('runningFor', { age: formatAge(clock.value - startedAt, language.value) })
          : t('endedBy', {
              who: endedBy ?? '',
              moment: formatMoment(endedAt, clock.peek()),
              age: formatAge(endedAt - startedAt, language.value),
            })}
      </p>
      <div class="run-progress">
        <b>{t('progress', { ended, total })}</b>
        {isRunning && late > 0 && <span class="run-late">{t('lateSteps', { n: late })}</span>}
        <RunBar run={run} />
      </div>
      {!isRunning && (
        <section class="run-summary" aria-label={t('summary')}>
          <h3>{t('summary')}</h3>
          <p>{t('summaryLine', summaryOf(run))}</p>
          {map.events.findLast(({ type }) => type === 'end')?.comment}
        </section>
      )}
      {isEnding.value && <EndRunDialog run={run} onClose={() => (isEnding.value = false)} onEnded={again} />}
    </header>
  );
}

function SubjectLink({ subject: { type, id } }: { subject: PlanSubject }) {
  if (type === 'alert') return <a href={alertPath(id)}>{t('openAlert')}</a>;
  if (type === 'incident') return <a href={incidentPath(id)}>{t('openIncident')}</a>;
  return <a href={casePath(id)}>{t('openCaseOf')}</a>;
}

function BackToRuns() {
  return (
    <a class="plan-back" href="/plan-runs">
      <Icon name="back" />
      {t('backRuns')}
    </a>
  );
}
