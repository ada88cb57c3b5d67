import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { kinds } from '../../../domain/kinds.ts';
import type { AlertWithPlace } from '../../live-protocol.ts';
import { useSeries } from '../devices/use-series.ts';
import { clock, watchTelemetry } from '../live/live-store.ts';
import type { Cone, Marker, Span, Threshold } from '../parts/chart-marks.ts';
import { gapsOf } from '../parts/chart-scale.ts';
import { courseWords } from '../parts/chart-words.ts';
import { SeriesChart } from '../parts/series-chart.tsx';
import { t } from '../shell/language.ts';
import { metricLabel, tickWords, valueWords } from './alert-words.ts';
import { chartCone, chartMarkers, chartSpans, chartThresholds } from './chart-story.ts';
import { chartWindow, type ChartWindow } from './chart-window.ts';
import { d } from './detail-phrases.ts';

const heightPx = 230;
const pointsAsked = 600;
/** The right edge moves by this share of the stretch at a time: a chart that creeps is hard to read. */
const edgeShare = 1 / 300;

/** The readings around an alert, live while it is open: what led to it, when it rang, what is to come. */
export function EvidenceChart({ alert }: { alert: AlertWithPlace }) {
  // Where it begins must not move with every tick; that it is over, or foretold otherwise, moves it.
  const story = `${alert.id} ${alert.condition} ${alert.closedAt} ${alert.forecast?.latestAt} ${alert.outcome?.result}`;
  const shown = useMemo(() => chartWindow(alert, clock.peek()), [story]);
  return shown === null ? null : <Chart alert={alert} shown={shown} />;
}

function Chart({ alert, shown }: { alert: AlertWithPlace; shown: ChartWindow }) {
  const { kind, deviceId } = alert;
  const { metric, from, to, ahead_ms, offset_ms } = shown;
  const zoom = useSignal<readonly [number, number] | null>(null);
  useEffect(() => (to === null ? watchTelemetry([deviceId]) : undefined), [deviceId, to === null]);
  useEffect(() => {
    zoom.value = null;
  }, [from, to]);
  const series = useSeries({ deviceId, kind, metric, from, to, offset_ms, points: pointsAsked });

  const step = Math.max(1_000, (clock.peek() - from) * edgeShare);
  const edge = to ?? Math.ceil(clock.value / step) * step + ahead_ms;
  const whole: readonly [number, number] = [from / 1_000, edge / 1_000];
  const range = zoom.value ?? whole;
  const last = series.data[0].at(-1);
  const version = `${alert.id} ${alert.version}`;
  const thresholds = useMemo<readonly Threshold[]>(
    () => chartThresholds(alert, metric),
    [version, t('threshold')],
  );
  const markers = useMemo<readonly Marker[]>(() => chartMarkers(alert, offset_ms), [version, t('threshold')]);
  const spans = useMemo<readonly Span[]>(() => chartSpans(alert, offset_ms), [version]);
  const cone = useMemo<Cone | undefined>(
    () => chartCone(alert, { data: series.data, offset_ms }),
    [version, series.revision, series.data],
  );
  const gap_s = kinds[kind].offlineAfter_s;
  const isLive = to === null && last !== undefined && clock.value / 1_000 - last <= gap_s;
  // What is to come is no gap: silence is drawn up to now.
  const now_s = clock.value / 1_000;
  const silence =
    to === null
      ? gapsOf(series.data, [range[0], Math.min(range[1], now_s)], gap_s).filter((gap) => gap.to >= now_s - 1)
      : [];
  const format = (value: number): string => valueWords(kind, metric, value);

  return (
    <section class="detail-chart" aria-label={d('chart')}>
      <div class="detail-head">
        <h3>
          {metricLabel(kind, metric)}
          {isLive && <span class="detail-live">{d('chartLive')}</span>}
        </h3>
        {zoom.value === null ? (
          <span class="dim detail-small detail-hint">{d('chartZoomHint')}</span>
        ) : (
          <button class="quiet detail-small" type="button" onClick={() => (zoom.value = null)}>
            {d('chartReset')}
          </button>
        )}
      </div>
      {series.state === 'away' && <p class="dim detail-small">{d('chartAway')}</p>}
      {series.state === 'there' && last === undefined ? (
        <p class="dim">{d('chartNothing')}</p>
      ) : (
        <SeriesChart
          data={series.data}
          revision={series.revision}
          range={range}
          thresholds={thresholds}
          markers={markers}
          spans={[...spans, ...silence.map((gap) => ({ ...gap, tone: 'unknown' as const }))]}
          cone={cone}
          heightPx={heightPx}
          onZoom={(next) => (zoom.value = next)}
          format={format}
          tick={(value) => tickWords(kind, metric, value)}
          label={courseWords(series.data, metricLabel(kind, metric), format)}
        />
      )}
    </section>
  );
}
