import { useComputed } from '@preact/signals';
import type { AlertWithPlace, IncidentWithPlace, LiveIncident } from '../../live-protocol.ts';
import { clock, openAlerts, openIncidents } from '../live/live-store.ts';
import { useAnswer } from '../parts/answer.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { formatAge, formatMoment } from '../parts/format.ts';
import { problemWords } from '../parts/problem-words.ts';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { language, say, t } from '../shell/language.ts';
import { casePath, devicePath, incidentPath } from '../shell/router.ts';
import { may } from '../shell/session.ts';
import { AlertLines } from './alert-lines.tsx';
import { CaseAct } from './case-act.tsx';
import { d } from './detail-phrases.ts';
import { detailApi } from './detail-api.ts';
import { IncidentGrowth } from './incident-growth.tsx';
import { PanelTop } from './panel-top.tsx';
import { PlanPart } from './plan-part.tsx';
import './detail.css';

const refreshMs = 15_000;
/** First steps that are shown; what differs beyond is in the alerts. */
const advicesMax = 3;

/** The one thing that happened, however many alerts tell of it. */
export function IncidentPanel({ id }: { id: string }) {
  const live = openIncidents.value.find((incident) => incident.id === id);
  const asked = useAnswer(id, () => detailApi.incident(id), { changes: live?.version, everyMs: refreshMs });
  const incident = live ?? asked.value?.incident;
  // Alerts as the feed has them now; those that are over as they were told.
  const open = useComputed(() => openAlerts.value.filter((alert) => alert.incidentId === id));
  const alerts = merged(asked.value?.alerts ?? [], open.value);
  const { problem } = asked;
  return (
    <aside class="panel detail" aria-labelledby="panel-heading">
      <PanelTop />
      {incident !== undefined && (
        <IncidentDetails incident={incident} alerts={alerts} moved={asked.value?.moved.length ?? 0} />
      )}
      {incident === undefined && problem === null && <p class="dim loading">{t('loading')}</p>}
      {incident === undefined && problem !== null && (
        <div id="panel-heading">
          <EmptyState title={problem.status === 404 ? d('incidentGone') : problemWords(problem)}>
            <p>{d('goneHint')}</p>
            <button type="button" onClick={asked.again}>
              {t('tryAgain')}
            </button>
          </EmptyState>
        </div>
      )}
    </aside>
  );
}

/** In the order in which they came. */
function merged(told: readonly AlertWithPlace[], live: readonly AlertWithPlace[]): readonly AlertWithPlace[] {
  const byId = new Map([...told, ...live].map((alert) => [alert.id, alert]));
  return [...byId.values()].toSorted((a, b) => a.raisedAt - b.raisedAt || (a.id < b.id ? -1 : 1));
}

function IncidentDetails({
  incident,
  alerts,
  moved,
}: {
  incident: IncidentWithPlace | LiveIncident;
  alerts: readonly AlertWithPlace[];
  moved: number;
}) {
  const { id, mergedInto, alertCount } = incident;
  const worst = alerts.toSorted((a, b) => a.displayedSeverity - b.displayedSeverity)[0];
  const cases = useAnswer(worst?.id ?? null, () => detailApi.casesOf(worst?.id ?? ''), {
    everyMs: refreshMs,
  });
  const ofCase = cases.value?.cases ?? [];
  const open = alerts.filter(({ closedAt }) => closedAt === null);
  return (
    <>
      <IncidentHead incident={incident} />
      {may('act') && incident.closedAt === null && cases.value !== null && ofCase.length === 0 && (
        <div class="detail-act">
          <div class="detail-actions">
            <CaseAct
              alertIds={open.map((alert) => alert.id).slice(0, 200)}
              incidentId={id}
              onOpen={cases.again}
            />
          </div>
        </div>
      )}
      {mergedInto !== null && (
        <p>
          <a href={incidentPath(mergedInto)}>{d('mergedInto')} →</a>
        </p>
      )}
      <FirstSteps alerts={open.length > 0 ? open : alerts} />
      <PlanPart key={id} about="incidents" id={id} />
      {ofCase.map((one) => (
        <p key={one.id} class="detail-case">
          <span class="dim">{d('caseOf')}</span> <a href={casePath(one.id)}>{one.number}</a> {one.title}
        </p>
      ))}
      {alerts.length > 1 && <IncidentGrowth alerts={alerts} closedAt={incident.closedAt} />}
      <section>
        <h3>{d('incidentAlerts')}</h3>
        <AlertLines alerts={alerts} />
        {alerts.length < alertCount && (
          <p class="dim detail-small">{d('alertsBeyond', { n: alerts.length, total: alertCount })}</p>
        )}
        {moved > 0 && <p class="dim detail-small">{d('movedAway', { n: moved })}</p>}
      </section>
    </>
  );
}

function IncidentHead({ incident }: { incident: IncidentWithPlace | LiveIncident }) {
  const { severity, unacknowledgedCount, closedAt, openedAt, lastAlertAt, cause } = incident;
  const now = clock.value;
  const counts = [
    ['alertsWaiting', unacknowledgedCount],
    ['alertsOpen', incident.openCount],
    ['alertsAll', incident.alertCount],
    ['devicesCount', incident.deviceCount],
    ['sitesCount', incident.siteCount],
  ] as const;
  return (
    <header class="detail-title">
      <div class="detail-mark">
        <SeverityMark severity={severity} hollow={closedAt !== null || unacknowledgedCount === 0} word />
        <span class="tag">{d('incident')}</span>
        <span class="spring" />
        <span class="detail-age">
          <span class="dim detail-small">{d(closedAt === null ? 'lasting' : 'lasted')}</span>{' '}
          <strong>{formatAge((closedAt ?? now) - openedAt, language.value)}</strong>
        </span>
      </div>
      <h2 id="panel-heading">{say(incident.title)}</h2>
      <p>
        {say(incident.place)}{' '}
        <span class="dim">
          {d(`cause_${cause.type}`)}
          {cause.type !== 'place' && cause.type !== 'rule' && (
            <>
              {' '}
              <a href={devicePath(cause.id)}>{cause.id}</a>
            </>
          )}
        </span>
      </p>
      <dl class="detail-counts">
        {counts.map(([name, count]) => (
          <div key={name} class={name === 'alertsWaiting' && count > 0 ? 'is-waiting' : undefined}>
            <dd>{count}</dd>
            <dt>{d(name)}</dt>
          </div>
        ))}
      </dl>
      <p class="dim detail-small">
        {d('openedAt')} {formatMoment(openedAt, now)} · {d('lastAlert')} {formatMoment(lastAlertAt, now)}
        {closedAt !== null && ` · ${t('closed')} ${formatMoment(closedAt, now)}`}
      </p>
    </header>
  );
}

/** What the rules say to do first: of the worst alerts, each sentence once. */
function FirstSteps({ alerts }: { alerts: readonly AlertWithPlace[] }) {
  const ordered = alerts.toSorted((a, b) => a.displayedSeverity - b.displayedSeverity);
  const words = [...new Set(ordered.map(({ advice }) => say(advice)))].filter((advice) => advice !== '');
  if (words.length === 0) return null;
  return (
    <section class="detail-advice">
      <h3>{d('firstSteps')}</h3>
      <ol>
        {words.slice(0, advicesMax).map((advice) => (
          <li key={advice}>{advice}</li>
        ))}
      </ol>
    </section>
  );
}
