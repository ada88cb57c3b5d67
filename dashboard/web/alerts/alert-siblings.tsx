import { useComputed } from '@preact/signals';
import type { AlertWithPlace, CaseWithPlace } from '../../live-protocol.ts';
import { clock, openAlerts, openIncidents } from '../live/live-store.ts';
import { formatAge } from '../parts/format.ts';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { language, say } from '../shell/language.ts';
import { alertPath, casePath, incidentPath } from '../shell/router.ts';
import { d } from './detail-phrases.ts';

const siblingsShown = 6;

/** The incident that an alert is part of, and what else is open in it; its case. */
export function Siblings({ alert, cases }: { alert: AlertWithPlace; cases: readonly CaseWithPlace[] }) {
  const { incidentId, id } = alert;
  const siblings = useComputed(() =>
    openAlerts.value
      .filter((other) => other.incidentId === incidentId && other.id !== id)
      .toSorted((a, b) => a.displayedSeverity - b.displayedSeverity || a.raisedAt - b.raisedAt),
  );
  const incident = openIncidents.value.find((one) => one.id === incidentId);
  const others = incidentId === null ? [] : siblings.value;
  if (incidentId === null && cases.length === 0) return null;
  return (
    <section>
      {incidentId !== null && (
        <div class="detail-head">
          <h3>{d('incidentOf')}</h3>
          {incident !== undefined && (
            <span class="dim detail-small">
              {d('incidentCounts', {
                alerts: incident.alertCount,
                devices: incident.deviceCount,
                sites: incident.siteCount,
              })}
            </span>
          )}
          <a class="detail-small" href={incidentPath(incidentId)}>
            {d('toIncident')} →
          </a>
        </div>
      )}
      <ul class="detail-list">
        {others.slice(0, siblingsShown).map((other) => (
          <AlertLine key={other.id} alert={other} />
        ))}
      </ul>
      {others.length > siblingsShown && (
        <p class="dim detail-small">{d('moreSiblings', { n: others.length - siblingsShown })}</p>
      )}
      {cases.map((one) => (
        <p key={one.id} class="detail-case">
          <span class="dim">{d('caseOf')}</span> <a href={casePath(one.id)}>{one.number}</a> {one.title}
        </p>
      ))}
    </section>
  );
}

/** An alert in a line: severity, title, what it is about, age. */
export function AlertLine({ alert }: { alert: AlertWithPlace }) {
  const isOver = alert.closedAt !== null;
  return (
    <li>
      <span class="detail-list-mark">
        <SeverityMark
          severity={alert.displayedSeverity}
          hollow={isOver || alert.operator !== 'unacknowledged'}
        />
      </span>
      <a href={alertPath(alert.id)}>{say(alert.title)}</a>
      <span class="dim detail-small detail-list-value">{say(alert.place).split(' · ').at(-1)}</span>
      <span class="dim detail-small">{formatAge(clock.value - alert.raisedAt, language.value)}</span>
    </li>
  );
}
