import { alarmPath } from '../live/alarm-path.ts';
import { line } from '../live/live-store.ts';
import { formatTime } from '../parts/format.ts';
import { t } from './phrases.ts';

/** That real alarms may not arrive, though the picture moves: since when, and what to do meanwhile. */
export function UnprovenBanner() {
  const path = alarmPath.value;
  // Where the line itself is silent, that is said, and is the reason.
  if (path?.state !== 'unproven' || line.value.state !== 'live') return null;
  return (
    <div class="stale" role="alert">
      <p>
        <strong>{t('unprovenTitle', { time: formatTime(path.provenAt) })}</strong>
      </p>
      <p class="stale-means">{t('unprovenMeans')}</p>
    </div>
  );
}
