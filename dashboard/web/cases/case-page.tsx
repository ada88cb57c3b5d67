import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CaseWithPlace } from '../../live-protocol.ts';
import { clock, openCases } from '../live/live-store.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { formatMoment } from '../parts/format.ts';
import { problemWords } from '../parts/problem-words.ts';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { PlanBox } from '../plans/plan-box.tsx';
import { personName } from '../parts/staff-names.ts';
import type { Problem } from '../shell/http.ts';
import { say, t as common } from '../shell/language.ts';
import { checkSession } from '../shell/session.ts';
import { CaseActions } from './case-actions.tsx';
import { caseApi, type CaseDetail } from './case-api.ts';
import { CaseTags } from './case-board.tsx';
import { CaseAbout, CaseFacts } from './case-facts.tsx';
import { CaseHistory } from './case-history.tsx';
import { BackToCases } from './case-overview.tsx';
import { CaseStepper } from './case-stepper.tsx';
import { stepNames } from './case-words.ts';
import { t } from './phrases.ts';

/** One case: where it stands, what may be done now, and everything that happened to it. */
export function CasePage({ id }: { id: string }) {
  const detail = useSignal<CaseDetail | null>(null);
  const problem = useSignal<Problem | null>(null);
  const attempt = useSignal(0);
  const live = openCases.value.find((one) => one.id === id);

  // Asked again with every change: the history grew by it. Also when it leaves the open ones: it has ended.
  useEffect(() => {
    let isCurrent = true;
    void caseApi.find(id).then((answer) => {
      if (!isCurrent) return;
      problem.value = answer.ok ? null : answer.problem;
      if (answer.ok) detail.value = answer.value;
      else if (answer.problem.status === 401) void checkSession();
    });
    return () => {
      isCurrent = false;
    };
  }, [id, live?.version, attempt.value]);

  const known = detail.value;
  if (known === null) {
    return (
      <main class="page">
        <BackToCases />
        {problem.value === null ? (
          <p class="dim loading">{common('loading')}</p>
        ) : problem.value.status === 404 ? (
          <EmptyState title={t('gone')}>{t('goneDetail')}</EmptyState>
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
  const one = live !== undefined && live.version > known.case.version ? live : known.case;
  return (
    <main class="page case-page">
      <CaseHead one={one} />
      <div class="case-main">
        <CaseStepper one={one} deadlines={known.deadlines} history={known.history} />
        <CaseFacts one={one} />
        <CaseHistory history={known.history} />
      </div>
      <div class="case-side">
        <CaseActions one={one} history={known.history} onDone={() => (attempt.value += 1)} />
        <CaseAbout one={one} alerts={known.alerts} />
        {one.closedAt === null && <PlanBox about="cases" id={id} />}
      </div>
    </main>
  );
}

function CaseHead({ one }: { one: CaseWithPlace }) {
  const { number, title, place, severity, step, closedAt, closedBy } = one;
  return (
    <header class="case-head">
      <BackToCases />
      <div class="case-head-title">
        <SeverityMark severity={severity} hollow={closedAt !== null} word />
        <h1>{title}</h1>
        <span class="dim case-number">{number}</span>
        <CaseTags one={one} />
      </div>
      <p class="dim">
        {say(place) === '' ? t('noPlace') : say(place)}
        {closedAt !== null &&
          ` · ${t('ended', {
            moment: formatMoment(closedAt, clock.peek()),
            who: personName(closedBy ?? ''),
            step: say(stepNames[step]),
          })}`}
      </p>
    </header>
  );
}
