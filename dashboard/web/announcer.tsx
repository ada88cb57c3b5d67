import { useComputed } from '@preact/signals';
import { isAnnounced } from '../../domain/alert.ts';
import { severities } from '../../domain/severity.ts';
import { countAlerts } from './alert-order.ts';
import { expectedWords, forecastTimes, likelihoodWords } from './forecast-words.ts';
import { say, t } from './language.ts';
import { clock, justRaised, openAlerts } from './live-store.ts';
import { useEffect } from 'preact/hooks';

/** Alerts told at once; more would drown the words of the first. */
const announcedMax = 3;

/** Says critical alerts to screen readers at once, others when there is a pause; the tab's title counts. */
export function Announcer() {
  const counts = useComputed(() => countAlerts(openAlerts.value));
  const { bySeverity } = counts.value;
  const waiting = bySeverity[1].unacknowledged + bySeverity[2].unacknowledged;
  const title = `${waiting > 0 ? `(${waiting}) ` : ''}${t('product')}`;
  useEffect(() => {
    document.title = title;
  }, [title]);

  const told = justRaised.value.filter(isAnnounced);
  const critical = told.filter((alert) => alert.severity === 1);
  const other = told.filter((alert) => alert.severity > 1);
  return (
    <div class="visually-hidden">
      <div aria-live="assertive">{critical.slice(0, announcedMax).map(sentence).join('。 ')}</div>
      <div aria-live="polite">{other.slice(0, announcedMax).map(sentence).join('。 ')}</div>
    </div>
  );
}

function sentence(alert: (typeof justRaised.value)[number]): string {
  const severity = severities.find((each) => each.level === alert.severity);
  const words = {
    severity: severity === undefined ? '' : say(severity.label),
    title: say(alert.title),
    place: say(alert.place),
  };
  const times = forecastTimes(alert);
  if (alert.forecast === null || times === null) return t('announce', words);
  const expected = expectedWords(times.expectedAt, clock.peek());
  return t('announceForecast', {
    ...words,
    expected,
    likelihood: likelihoodWords(alert.forecast.probability),
  });
}
