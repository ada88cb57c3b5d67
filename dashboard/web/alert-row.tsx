import { isStanding } from '../forecast-time.ts';
import type { AlertWithPlace } from '../live-protocol.ts';
import { useState } from 'preact/hooks';
import { ActionFault, AlertActions } from './alert-actions.tsx';
import { stateWords } from './alert-words.ts';
import { evidenceWords } from './evidence-words.ts';
import { ForecastMark } from './forecast-mark.tsx';
import {
  countdownWords,
  expectedWords,
  forecastTimes,
  likelihoodWords,
  limitWords,
  outcomeWords,
  recordWords,
} from './forecast-words.ts';
import { formatAge, formatMoment, formatTime } from './format.ts';
import { language, say, t } from './language.ts';
import { clock } from './live-store.ts';
import { alertPath } from './router.ts';
import { SeverityMark } from './severity-mark.tsx';

export interface AlertRowProps {
  readonly alert: AlertWithPlace;
  readonly isOpen: boolean;
  /** One row of the list is in the tab order; the arrows move it. */
  readonly isCurrent: boolean;
}

/** An alert in the list. Signals draw it anew only when its properties or the language changed. */
export function AlertRow({ alert, isOpen, isCurrent }: AlertRowProps) {
  const standing = isStanding(alert);
  const waits = alert.operator === 'unacknowledged' && alert.closedAt === null;
  const classes = [
    'row',
    waits && `waits waits-${alert.displayedSeverity}`,
    alert.closedAt !== null && 'gone',
    isOpen && 'is-open',
  ];
  return (
    <li
      class={classes.filter(Boolean).join(' ')}
      data-testid="alert-row"
      data-alert-id={alert.id}
      tabIndex={isCurrent ? 0 : -1}
      aria-current={isOpen ? 'true' : undefined}
    >
      <span class="row-mark">
        <span class="row-severity">
          <SeverityMark severity={alert.displayedSeverity} hollow={!waits} word />
          {waits && <Blink />}
        </span>
        {alert.forecast !== null && <ForecastMark over={!standing} />}
      </span>
      <div class="row-what">
        <a class="row-title" href={alertPath(alert.id)} tabIndex={-1}>
          {say(alert.title)}
        </a>
        {alert.retrospective && (
          <span class="tag" title={t('retrospectiveExplained')}>
            {t('retrospective')}
          </span>
        )}
        <span class="row-place">{say(alert.place)}</span>
      </div>
      <Evidence alert={alert} />
      {standing ? <ExpectedTime alert={alert} /> : <RaisedTime alert={alert} />}
      <ul class="row-state">
        {stateWords(alert).map(({ phrase, tone }) => (
          <li key={phrase} class={`tone-${tone}`}>
            {t(phrase)}
          </li>
        ))}
      </ul>
      <AlertActions alert={alert} />
      <ForecastLine alert={alert} />
      <ActionFault alertId={alert.id} />
    </li>
  );
}

function RaisedTime({ alert: { raisedAt } }: { alert: AlertWithPlace }) {
  return (
    <div class="row-time">
      <Age since={raisedAt} />
      <time class="dim" dateTime={new Date(raisedAt).toISOString()}>
        {formatMoment(raisedAt, clock.peek())}
      </time>
    </div>
  );
}

/** Of a forecast the time that counts is the one to come. */
function ExpectedTime({ alert }: { alert: AlertWithPlace }) {
  const times = forecastTimes(alert);
  if (times === null) return null;
  const now = clock.value;
  return (
    <div class="row-time" title={expectedWords(times.expectedAt, now)}>
      <strong class="forecast-countdown">{countdownWords(times.expectedAt, now)}</strong>
      <span class="dim">
        {formatTime(times.earliestAt)}–{formatTime(times.latestAt)}
      </span>
    </div>
  );
}

/** How sure a forecast is and how such forecasts turned out; how it ended; or, on a breach, that it was foretold. */
function ForecastLine({ alert }: { alert: AlertWithPlace }) {
  const { forecast, outcome, counterpartId } = alert;
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
        <a href={alertPath(counterpartId)} tabIndex={-1}>
          {t(forecast === null ? 'toForecast' : 'toBreach')} →
        </a>
      )}
    </p>
  );
}

function Evidence({ alert }: { alert: AlertWithPlace }) {
  const { evidence, forecast } = alert;
  if (evidence === null) return <div class="row-value" />;
  const { label, value, limit: present, detail } = evidenceWords({ ...alert, evidence }, () => clock.value);
  const limit = forecast === null ? present : `→ ${limitWords(alert, forecast)}`;
  return (
    <div class="row-value">
      <span class="dim">{label}</span>
      <span>
        <strong>{withUnits(value)}</strong>
        {limit !== null && <span class="dim limit"> {limit}</span>}
      </span>
      {detail !== null && forecast === null && <span class="dim">{withUnits(detail)}</span>}
    </div>
  );
}

/** A number stays on one line with its unit. */
function withUnits(words: string): string {
  return words.replace(/(\d) /g, '$1\u00a0');
}

function Age({ since }: { since: number }) {
  return <strong>{formatAge(clock.value - since, language.value)}</strong>;
}

/** The one thing that flashes. All do in step: each starts where the second stands. */
function Blink() {
  const [startedAt] = useState(() => -(performance.now() % 1_000));
  return <span class="blink" style={{ animationDelay: `${startedAt}ms` }} aria-hidden="true" />;
}
