import { severities } from '../../../domain/severity.ts';
import { countAlerts } from '../alerts/alert-order.ts';
import { clock, openAlerts } from '../live/live-store.ts';
import { formatAge } from '../parts/format.ts';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { language, say } from '../shell/language.ts';
import { t } from './phrases.ts';

/** What nobody has acknowledged, of all that is open, by severity. */
export function WallCounts() {
  const counts = countAlerts(openAlerts.value);
  return (
    <ul class="wall-counts" aria-label={t('counts')}>
      {severities.map(({ level, label }) => {
        const { unacknowledged, open } = counts.bySeverity[level];
        return (
          <li key={level} class={unacknowledged > 0 ? 'wall-count' : 'wall-count calm'} data-severity={level}>
            <span class="wall-count-head">
              <SeverityMark severity={level} hollow={unacknowledged === 0} />
              <span class="dim">{t('ofOpen', { n: open })}</span>
            </span>
            <strong>{unacknowledged}</strong>
            <span>{say(label)}</span>
          </li>
        );
      })}
    </ul>
  );
}

export function WallOldest() {
  const { oldest } = countAlerts(openAlerts.value);
  return (
    <p class="wall-oldest">
      <span class="dim">{t('oldest')}</span>
      {oldest === null ? (
        <span class="dim">{t('noneWaiting')}</span>
      ) : (
        <>
          <SeverityMark severity={oldest.displayedSeverity} />
          <strong>{formatAge(clock.value - oldest.raisedAt, language.value)}</strong>
        </>
      )}
    </p>
  );
}
