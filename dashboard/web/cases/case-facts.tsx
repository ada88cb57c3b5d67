import type { AlertWithPlace, CaseWithPlace } from '../../live-protocol.ts';
import { findingPhrases } from '../alerts/alert-words.ts';
import { clock } from '../live/live-store.ts';
import { formatMoment, formatPercent } from '../parts/format.ts';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { personName } from '../parts/staff-names.ts';
import { say, t as common } from '../shell/language.ts';
import { alertPath, devicePath, incidentPath } from '../shell/router.ts';
import { categoryNames, levelNames, sourceNames } from './case-words.ts';
import { t } from './phrases.ts';

/** What is known of a case. */
export function CaseFacts({ one }: { one: CaseWithPlace }) {
  const { description, category, source, reportedBy, reportedAt, occurredAt, position, level } = one;
  const { assignee, result, finding, confidence, deviceId, pictureUrl, title, reportCount } = one;
  return (
    <section class="case-facts">
      <h3>{t('facts')}</h3>
      {description !== '' && <p class="case-description">{description}</p>}
      <dl class="facts">
        <dt>{t('category')}</dt>
        <dd>{category === null ? t('unknownCategory') : say(categoryNames[category])}</dd>
        <dt>{t('source')}</dt>
        <dd>
          {say(sourceNames[source])} · {personName(reportedBy)} · {formatMoment(reportedAt, clock.peek())}
          {reportCount > 1 && ` · ${t('reports', { n: reportCount })}`}
        </dd>
        {occurredAt !== null && (
          <>
            <dt>{t('occurredAt')}</dt>
            <dd>{formatMoment(occurredAt, clock.peek())}</dd>
          </>
        )}
        {confidence !== null && (
          <>
            <dt>{t('confidence')}</dt>
            <dd>{formatPercent(confidence)}</dd>
          </>
        )}
        {level !== null && (
          <>
            <dt>{t('level')}</dt>
            <dd>{say(levelNames[level])}</dd>
          </>
        )}
        {position !== null && (
          <>
            <dt>{t('position')}</dt>
            <dd>
              {position.longitude_deg.toFixed(5)}, {position.latitude_deg.toFixed(5)}
            </dd>
          </>
        )}
        {deviceId !== null && (
          <>
            <dt>{t('device')}</dt>
            <dd>
              <a href={devicePath(deviceId)}>{deviceId}</a>
            </dd>
          </>
        )}
        <dt>{t('who')}</dt>
        <dd>{assignee === null ? <span class="dim">{t('nobody')}</span> : personName(assignee)}</dd>
        {result !== null && (
          <>
            <dt>{t('result')}</dt>
            <dd>{result}</dd>
          </>
        )}
        {finding !== null && (
          <>
            <dt>{t('finding')}</dt>
            <dd>{common(findingPhrases[finding])}</dd>
          </>
        )}
      </dl>
      {pictureUrl !== null && <CasePicture url={pictureUrl} title={title} />}
    </section>
  );
}

/** Our own pictures are shown; of others the page only knows the way, for it loads nothing from outside. */
export function CasePicture({ url, title }: { url: string; title: string }) {
  const isOwn =
    URL.canParse(url, location.origin) && new URL(url, location.origin).origin === location.origin;
  return (
    <p class="case-picture">
      <a href={url} target="_blank" rel="noreferrer">
        {isOwn ? <img src={url} alt={t('pictureOf', { title })} /> : t('openPicture')}
      </a>
    </p>
  );
}

/** The alerts and the incident that a case is about. */
export function CaseAbout({ one, alerts }: { one: CaseWithPlace; alerts: readonly AlertWithPlace[] }) {
  const { incidentId } = one;
  if (alerts.length === 0 && incidentId === null) return null;
  return (
    <section class="case-about">
      <h3>{t('about')}</h3>
      <ul>
        {alerts.map((alert) => (
          <li key={alert.id}>
            <SeverityMark severity={alert.displayedSeverity} hollow={alert.operator !== 'unacknowledged'} />
            <a href={alertPath(alert.id)}>{say(alert.title)}</a>
            <span class="dim">{say(alert.place)}</span>
          </li>
        ))}
      </ul>
      {incidentId !== null && <a href={incidentPath(incidentId)}>{t('openIncident')}</a>}
    </section>
  );
}
