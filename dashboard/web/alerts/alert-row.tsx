import { isStanding } from '../../forecast-time.ts';
import type { AlertWithPlace } from '../../live-protocol.ts';
import { ForecastMark } from '../forecasts/forecast-mark.tsx';
import {
  countdownWords,
  expectedWords,
  forecastTimes,
  likelihoodWords,
  limitWords,
  outcomeWords,
  recordWords,
} from '../forecasts/forecast-words.ts';
import { clock } from '../live/live-store.ts';
import { formatTime } from '../parts/format.ts';
import { problemWords } from '../parts/problem-words.ts';
import { PlaceLine } from '../parts/place-line.tsx';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { say, t } from '../shell/language.ts';
import { alertPath, withFilters } from '../shell/router.ts';
import { faultOf } from './alert-actions.tsx';
import { stateWords } from './alert-words.ts';
import { Blink } from './blink.tsx';
import { evidenceWords } from './evidence-words.ts';
import { RowAction } from './row-action.tsx';
import { RowAge } from './row-age.tsx';
import { RowFrame, type RowPlace } from './row-frame.tsx';
import { RowViewers } from './row-viewers.tsx';

/** An alert in the list. Signals draw it anew only when its properties or the words on it changed. */
export function AlertRow({ alert, ...place }: RowPlace & { readonly alert: AlertWithPlace }) {
  const standing = isStanding(alert);
  const waits = alert.operator === 'unacknowledged' && alert.closedAt === null;
  return (
    <RowFrame
      {...place}
      alertId={alert.id}
      isGone={alert.closedAt !== null}
      waits={waits ? alert.displayedSeverity : null}
      mark={
        <>
          <SeverityMark severity={alert.displayedSeverity} hollow={!waits} word />
          {waits && <Blink />}
        </>
      }
      what={
        <>
          <p class="line-head">
            <a class="row-title" href={withFilters(alertPath(alert.id))} tabIndex={-1}>
              {say(alert.title)}
            </a>
            {alert.forecast !== null && <ForecastMark over={!standing} />}
            {alert.retrospective && (
              <span class="tag" title={t('retrospectiveExplained')}>
                {t('retrospective')}
              </span>
            )}
            <Evidence alert={alert} />
            <RowViewers subject={`alert:${alert.id}`} />
          </p>
          <PlaceLine place={alert.place} />
          <ForecastLine alert={alert} />
          <RowFault alertId={alert.id} />
        </>
      }
      side={
        <>
          {standing ? <ExpectedTime alert={alert} /> : <RowAge since={alert.raisedAt} />}
          <States alert={alert} />
        </>
      }
      action={<RowAction alert={alert} />}
    />
  );
}

/** Of a forecast the time that counts is the one to come. */
function ExpectedTime({ alert }: { alert: AlertWithPlace }) {
  const times = forecastTimes(alert);
  if (times === null) return null;
  const now = clock.value;
  const band = `${formatTime(times.earliestAt)}–${formatTime(times.latestAt)}`;
  return (
    <p class="line-age" title={`${expectedWords(times.expectedAt, now)} (${band})`}>
      <strong class="forecast-countdown">{countdownWords(times.expectedAt, now)}</strong>
    </p>
  );
}

/** What the button at the row's end does not say already. */
function States({ alert }: { alert: AlertWithPlace }) {
  const words = stateWords(alert).filter(
    ({ phrase }) => phrase !== 'operatorUnacknowledged' && phrase !== 'operatorAcknowledged',
  );
  return (
    <ul class="row-state">
      {words.map(({ phrase, tone }) => (
        <li key={phrase} class={`tone-${tone}`}>
          {t(phrase)}
        </li>
      ))}
    </ul>
  );
}

/** How sure a forecast is and how such forecasts turned out; how it ended; or, on a breach, that it was foretold. */
function ForecastLine({ alert: { forecast, outcome, counterpartId } }: { alert: AlertWithPlace }) {
  if (forecast === null && counterpartId === null) return null;
  return (
    <p class="row-forecast">
      {forecast === null ? (
        t('wasForecast')
      ) : outcome !== null ? (
        <strong>{outcomeWords(outcome)}</strong>
      ) : (
        <>
          <strong>{likelihoodWords(forecast.probability)}</strong>
          <span class="dim"> · {recordWords(forecast.record)}</span>
        </>
      )}
      {counterpartId !== null && (
        <a href={withFilters(alertPath(counterpartId))} tabIndex={-1}>
          {t(forecast === null ? 'toForecast' : 'toBreach')} →
        </a>
      )}
    </p>
  );
}

function Evidence({ alert }: { alert: AlertWithPlace }) {
  const { evidence, forecast } = alert;
  if (evidence === null) return null;
  const { label, value, limit: present } = evidenceWords({ ...alert, evidence }, () => clock.value);
  const limit = forecast === null ? present : `→ ${limitWords(alert, forecast)}`;
  return (
    <span class="row-value">
      <span class="dim row-metric">{label} </span>
      <strong>{withUnits(value)}</strong>
      {limit !== null && <span class="dim"> {withUnits(limit)}</span>}
    </span>
  );
}

/** Why the last press was not done, until the next one. */
function RowFault({ alertId }: { alertId: string }) {
  const problem = faultOf(alertId);
  if (problem === undefined) return null;
  const words = problemWords(problem);
  return (
    <p class="error row-fault" role="status" title={words}>
      {words}
    </p>
  );
}

/** A number stays on one line with its unit. */
function withUnits(words: string): string {
  return words.replace(/(\d) /g, '$1\u00a0');
}
