import { useEffect } from 'preact/hooks';
import type { AlertEvent } from '../../../domain/alert.ts';
import { isStanding } from '../../forecast-time.ts';
import type { AlertWithPlace } from '../../live-protocol.ts';
import { ServiceAct } from '../devices/service-act.tsx';
import { ForecastDetails } from '../forecasts/forecast-details.tsx';
import { ForecastMark } from '../forecasts/forecast-mark.tsx';
import { clock, openAlerts, putAlertNow } from '../live/live-store.ts';
import { useAnswer } from '../parts/answer.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { formatAge, formatMoment, formatTime } from '../parts/format.ts';
import { problemWords } from '../parts/problem-words.ts';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { personName } from '../parts/staff-names.ts';
import { language, say, t } from '../shell/language.ts';
import { scopePath } from '../shell/router.ts';
import { may } from '../shell/session.ts';
import { ActionBar } from './action-bar.tsx';
import { alertApi } from './alert-api.ts';
import { AlertDevice } from './alert-device.tsx';
import { PlanPart } from './plan-part.tsx';
import { Siblings } from './alert-siblings.tsx';
import { Timeline } from './alert-timeline.tsx';
import { authorWords, findingPhrases, stateWords } from './alert-words.ts';
import { CaseAct } from './case-act.tsx';
import { d } from './detail-phrases.ts';
import { detailApi } from './detail-api.ts';
import { EvidenceChart } from './evidence-chart.tsx';
import { EvidenceDetails } from './evidence-details.tsx';
import { PanelTop } from './panel-top.tsx';
import './detail.css';

/** Deliveries and cases change without the alert. */
const refreshMs = 10_000;

/** One alert: what it is about, what to do first, and everything that is known and was done about it. */
export function AlertPanel({ id }: { id: string }) {
  const live = openAlerts.value.find((alert) => alert.id === id);
  // The history grew by every change.
  const stored = useAnswer(id, () => alertApi.alert(id), { changes: live?.version });
  const alert = live ?? stored.value?.alert;
  const { problem } = stored;
  useEffect(() => {
    // The answer may be here before the feed: the list beside it must not show less.
    if (stored.value !== null) putAlertNow(stored.value.alert);
  }, [stored.value]);

  return (
    <aside class="panel detail" aria-labelledby="panel-heading">
      <PanelTop />
      {alert !== undefined && <AlertDetails alert={alert} history={stored.value?.history ?? []} />}
      {alert === undefined && problem === null && <p class="dim loading">{t('loading')}</p>}
      {alert === undefined && problem !== null && (
        <div id="panel-heading">
          <EmptyState title={problem.status === 404 ? t('alertGone') : problemWords(problem)}>
            <p>{d('goneHint')}</p>
            <button type="button" onClick={stored.again}>
              {t('tryAgain')}
            </button>
          </EmptyState>
        </div>
      )}
    </aside>
  );
}

function AlertDetails({ alert, history }: { alert: AlertWithPlace; history: readonly AlertEvent[] }) {
  const { id, incidentId, scope, deviceId } = alert;
  const told = useAnswer(id, () => detailApi.deliveries(id), { changes: alert.version, everyMs: refreshMs });
  const cases = useAnswer(id, () => detailApi.casesOf(id), { everyMs: refreshMs });
  const ofCase = cases.value?.cases ?? [];
  return (
    <>
      <AlertHead alert={alert} />
      <ActionBar alert={alert}>
        {may('act') && ofCase.length === 0 && (
          <CaseAct alertIds={[id]} incidentId={incidentId} onOpen={cases.again} />
        )}
        {scope.type === 'device' && deviceId !== '' && <ServiceAct deviceId={deviceId} />}
      </ActionBar>
      {say(alert.advice) !== '' && (
        <section class="detail-advice">
          <h3>{t('firstStep')}</h3>
          <p>{say(alert.advice)}</p>
        </section>
      )}
      <PlanPart key={id} about="alerts" id={id} />
      <EvidenceChart key={id} alert={alert} />
      <ForecastDetails alert={alert} />
      <EvidenceDetails alert={alert} />
      <Siblings alert={alert} cases={ofCase} />
      <AlertDevice alert={alert} />
      <Timeline
        alert={alert}
        history={history}
        deliveries={told.value?.deliveries ?? null}
        escalation={told.value?.escalation ?? null}
      />
    </>
  );
}

function AlertHead({ alert }: { alert: AlertWithPlace }) {
  const { closedAt, finding, assignee, suppressed, acknowledgedAt, acknowledgedBy } = alert;
  const now = clock.value;
  const isWaiting = closedAt === null && alert.operator === 'unacknowledged';
  return (
    <header class={isWaiting ? `detail-title waits-${alert.displayedSeverity}` : 'detail-title'}>
      <div class="detail-mark">
        <SeverityMark severity={alert.displayedSeverity} hollow={!isWaiting} word />
        {alert.forecast !== null && <ForecastMark over={!isStanding(alert)} />}
        <span class="spring" />
        <span class="detail-age">
          <span class="dim detail-small">
            {d(closedAt !== null ? 'lasted' : isWaiting ? 'waiting' : 'lasting')}
          </span>{' '}
          <strong>{formatAge((closedAt ?? now) - alert.raisedAt, language.value)}</strong>
        </span>
      </div>
      <h2 id="panel-heading">{say(alert.title)}</h2>
      <p>
        <a href={scopePath(alert)}>{say(alert.place)}</a>
      </p>
      <ul class="detail-states">
        {stateWords(alert).map(({ phrase, tone }) => (
          <li key={phrase} class={`tone-${tone}`}>
            {t(phrase)}
          </li>
        ))}
        {alert.retrospective && <li class="tag">{t('retrospective')}</li>}
        {finding !== null && <li>{t(findingPhrases[finding])}</li>}
        {closedAt === null && (
          <li class="dim">
            {assignee === null ? d('nobodyHas') : d('held', { name: personName(assignee) })}
          </li>
        )}
        {closedAt === null && acknowledgedAt !== null && (
          <li class="dim">{d('ackBy', { who: acknowledgedBy ?? '', time: formatTime(acknowledgedAt) })}</li>
        )}
        {closedAt !== null && (
          <li class="dim">
            {d('closedAgo', {
              time: formatMoment(closedAt, now),
              who: authorWords(alert.closedBy ?? 'rules'),
            })}
          </li>
        )}
      </ul>
      {suppressed !== null && (
        <p class="dim">
          {suppressed.reason} · {authorWords(suppressed.by)}
          {suppressed.until !== null &&
            ` · ${t('untilMoment', { moment: formatMoment(suppressed.until, now) })}`}
        </p>
      )}
      {alert.retrospective && <p class="dim">{t('retrospectiveExplained')}</p>}
    </header>
  );
}
