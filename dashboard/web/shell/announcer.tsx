import { isAnnounced } from '../../../domain/alert.ts';
import { severities } from '../../../domain/severity.ts';
import { expectedWords, forecastTimes, likelihoodWords } from '../forecasts/forecast-words.ts';
import { say, t } from './language.ts';
import { clock, justRaised } from '../live/live-store.ts';

/** Alerts told at once; more would drown the words of the first. */
const announcedMax = 3;

/** Says critical alerts to screen readers at once, others when there is a pause. */
export function Announcer() {
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
