import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { kinds } from '../../domain/kinds.ts';
import { clockOffset_ms } from '../forecast-time.ts';
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
const pastMin_ms = 4 * 60_000;
const pastTimes = 3;
const refresh_ms = 10_000;

/** The readings so far, and where the forecast says that they will be. Nothing while the database is away. */
export function ForecastChart({ alert }: { alert: AlertWithPlace }) {
  const { forecast, deviceId, kind, evidence, receivedAt } = alert;
  const data = useSignal<ChartData | null>(null);
  const madeAt = alert.outcome?.madeAt ?? evidence?.time ?? alert.eventTime;
  const metric = forecast?.metric ?? '';
  const end = Math.max(forecast?.latestAt ?? 0, alert.outcome?.breachedAt ?? 0);
  const from = madeAt - Math.max(pastMin_ms, (end - madeAt) * pastTimes);
  const to = end + (end - from) * 0.04;
  // By our clock, as the words beside it.
  const offset = clockOffset_ms(evidence?.time ?? receivedAt, receivedAt);

  useEffect(() => {
    let isCurrent = true;
    async function load(): Promise<void> {
      const query = { metric, from: Math.floor(from), to: Math.ceil(to), points: pointsAsked };
      const answer = await api.readings(deviceId, query);
      if (!isCurrent || !answer.ok) return;
      const points = answer.value.points.map((point) => ({ ...point, time: point.time + offset }));
      data.value = toChartData(points, kinds[kind].offlineAfter_s * 1_000);
    }
    void load();
    const timer = setInterval(() => void load(), refresh_ms);
    return () => {
      isCurrent = false;
      clearInterval(timer);
    };
  }, [deviceId, metric, from, to, offset]);

  if (forecast === null || data.value === null || data.value[0].length === 0) return null;
  const toSeconds = (time: number): number => (time + offset) / 1_000;
  return (
    <SeriesChart
      data={data.value}
      revision={0}
      range={[toSeconds(from), toSeconds(to)]}
      thresholds={[{ value: forecast.threshold, severity: alert.severity }]}
      expected={{
        at: toSeconds(forecast.expectedAt),
        earliest: toSeconds(forecast.earliestAt),
        latest: toSeconds(forecast.latestAt),
      }}
      heightPx={heightPx}
      format={(value) => valueWords(kind, metric, value)}
      tick={(value) => tickWords(kind, metric, value)}
      label={t('forecastChart', {
        metric: metricLabel(kind, metric),
        limit: limitWords(alert, forecast),
        time: formatMoment(forecast.expectedAt + offset, clock.peek()),
      })}
    />
  );
}
