import { useComputed } from '@preact/signals';
import type { FloodMeter } from '../../../domain/incident.ts';
import { alarmPath } from '../live/alarm-path.ts';
import { clock, delay, floodMeters, line } from '../live/live-store.ts';
import { formatDelay, formatTime } from '../parts/format.ts';
import { deskFacts } from './desk-facts.ts';
import { say, t } from './language.ts';
import { t as words } from './phrases.ts';
import { me } from './session.ts';

/** The meter of the person's seat; without one, the fullest. */
export function meterOf(meters: readonly FloodMeter[], seat: string | null): FloodMeter | null {
  const own = meters.find((meter) => meter.seat === seat);
  if (own !== undefined) return own;
  return meters.reduce<FloodMeter | null>(
    (worst, meter) => (worst === null || meter.inWindow > worst.inWindow ? meter : worst),
    null,
  );
}

/** How near the seat is to more alerts than a person can take. */
export function FloodFact() {
  const meter = useComputed(() => meterOf(floodMeters.value, me.value?.seat ?? null)).value;
  if (meter === null) return null;
  const { inWindow, isFlood, floodSince, floodsToday } = meter;
  const facts = deskFacts.value;
  const limit = facts?.flood ?? null;
  const seat = facts?.seats.find(({ id }) => id === meter.seat);
  const seatName = seat === undefined ? meter.seat : say(seat.name);
  const minutes = limit === null ? 10 : Math.round(limit.within_s / 60);
  const isHigh = limit !== null && inWindow * 2 >= limit.alerts;
  const explained =
    limit === null
      ? words('floodExplainedShort', { seat: seatName, n: inWindow })
      : words('floodExplained', {
          seat: seatName,
          minutes,
          n: inWindow,
          limit: limit.alerts,
          floods: floodsToday,
        });
  return (
    <div class={`fact flood${isFlood ? ' is-flood' : ''}`} title={explained}>
      <span class="fact-label">
        {isFlood && floodSince !== null
          ? words('floodSince', { time: formatTime(floodSince).slice(0, 5) })
          : words('floodOf', { minutes })}
      </span>
      <span class={isHigh || isFlood ? 'fact-value' : 'fact-value dim'}>
        {inWindow}
        {limit !== null && <span class="dim">/{limit.alerts}</span>}
        {limit !== null && (
          <meter
            class="flood-bar"
            min={0}
            max={limit.alerts}
            value={Math.min(inWindow, limit.alerts)}
            aria-label={explained}
          />
        )}
      </span>
    </div>
  );
}

/** How late this screen is, with how well that is known where it matters. */
export function DelayFact() {
  const summary = delay.value;
  if (summary === null) {
    return (
      <div class="fact delay" title={t('delayExplained', { n: 0 })}>
        <span class="fact-label">{t('delay')}</span>
        <span class="fact-value dim">{t('notMeasured')}</span>
      </div>
    );
  }
  const { medianMs, p99Ms, count, errorMs } = summary;
  const error = formatDelay(Math.max(1, errorMs));
  const isVague = errorMs > medianMs;
  const explained = t('delayExplained', { n: count });
  return (
    <div
      class="fact delay"
      title={isVague ? `${explained}\n${words('delayErrorExplained', { error })}` : explained}
    >
      <span class="fact-label">{t('delay')}</span>
      <span class="fact-value">
        {formatDelay(medianMs)} <span class="dim">/ {formatDelay(p99Ms)}</span>
        {isVague && <span class="dim"> {words('delayError', { error })}</span>}
      </span>
    </div>
  );
}

/** How long the service's own test alarm takes to a screen of the service's own; nothing where it is not tried. */
export function CanaryFact() {
  const path = alarmPath.value;
  if (path === null) return null;
  const { state, p50_ms, p99_ms, count } = path;
  return (
    <div class="fact delay" title={words('canaryExplained', { n: count })}>
      <span class="fact-label">{words('canary')}</span>
      <span class={state === 'proven' ? 'fact-value' : 'fact-value dim'}>
        {canaryDelay(p50_ms)} <span class="dim">/ {canaryDelay(p99_ms)}</span>
      </span>
    </div>
  );
}

/** Null: not known, or it did not arrive. */
function canaryDelay(ms: number | null): string {
  return ms === null ? '—' : formatDelay(ms);
}

/** Whether the screen can be believed, and what time it is by the service's clock. */
export function LineFact() {
  const { state } = line.value;
  const word = state === 'stale' ? words('staleWord') : t(state);
  return (
    <div class={`line line-${state}`}>
      <span class="line-dot" aria-hidden="true" />
      <span class="line-word">{word}</span>
      <time class="line-clock" title={words('clock')}>
        {formatTime(clock.value)}
      </time>
    </div>
  );
}
