import { useEffect, useMemo } from 'preact/hooks';
import { kinds, type SensorKind } from '../../../domain/kinds.ts';
import type { Metric } from '../../../domain/kind.ts';
import { metricLabel, tickWords, valueWords } from '../alerts/alert-words.ts';
import type { Marker, Span, Threshold } from '../parts/chart-marks.ts';
import { courseWords } from '../parts/chart-words.ts';
import { SeriesChart } from '../parts/series-chart.tsx';
import { p } from './device-phrases.ts';
import { useSeries, type LiveSeries } from './use-series.ts';

const measureHeightPx = 118;
const stateHeightPx = 64;
/** Of the last one of a stack: the labels of time. */
const timesPx = 34;
const pointsAsked = 900;

export interface StripProps {
  readonly deviceId: string;
  readonly kind: SensorKind;
  readonly metric: Metric;
  /** What is asked for, ms; `to` null: live. */
  readonly from: number;
  readonly to: number | null;
  /** What is shown, s. */
  readonly range: readonly [number, number];
  readonly isLast: boolean;
  readonly stackKey: string;
  readonly thresholds: readonly Threshold[];
  readonly markers: readonly Marker[];
  readonly spans: readonly Span[];
  readonly scale: readonly [number, number] | undefined;
  readonly onZoom: (range: [number, number]) => void;
  /** What came of asking: the stack shows what there is, and what there is not in words. */
  readonly onState: (metric: string, state: StripState) => void;
}

export interface StripState {
  readonly state: LiveSeries['state'];
  readonly resolution: LiveSeries['resolution'];
  /** Lowest and highest; null without any value. */
  readonly extent: readonly [number, number] | null;
}

/** One metric of a stack of courses. Draws nothing while it has nothing. */
export function CourseStrip(props: StripProps) {
  const { deviceId, kind, metric, from, to, range, isLast, stackKey, onState } = props;
  const series = useSeries({ deviceId, kind, metric: metric.name, from, to, points: pointsAsked });
  const { data, state, resolution, revision } = series;
  const extent = useMemo(() => extentOf(data), [data, revision]);
  const [low, high] = extent ?? [null, null];
  useEffect(() => {
    onState(metric.name, { state, resolution, extent: low === null || high === null ? null : [low, high] });
  }, [metric.name, state, resolution, low, high]);
  if (extent === null) return null;
  const isState = metric.type !== 'measure';
  const format = (value: number): string => valueWords(kind, metric.name, value);
  const label = metricLabel(kind, metric.name);
  return (
    <div class="course-strip">
      <p class="course-name">
        {label}
        {metric.unit !== '' && <span class="dim"> {metric.unit}</span>}
      </p>
      <SeriesChart
        data={data}
        revision={revision}
        range={range}
        thresholds={props.thresholds}
        holdsThresholds={false}
        markers={props.markers}
        spans={props.spans}
        gap_s={to === null ? kinds[kind].offlineAfter_s : null}
        scale={metric.type === 'switch' ? [-0.15, 1.25] : props.scale}
        heightPx={(isState ? stateHeightPx : measureHeightPx) + (isLast ? timesPx : 0)}
        stack={{ key: stackKey, isLast }}
        isStepped={isState}
        onZoom={props.onZoom}
        format={format}
        tick={(value) => (metric.type === 'switch' ? switchTick(value) : tickWords(kind, metric.name, value))}
        label={courseWords(data, label, format)}
      />
    </div>
  );
}

function switchTick(value: number): string {
  if (value === 0) return p('off');
  return value === 1 ? p('on') : '';
}

function extentOf([, lowest, , highest]: LiveSeries['data']): readonly [number, number] | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of lowest) if (value !== null && value < low) low = value;
  for (const value of highest) if (value !== null && value > high) high = value;
  return low <= high ? [low, high] : null;
}
