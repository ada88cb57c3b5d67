import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { kinds } from '../../domain/kinds.ts';
import type { AlertWithPlace } from '../live-protocol.ts';
import { metricLabel, tickWords, valueWords } from './alert-words.ts';
import { api } from './api.ts';
import { toChartData, type ChartData } from './chart-data.ts';
import { limitWords } from './forecast-words.ts';
import { formatMoment } from './format.ts';
import { t } from './language.ts';
import { clock } from './live-store.ts';
import { SeriesChart } from './series-chart.tsx';

const heightPx = 180;
const pointsAsked = 400;
/** The past shown is at least this long, and so many times as long as what is to come. */
const pastMin_ms = 10 * 60_000;
const pastTimes = 2;
const refresh_ms = 10_000;

/** The readings so far, and where the forecast says that they will be. Nothing while the database is away. */
export function ForecastChart({ alert }: { alert: AlertWithPlace }) {
  const { forecast, deviceId, kind, evidence } = alert;
  const data = useSignal<ChartData | null>(null);
  const madeAt = alert.outcome?.madeAt ?? evidence?.time ?? alert.eventTime;
  const metric = forecast?.metric ?? '';
  const end = Math.max(forecast?.latestAt ?? 0, alert.outcome?.breachedAt ?? 0);
  const from = madeAt - Math.max(pastMin_ms, (end - madeAt) * pastTimes);
  const to = end + (end - from) * 0.04;

  useEffect(() => {
    let isCurrent = true;
    async function load(): Promise<void> {
      const query = { metric, from: Math.floor(from), to: Math.ceil(to), points: pointsAsked };
      const answer = await api.readings(deviceId, query);
      if (!isCurrent || !answer.ok) return;
      data.value = toChartData(answer.value.points, kinds[kind].offlineAfter_s * 1_000);
    }
    void load();
    const timer = setInterval(() => void load(), refresh_ms);
    return () => {
      isCurrent = false;
      clearInterval(timer);
    };
  }, [deviceId, metric, from, to]);

  if (forecast === null || data.value === null || data.value[0].length === 0) return null;
  const { expectedAt, earliestAt, latestAt } = forecast;
  return (
    <SeriesChart
      data={data.value}
      revision={0}
      range={[from / 1_000, to / 1_000]}
      thresholds={[{ value: forecast.threshold, severity: alert.severity }]}
      expected={{ at: expectedAt / 1_000, earliest: earliestAt / 1_000, latest: latestAt / 1_000 }}
      heightPx={heightPx}
      format={(value) => valueWords(kind, metric, value)}
      tick={(value) => tickWords(kind, metric, value)}
      label={t('forecastChart', {
        metric: metricLabel(kind, metric),
        limit: limitWords(alert, forecast),
        time: formatMoment(expectedAt, clock.peek()),
      })}
    />
  );
}
