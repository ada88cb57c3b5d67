import type { AlertWithPlace } from '../../live-protocol.ts';
import { metricLabel, valueWords } from './alert-words.ts';
import { evidenceWords } from './evidence-words.ts';
import { factWords, type FactWords } from './fact-words.ts';
import { formatAge, formatDuration, formatMoment } from '../parts/format.ts';
import { language, t } from '../shell/language.ts';
import { clock } from '../live/live-store.ts';
import { devicePath } from '../shell/router.ts';

/** Why the rule spoke: every reading that took part, what was worked out, the timers, the rule and its version. */
export function EvidenceDetails({ alert }: { alert: AlertWithPlace }) {
  const now = clock.value;
  return (
    <section>
      <h3>{t('evidence')}</h3>
      <dl class="facts">
        <Measured alert={alert} />
        <dt>{t('raisedAt')}</dt>
        <dd>
          {formatMoment(alert.raisedAt, now)}{' '}
          <span class="dim">({t('ago', { age: formatAge(now - alert.raisedAt, language.value) })})</span>
        </dd>
        <dt>{t('eventTime')}</dt>
        <dd>{formatMoment(alert.eventTime, now)}</dd>
        {alert.deviceId !== '' && (
          <>
            <dt>{t(alert.scope.type === 'device' ? 'device' : 'firstDevice')}</dt>
            <dd>
              <a href={devicePath(alert.deviceId)}>{alert.deviceId}</a>
            </dd>
          </>
        )}
        <dt>{t('rule')}</dt>
        <dd class="dim">
          {alert.ruleId}{' '}
          <span>
            ({t('version')} {alert.ruleVersion})
          </span>
        </dd>
      </dl>
    </section>
  );
}

function Fact({ words }: { words: FactWords }) {
  return (
    <>
      {words.label} <strong>{words.value}</strong>
    </>
  );
}

function Measured({ alert }: { alert: AlertWithPlace }) {
  const { kind, evidence, forecast } = alert;
  if (evidence === null) return null;
  const now = clock.value;
  const words = evidenceWords({ ...alert, evidence }, () => now);
  // A forecast's threshold is not met; it is told with the forecast.
  const limit = forecast === null ? words.limit : null;
  const facts = Object.entries(evidence.facts).flatMap(([name, value]) =>
    words.told.includes(name) ? [] : (factWords({ kind, metric: evidence.metric }, name, value) ?? []),
  );
  // The one above is not told twice.
  const others = evidence.readings.filter(
    ({ metric, time }) =>
      metric !== evidence.metric || time !== evidence.time || !words.told.includes(metric),
  );
  return (
    <>
      <dt>{words.label}</dt>
      <dd>
        <strong>{words.value}</strong> {limit !== null && <span class="dim">{limit}</span>}{' '}
        <span class="dim">
          ({evidence.quantity === 'silence_s' && `${t('lastHeard')} `}
          {formatMoment(evidence.time, now)})
        </span>
        {words.detail !== null && <div class="dim">{words.detail}</div>}
      </dd>
      {others.length > 0 && (
        <>
          <dt>{t('readings')}</dt>
          <dd>
            <ul>
              {others.map(({ metric, value, time }) => (
                <li key={`${metric} ${time}`}>
                  {metricLabel(kind, metric)} <strong>{valueWords(kind, metric, value)}</strong>{' '}
                  <span class="dim">{formatMoment(time, now)}</span>
                </li>
              ))}
            </ul>
          </dd>
        </>
      )}
      {facts.length > 0 && (
        <>
          <dt>{t('workedOut')}</dt>
          <dd>
            <ul>
              {facts.map((fact) => (
                <li key={fact.label}>
                  <Fact words={fact} />
                </li>
              ))}
            </ul>
          </dd>
        </>
      )}
      <dt>{t('since')}</dt>
      <dd>{formatMoment(evidence.since, now)}</dd>
      {evidence.onDelay_s > 0 && (
        <>
          <dt>{t('onDelay')}</dt>
          <dd>{formatDuration(evidence.onDelay_s, language.value)}</dd>
        </>
      )}
    </>
  );
}
