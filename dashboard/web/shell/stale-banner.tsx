import { clock, line } from '../live/live-store.ts';
import { formatAge, formatTime } from '../parts/format.ts';
import { language } from './language.ts';
import { t } from './phrases.ts';

/** That the screen shows the past: since when, and what to do meanwhile. It lies over the page, so nothing jumps. */
export function StaleBanner() {
  const now = line.value;
  if (now.state !== 'stale') return null;
  const age = formatAge(clock.value - now.since, language.value);
  return (
    <div class="stale" role="alert">
      <p>
        <strong>{t('staleTitle')}</strong> {/* The age would be said anew each second. */}
        <span aria-hidden="true">{t('staleFor', { time: formatTime(now.since), age })}</span>
        <span class="visually-hidden">{formatTime(now.since)}</span>
      </p>
      <p class="stale-means">{t('staleMeans')}</p>
    </div>
  );
}
