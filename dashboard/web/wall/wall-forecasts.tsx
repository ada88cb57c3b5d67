import { openForecasts } from '../../forecast-time.ts';
import type { AlertWithPlace } from '../../live-protocol.ts';
import { scaleOf } from '../forecasts/forecast-scale.ts';
import { countdownWords, forecastTimes } from '../forecasts/forecast-words.ts';
import { clock, openAlerts } from '../live/live-store.ts';
import { formatPercent } from '../parts/format.ts';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { say } from '../shell/language.ts';
import { t } from './phrases.ts';
import { coarsePlace } from './wall-rows.ts';

/** What there is room for below the map; further ones are counted. */
const shownMax = 2;

/** The 负一秒 strip for the wall: what is about to happen, the soonest first. */
export function WallForecasts() {
  const all = openForecasts(openAlerts.value);
  const shown = all.slice(0, shownMax);
  const now = clock.value;
  const scale_ms = scaleOf(
    Math.max(0, ...shown.map((alert) => (forecastTimes(alert)?.latestAt ?? now) - now)),
  );
  return (
    <section class="wall-forecasts" aria-label={t('forecasts')}>
      <h2 class={all.length === 0 ? 'dim' : ''}>
        <span class="wall-brand" aria-hidden="true">
          −1
        </span>
        {all.length === 0 ? t('noForecast') : t('forecasts')}
        {all.length > 0 && <strong>{all.length}</strong>}
        {all.length > shown.length && (
          <span class="dim wall-left-out">{t('more', { n: all.length - shown.length })}</span>
        )}
      </h2>
      <ol>
        {shown.map((alert) => (
          <Bar key={alert.id} alert={alert} scale_ms={scale_ms} />
        ))}
      </ol>
    </section>
  );
}

function Bar({ alert, scale_ms }: { alert: AlertWithPlace; scale_ms: number }) {
  const times = forecastTimes(alert);
  const now = clock.value;
  if (times === null) return null;
  const toWidth = (time: number): number => (Math.min(scale_ms, Math.max(0, time - now)) / scale_ms) * 100;
  const from = toWidth(times.earliestAt);
  return (
    <li class="wall-forecast">
      <SeverityMark severity={alert.displayedSeverity} hollow={alert.operator !== 'unacknowledged'} />
      <span class="wall-forecast-title">{say(alert.title)}</span>
      <strong class="wall-countdown">{countdownWords(times.expectedAt, now)}</strong>
      <span class="dim wall-row-place">{say(coarsePlace(alert.place))}</span>
      <span class="dim wall-chance">{formatPercent(alert.forecast?.probability ?? 0)}</span>
      <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        <rect class="wall-bar-all" width="100" height="4" />
        <rect class="wall-bar-band" x={from} width={Math.max(0, toWidth(times.latestAt) - from)} height="4" />
        <rect
          class={`wall-bar-left severity-${alert.displayedSeverity}`}
          width={toWidth(times.expectedAt)}
          height="4"
        />
      </svg>
    </li>
  );
}
