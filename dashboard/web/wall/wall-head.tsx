import { alarmPath } from '../live/alarm-path.ts';
import { clock, delay, floodMeters, line } from '../live/live-store.ts';
import { formatDelay, formatTime } from '../parts/format.ts';
import { t } from './phrases.ts';

/** Time, whether the picture can be believed, how late it is, and how fast alerts come. */
export function WallHead() {
  return (
    <>
      <header class="wall-head">
        <h1>
          <span class="wall-brand" aria-hidden="true">
            −1
          </span>
          {t('product')}
        </h1>
        <Flood />
        <span class="spring" />
        <Delay />
        <time class="wall-time">{formatTime(clock.value)}</time>
      </header>
      <Stale />
    </>
  );
}

/** Whether the picture can be believed; nothing while it can. */
export function Stale() {
  const now = line.value;
  if (now.state === 'connecting') return <p class="wall-connecting dim">{t('connecting')}</p>;
  if (now.state === 'stale') {
    return (
      <p class="wall-stale" role="alert">
        {t('stale', { time: formatTime(now.since) })}
      </p>
    );
  }
  const path = alarmPath.value;
  if (path?.state !== 'unproven') return null;
  return (
    <p class="wall-stale" role="alert">
      {t('unproven', { time: formatTime(path.provenAt) })}
    </p>
  );
}

/** Of the service's own test alarm, median and p99; where there is none, of what this screen showed. */
function Delay() {
  const path = alarmPath.value;
  if (path === null) {
    return (
      <p class="wall-fact">
        <span class="dim">{t('delay')}</span> {delay.value === null ? '—' : formatDelay(delay.value.medianMs)}
      </p>
    );
  }
  const [p50, p99] = [path.p50_ms, path.p99_ms].map((ms) => (ms === null ? '—' : formatDelay(ms)));
  return (
    <p class="wall-fact">
      <span class="dim">{t('canary')}</span> {p50} <span class="dim">/ {p99}</span>
    </p>
  );
}

/** Of the seat that has to bear most. */
function Flood() {
  const meters = floodMeters.value.toSorted(
    (a, b) => Number(b.isFlood) - Number(a.isFlood) || b.inWindow - a.inWindow,
  );
  const [worst] = meters;
  if (worst === undefined) return null;
  return (
    <p class={worst.isFlood ? 'wall-fact wall-flood' : 'wall-fact'}>
      {worst.isFlood && worst.floodSince !== null ? (
        t('flood', { time: formatTime(worst.floodSince).slice(0, 5) })
      ) : (
        <span class="dim">{t('rate')}</span>
      )}{' '}
      <strong>{worst.inWindow}</strong>
    </p>
  );
}
