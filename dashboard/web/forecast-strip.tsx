import { useComputed } from '@preact/signals';
import { openForecasts } from '../forecast-time.ts';
import type { AlertWithPlace } from '../live-protocol.ts';
import { scaleOf } from './forecast-scale.ts';
import { countdownWords, expectedWords, forecastTimes, likelihoodWords } from './forecast-words.ts';
import { formatLead } from './format.ts';
import { language, say, t } from './language.ts';
import { clock, openAlerts } from './live-store.ts';
import { alertPath } from './router.ts';
import { SeverityMark } from './severity-mark.tsx';

/** More would be a list, and the list is below. */
const shownMax = 5;

/** What is about to happen, the soonest first: bars that shrink to nothing at the expected second. */
export function ForecastStrip() {
  const forecasts = useComputed(() => openForecasts(openAlerts.value));
  const all = forecasts.value;
  if (all.length === 0) return null;
  const shown = all.slice(0, shownMax);
  const now = clock.value;
  const ends = shown.map((alert) => (forecastTimes(alert)?.latestAt ?? now) - now);
  const scaleMs = scaleOf(Math.max(...ends));
  return (
    <section class="forecasts" aria-labelledby="forecasts-heading" data-testid="forecast-strip">
      <h2 id="forecasts-heading">
        <span class="brand-mark" aria-hidden="true">
          −1
        </span>{' '}
        {t('negativeOne')}{' '}
        <span class="dim">{t('negativeOneExplained', { n: shown.length, total: all.length })}</span>
        <span class="spring" />
        <span class="dim">{t('scale', { time: formatLead(scaleMs / 1_000, language.value) })}</span>
      </h2>
      <ol>
        {shown.map((alert) => (
          <Bar key={alert.id} alert={alert} scaleMs={scaleMs} />
        ))}
      </ol>
    </section>
  );
}

function Bar({ alert, scaleMs }: { alert: AlertWithPlace; scaleMs: number }) {
  const times = forecastTimes(alert);
  const { forecast } = alert;
  if (times === null || forecast === null) return null;
  const now = clock.value;
  const toWidth = (time: number): number => (Math.min(scaleMs, Math.max(0, time - now)) / scaleMs) * 100;
  const from = toWidth(times.earliestAt);
  return (
    <li class="forecast-bar">
      <SeverityMark severity={alert.severity} hollow={alert.operator !== 'unacknowledged'} />
      <a href={alertPath(alert.id)} class="forecast-title">
        {say(alert.title)} <span class="dim">{say(alert.place)}</span>
      </a>
      <strong class="forecast-countdown" title={expectedWords(times.expectedAt, now)}>
        {countdownWords(times.expectedAt, now)}
      </strong>
      <span class="forecast-likelihood">{likelihoodWords(forecast.probability)}</span>
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect class="bar-all" width="100" height="6" />
        <rect class="bar-band" x={from} width={Math.max(0, toWidth(times.latestAt) - from)} height="6" />
        <rect class={`bar-left bar-${alert.severity}`} width={toWidth(times.expectedAt)} height="6" />
      </svg>
    </li>
  );
}
