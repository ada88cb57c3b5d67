import { useComputed, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ForecastScore } from '../../../domain/rule-set.ts';
import { openForecasts } from '../../forecast-time.ts';
import { deskApi } from '../desk/desk-api.ts';
import { clock, openAlerts } from '../live/live-store.ts';
import { formatLead } from '../parts/format.ts';
import { language, t } from '../shell/language.ts';
import { ForecastLane } from './forecast-lane.tsx';
import { scaleMarks, scaleOf } from './forecast-scale.ts';
import { forecastTimes } from './forecast-words.ts';
import { stripWords } from './strip-phrases.ts';
import './forecast-strip.css';

/** Lanes drawn; more would be a list, and the list has them all. */
const lanesMax = 40;
/** How often the last day is looked at again. */
const recordAgain_ms = 60_000;

/**
 * 负一秒: what is about to happen, the soonest first. Each lane is a bar that shrinks towards its expected second,
 * all on one time scale that ends at "−0".
 */
export function ForecastStrip() {
  const forecasts = useComputed(() => openForecasts(openAlerts.value));
  const isOpen = useSignal(false);
  const all = forecasts.value;
  const shown = all.slice(0, lanesMax);
  return (
    <section
      class={all.length === 0 ? 'strip-panel is-calm' : `strip-panel${isOpen.value ? ' is-open' : ''}`}
      aria-labelledby="forecasts-heading"
    >
      <div class="strip-head">
        <h2 id="forecasts-heading">
          <span class="brand-mark" aria-hidden="true">
            −1
          </span>
          {t('negativeOne')}
        </h2>
        {all.length > 0 && <span class="dim strip-count">{stripWords('expected', { n: all.length })}</span>}
        {all.length > 1 && (
          <button
            class="strip-more"
            type="button"
            aria-expanded={isOpen.value}
            onClick={() => (isOpen.value = !isOpen.value)}
          >
            {stripWords('more', { n: all.length - 1 })}
          </button>
        )}
      </div>
      {all.length === 0 ? <Calm /> : <Lanes alerts={shown} />}
    </section>
  );
}

function Lanes({ alerts }: { alerts: ReturnType<typeof openForecasts<(typeof openAlerts.value)[number]>> }) {
  // The scale is looked at as the forecasts change, and by the second.
  const now = clock.value;
  const ends = alerts.map((alert) => (forecastTimes(alert)?.latestAt ?? now) - now);
  const scale_ms = scaleOf(Math.max(...ends));
  return (
    <div class="lanes" data-testid="forecast-strip">
      <div class="lane-scale" aria-hidden="true">
        <span class="lane-zero">{stripWords('now')}</span>
        {scaleMarks(scale_ms).map(({ ahead_ms, at }) => (
          <span key={ahead_ms} style={{ left: `${at * 100}%` }} class={at > 0.97 ? 'is-end' : undefined}>
            −{formatLead(ahead_ms / 1_000, language.value)}
          </span>
        ))}
      </div>
      <ol>
        {alerts.map((alert) => (
          <ForecastLane key={alert.id} alert={alert} scale_ms={scale_ms} />
        ))}
      </ol>
    </div>
  );
}

/** Nothing is expected: what the last day brought instead. */
function Calm() {
  const scores = useSignal<readonly ForecastScore[] | null | undefined>(undefined);
  useEffect(() => {
    let isCurrent = true;
    async function look(): Promise<void> {
      const answer = await deskApi.forecastRecord(1);
      if (isCurrent) scores.value = answer.ok ? answer.value.rules : null;
    }
    void look();
    const timer = setInterval(() => void look(), recordAgain_ms);
    return () => {
      isCurrent = false;
      clearInterval(timer);
    };
  }, []);
  return (
    <p class="strip-calm">
      {stripWords('nothing')} <span class="dim">{recordWords(scores.value)}</span>
    </p>
  );
}

function recordWords(scores: readonly ForecastScore[] | null | undefined): string {
  if (scores === undefined) return '';
  if (scores === null) return stripWords('recordAway');
  const count = scores.reduce((sum, score) => sum + score.count, 0);
  const cameTrue = scores.reduce((sum, score) => sum + score.cameTrue, 0);
  return count === 0 ? stripWords('lastDayNone') : stripWords('lastDay', { count, cameTrue });
}
