import type { AlertWithPlace } from '../../live-protocol.ts';
import { clock } from '../live/live-store.ts';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { PlaceLine } from '../parts/place-line.tsx';
import { say } from '../shell/language.ts';
import { alertPath, withFilters } from '../shell/router.ts';
import { toScale } from './forecast-scale.ts';
import {
  bandWords,
  countdownWords,
  expectedWords,
  forecastTimes,
  likelihoodWords,
  recordWords,
} from './forecast-words.ts';

/** The faintest bar: what is unlikely is faint, but there. */
const opacityMin = 0.3;

export interface ForecastLaneProps {
  readonly alert: AlertWithPlace;
  /** The end of the strip's time scale. */
  readonly scale_ms: number;
}

/**
 * One forecast of the strip. The bar and the stretch in which four of five breaches come are moved by transforms
 * only, each second to where they stand a second later: the browser draws the way there by itself.
 */
export function ForecastLane({ alert, scale_ms }: ForecastLaneProps) {
  const times = forecastTimes(alert);
  const { forecast } = alert;
  if (times === null || forecast === null) return null;
  const now = clock.value;
  const at = (time: number): number => toScale(time - now, scale_ms);
  const [earliest, expected, latest] = [at(times.earliestAt), at(times.expectedAt), at(times.latestAt)];
  const waits = alert.operator === 'unacknowledged';
  const opacity = opacityMin + (1 - opacityMin) * forecast.probability;
  return (
    <li class={times.expectedAt < now ? 'forecast-bar is-over' : 'forecast-bar'} data-forecast-id={alert.id}>
      <a
        class="lane-link"
        href={withFilters(alertPath(alert.id))}
        title={expectedWords(times.expectedAt, now)}
      >
        <SeverityMark severity={alert.displayedSeverity} hollow={!waits} />
        <strong class="forecast-countdown">{countdownWords(times.expectedAt, now)}</strong>
        <span class="lane-what">
          <span class="lane-title">{say(alert.title)}</span> <PlaceLine place={alert.place} />
        </span>
      </a>
      <span class="lane-track" title={bandWords(times, now)} aria-hidden="true">
        <span
          class="lane-band"
          style={{ transform: `translateX(${earliest * 100}%) scaleX(${Math.max(0, latest - earliest)})` }}
        />
        <span
          class={`lane-left severity-${alert.displayedSeverity}`}
          style={{ transform: `scaleX(${expected})`, opacity }}
        />
        <span class="lane-tip" style={{ transform: `translateX(${expected * 100}%)` }} />
      </span>
      <span class="lane-odds">
        <span class="forecast-likelihood">{likelihoodWords(forecast.probability)}</span>
        <span class="dim lane-record">{recordWords(forecast.record)}</span>
      </span>
    </li>
  );
}
