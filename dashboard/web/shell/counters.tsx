import { useComputed } from '@preact/signals';
import type { AlertWithPlace } from '../../live-protocol.ts';
import { severities } from '../../../domain/severity.ts';
import { countAlerts } from '../alerts/alert-order.ts';
import { ageTone } from '../parts/age-tone.ts';
import { clock, openAlerts } from '../live/live-store.ts';
import { formatAge } from '../parts/format.ts';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { language, say, t } from './language.ts';
import { t as words } from './phrases.ts';
import { alertPath } from './router.ts';

/** What waits for an answer, by severity; each leads to those alerts. */
export function Counters() {
  const counts = useComputed(() => countAlerts(openAlerts.value));
  return (
    <ul class="counters" aria-label={words('countersTitle')}>
      {severities.map(({ level, label }) => {
        const { unacknowledged, open } = counts.value.bySeverity[level];
        const sentence = t('unacknowledgedOf', { word: say(label), n: unacknowledged, open });
        return (
          <li key={level}>
            <a
              class={unacknowledged > 0 ? 'counter' : 'counter is-calm'}
              href={`/?severity=${level}&state=unacknowledged`}
              title={sentence}
            >
              <SeverityMark severity={level} hollow={unacknowledged === 0} />
              <span class="counter-word" aria-hidden="true">
                {say(label)}
              </span>
              <strong aria-hidden="true">{unacknowledged}</strong>
              <span class="visually-hidden counter-sentence">{sentence}</span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}

const tones = ['fresh', 'due', 'late'] as const;

/** The one that is most overdue; of those, the oldest: a low battery of last week must not hide a fire of this minute. */
export function longestWaiting(alerts: readonly AlertWithPlace[], now: number): AlertWithPlace | null {
  const overdue = ({ raisedAt, displayedSeverity }: AlertWithPlace): number =>
    tones.indexOf(ageTone(now - raisedAt, displayedSeverity));
  let found: AlertWithPlace | null = null;
  for (const alert of alerts) {
    if (alert.operator !== 'unacknowledged') continue;
    if (found === null) found = alert;
    const more = overdue(alert) - overdue(found);
    if (more > 0 || (more === 0 && alert.raisedAt < found.raisedAt)) found = alert;
  }
  return found;
}

/** How long the one has waited that waits longest; the longer, the louder. */
export function Oldest() {
  const alert = useComputed(() => longestWaiting(openAlerts.value, clock.value)).value;
  if (alert === null) {
    return (
      <div class="fact oldest">
        <span class="fact-label">{t('oldest')}</span>
        <span class="fact-value dim">{t('noneWaiting')}</span>
      </div>
    );
  }
  const ageMs = clock.value - alert.raisedAt;
  return (
    <a
      class={`fact oldest is-${ageTone(ageMs, alert.displayedSeverity)}`}
      href={alertPath(alert.id)}
      title={`${say(alert.title)} · ${say(alert.place)}`}
    >
      <span class="fact-label">{t('oldest')}</span>
      <span class="fact-value">{formatAge(ageMs, language.value)}</span>
    </a>
  );
}
