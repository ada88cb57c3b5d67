import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { AlertWithPlace } from '../../live-protocol.ts';
import { alertApi } from '../alerts/alert-api.ts';
import {
  bandWords,
  expectedWords,
  foretoldWords,
  forecastTimes,
  likelihoodWords,
  limitWords,
  outcomeWords,
  recordWords,
} from './forecast-words.ts';
import { metricLabel } from '../alerts/alert-words.ts';
import { formatLead, formatMoment } from '../parts/format.ts';
import { language, t } from '../shell/language.ts';
import { clock } from '../live/live-store.ts';
import { alertPath } from '../shell/router.ts';

/** What a forecast says, how such forecasts have turned out, and how this one did. */
export function ForecastDetails({ alert }: { alert: AlertWithPlace }) {
  const { forecast, outcome } = alert;
  if (forecast === null) return <Foretold alert={alert} />;
  // Once it is over, what counts is what was said when it was made.
  const probability = outcome?.probability ?? forecast.probability;
  return (
    <>
      {outcome !== null && <Outcome alert={alert} />}
      <section>
        <h3>{t('forecast')}</h3>
        <dl class="facts">
          <dt>{t('expectedBreach')}</dt>
          <dd>
            {metricLabel(alert.kind, forecast.metric)} <strong>{limitWords(alert, forecast)}</strong>
          </dd>
          <Expected alert={alert} />
          <dt>{t('probability')}</dt>
          <dd>
            <strong>{likelihoodWords(probability)}</strong>
            <svg class="probability" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
              <rect class="bar-all" width="100" height="4" />
              <rect class="bar-online" width={probability * 100} height="4" />
            </svg>
          </dd>
          <dt>{t('record')}</dt>
          <dd>{recordWords(forecast.record)}</dd>
        </dl>
      </section>
    </>
  );
}

function Expected({ alert }: { alert: AlertWithPlace }) {
  const now = clock.value;
  const times = forecastTimes(alert);
  if (times === null) return null;
  return (
    <>
      <dt>{t('expectedAt')}</dt>
      <dd>
        <strong class="forecast-countdown">{expectedWords(times.expectedAt, now)}</strong>{' '}
        <span class="dim">({formatMoment(times.expectedAt, now)})</span>
        <br />
        <span class="dim" title={t('betweenExplained')}>
          {bandWords(times, now)}
        </span>
      </dd>
    </>
  );
}

function Outcome({ alert: { outcome, counterpartId } }: { alert: AlertWithPlace }) {
  if (outcome === null) return null;
  const { promisedLead_s, lead_s } = outcome;
  return (
    <section class="outcome" data-testid="forecast-outcome">
      <h3>{t('outcome')}</h3>
      <p>
        <strong>{outcomeWords(outcome)}</strong>{' '}
        {counterpartId !== null && <a href={alertPath(counterpartId)}>{t('toBreach')} →</a>}
      </p>
      <p class="dim">
        {lead_s !== null && `${t('actualLead')} ${formatLead(lead_s, language.value)} · `}
        {t('promisedLead')} {formatLead(promisedLead_s, language.value)}
      </p>
    </section>
  );
}

/** On a breach that was foretold: by whom, and how far ahead. */
function Foretold({ alert: { counterpartId } }: { alert: AlertWithPlace }) {
  const words = useSignal<string | null>(null);
  useEffect(() => {
    if (counterpartId === null) return undefined;
    let isCurrent = true;
    void alertApi.alert(counterpartId).then((answer) => {
      if (!isCurrent || !answer.ok) return;
      const { outcome } = answer.value.alert;
      words.value = outcome === null ? null : foretoldWords(outcome);
    });
    return () => {
      isCurrent = false;
    };
  }, [counterpartId]);
  if (counterpartId === null) return null;
  return (
    <section class="outcome">
      <h3>{t('wasForecast')}</h3>
      <p>
        {words.value !== null && <strong>{words.value} </strong>}
        <a href={alertPath(counterpartId)}>{t('toForecast')} →</a>
      </p>
    </section>
  );
}
