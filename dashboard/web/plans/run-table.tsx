import type { PlanRunWithPlace } from '../../live-protocol.ts';
import { clock, openPlanRuns } from '../live/live-store.ts';
import { Answered, useAnswer } from '../parts/answer.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { formatMoment } from '../parts/format.ts';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { say } from '../shell/language.ts';
import { t } from './phrases.ts';
import { planApi } from './plan-api.ts';
import { runPath } from './plan-words.ts';
import { RunBar } from './run-brief.tsx';
import { newestRuns, progressOf } from './run-steps.ts';

/** Every run that is known, those in motion first. */
export function RunTable() {
  const running = openPlanRuns.value;
  // Asked again when one begins or ends; in between, the feed tells how far they are.
  const ids = running.map(({ id }) => id).toSorted();
  const answer = useAnswer(`runs ${ids.join(' ')}`, () => planApi.runs('all'));
  return (
    <Answered of={answer}>
      {({ runs }) => {
        const shown = newestRuns(runs, running);
        if (shown.length === 0) return <EmptyState title={t('noRuns')}>{t('noRunsDetail')}</EmptyState>;
        return (
          <div class="table-scroll">
            <table class="table run-table">
              <thead>
                <tr>
                  <th>{t('state')}</th>
                  <th>{t('title')}</th>
                  <th>{t('subject')}</th>
                  <th>{t('place')}</th>
                  <th>{t('how')}</th>
                  <th>{t('startedAt')}</th>
                </tr>
              </thead>
              <tbody>
                {shown.map((run) => (
                  <RunRow key={run.id} run={run} />
                ))}
              </tbody>
            </table>
          </div>
        );
      }}
    </Answered>
  );
}

function RunRow({ run }: { run: PlanRunWithPlace }) {
  const { ended, late, total } = progressOf(run);
  const isRunning = run.endedAt === null;
  return (
    <tr class={isRunning ? undefined : 'is-ended'}>
      <td>{t(isRunning ? 'running' : 'ended')}</td>
      <td>
        <a href={runPath(run.id)}>{say(run.plan.title)}</a>
      </td>
      <td>
        <span class="run-subject">
          <SeverityMark severity={run.situation.severity} hollow />
          {say(run.situation.title)}
        </span>
      </td>
      <td>{say(run.place)}</td>
      <td class="run-how">
        {t('progress', { ended, total })}
        {isRunning && late > 0 && <span class="run-late">{t('lateSteps', { n: late })}</span>}
        <RunBar run={run} />
      </td>
      <td>
        {formatMoment(run.startedAt, clock.peek())} · {run.startedBy}
      </td>
    </tr>
  );
}
