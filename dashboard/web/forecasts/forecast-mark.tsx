import { t } from '../shell/language.ts';

/** The mark of what has not happened yet: an hourglass and the word, beside the severity's own shape. */
export function ForecastMark({ over }: { over: boolean }) {
  return (
    <span class={over ? 'forecast-mark over' : 'forecast-mark'} title={t('forecastExplained')}>
      <svg viewBox="0 0 16 20" aria-hidden="true">
        <path d="M2 1.5h12M2 18.5h12M3.5 2v2.6c0 2.6 4.5 3.2 4.5 5.4s-4.5 2.8-4.5 5.4V18m9 0v-2.6c0-2.6-4.5-3.2-4.5-5.4s4.5-2.8 4.5-5.4V2" />
        <path class="sand" d="M5 16.8c0-1.8 1.4-2.3 3-3.3 1.6 1 3 1.5 3 3.3z" />
      </svg>
      {t('forecast')}
    </span>
  );
}
