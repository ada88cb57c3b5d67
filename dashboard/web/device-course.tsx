import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { findMetric, kinds } from '../../domain/kinds.ts';
import type { AlertWithPlace } from '../live-protocol.ts';
import { metricLabel, tickWords, valueWords } from './alert-words.ts';
import { api, type DeviceView } from './api.ts';
import { appendReading, toChartData, type ChartData } from './chart-data.ts';
import type { Phrase } from './dictionary.ts';
import { say, t } from './language.ts';
import { clock, telemetry } from './live-store.ts';
import { readField } from './form-field.ts';
import { SeriesChart, type Threshold } from './series-chart.tsx';

const hourMs = 3_600_000;
const pointsAsked = 1_000;

const ranges = [
  { key: 'hour', ms: hourMs },
  { key: 'day', ms: 24 * hourMs },
  { key: 'week', ms: 7 * 24 * hourMs },
  { key: 'month', ms: 30 * 24 * hourMs },
] as const;

/** A stretch up to now, everything, or one with both ends fixed. Times in ms. */
type Range = { readonly ms: number } | { readonly from: number; readonly to: number } | 'all';

interface Loaded {
  readonly data: ChartData;
  readonly from: number;
  /** Null: up to now, with live readings coming in. */
  readonly to: number | null;
  readonly resolution: 'raw' | '1m' | '1h';
}

/** A device's metric over time: chosen from what it sends, over a chosen range, live at the right edge. */
export function DeviceCourse({ device, alerts }: { device: DeviceView; alerts: readonly AlertWithPlace[] }) {
  const metrics = kinds[device.kind].metrics;
  const metric = useSignal(alerts.find(isOpenWithEvidence)?.evidence?.metric ?? metrics[0]?.name ?? '');
  const range = useSignal<Range>({ ms: hourMs });
  const loaded = useSignal<Loaded | 'unavailable' | null>(null);
  const revision = useSignal(0);
  if (findMetric(device.kind, metric.value) === undefined) metric.value = metrics[0]?.name ?? '';

  useEffect(() => {
    let isCurrent = true;
    loaded.value = null;
    void load(device, metric.value, range.value).then((result) => {
      if (isCurrent) loaded.value = result;
    });
    return () => {
      isCurrent = false;
    };
  }, [device.id, metric.value, range.value]);

  useSignalEffect(() => {
    const reading = telemetry.value.get(device.id);
    const value = reading?.values[metric.value];
    const shown = loaded.peek();
    if (reading === undefined || value === undefined || shown === null || shown === 'unavailable') return;
    const gapMs = kinds[device.kind].offlineAfter_s * 1_000;
    if (shown.to === null && appendReading(shown.data, { time: reading.time, value }, gapMs)) {
      revision.value = revision.peek() + 1;
    }
  });

  const course = loaded.value;
  const format = (value: number): string => valueWords(device.kind, metric.value, value);
  return (
    <section class="card course">
      <div class="section-head">
        <h2>{t('course')}</h2>
        <select
          aria-label={t('metric')}
          value={metric.value}
          onChange={(event) => (metric.value = event.currentTarget.value)}
        >
          {metrics.map(({ name, label, unit }) => (
            <option key={name} value={name}>
              {say(label)}
              {unit === '' ? '' : ` (${unit})`}
            </option>
          ))}
        </select>
        <span class="spring" />
        {course !== null && course !== 'unavailable' && (
          <span class="dim">{t(resolutionPhrases[course.resolution])}</span>
        )}
      </div>
      <RangeButtons range={range.value} choose={(next) => (range.value = next)} />
      {course === null && <p class="chart dim">{t('loading')}</p>}
      {course === 'unavailable' && <p class="chart dim">{t('seriesUnavailable')}</p>}
      {course !== null && course !== 'unavailable' && course.data[0].length === 0 && (
        <p class="chart dim">{t('noData')}</p>
      )}
      {course !== null && course !== 'unavailable' && course.data[0].length > 0 && (
        <SeriesChart
          data={course.data}
          revision={revision.value}
          range={shownRange(course)}
          thresholds={thresholdsOf(alerts, metric.value)}
          format={format}
          tick={(value) => tickWords(device.kind, metric.value, value)}
          label={describe(course.data, metricLabel(device.kind, metric.value), format)}
        />
      )}
    </section>
  );
}

const resolutionPhrases: Readonly<Record<Loaded['resolution'], Phrase>> = {
  raw: 'resolutionRaw',
  '1m': 'resolution1m',
  '1h': 'resolution1h',
};

async function load(device: DeviceView, metric: string, range: Range): Promise<Loaded | 'unavailable'> {
  const now = Math.round(clock.peek());
  let from = range === 'all' ? 0 : 'ms' in range ? now - range.ms : range.from;
  const to = range !== 'all' && 'to' in range ? range.to : now;
  if (range === 'all') {
    // Where it begins is not known before: a coarse look finds it, a second one fits the resolution to it.
    const coarse = await api.readings(device.id, { metric, from: 0, to, points: pointsAsked });
    if (!coarse.ok) return 'unavailable';
    from = coarse.value.points[0]?.time ?? to - hourMs;
  }
  const answer = await api.readings(device.id, {
    metric,
    from,
    to: Math.max(to, from + 1),
    points: pointsAsked,
  });
  if (!answer.ok) return 'unavailable';
  const data = toChartData(answer.value.points, kinds[device.kind].offlineAfter_s * 1_000);
  const isLive = range === 'all' || 'ms' in range;
  return { data, from, to: isLive ? null : to, resolution: answer.value.resolution };
}

/** A live range moves with the clock, its length stays. */
function shownRange({ from, to, data }: Loaded): [number, number] {
  if (to !== null) return [from / 1_000, to / 1_000];
  return [from / 1_000, Math.max(clock.value / 1_000, data[0].at(-1) ?? 0)];
}

function isOpenWithEvidence(alert: AlertWithPlace): boolean {
  return alert.closedAt === null && alert.evidence !== null;
}

function thresholdsOf(alerts: readonly AlertWithPlace[], metric: string): readonly Threshold[] {
  return alerts
    .filter(({ closedAt }) => closedAt === null)
    .flatMap(({ evidence, severity }) => {
      // A limit of a rate or of a duration is no line among the values.
      const isLine = evidence?.metric === metric && evidence.quantity === 'value';
      return isLine ? [{ value: evidence.threshold, severity }] : [];
    });
}

/** The chart in a sentence, for those who do not see it. */
function describe(data: ChartData, metric: string, format: (value: number) => string): string {
  const values = data[2].filter((value) => value !== null);
  const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  return t('chartOf', { metric, min: format(low), max: format(high), last: format(values.at(-1) ?? low) });
}

function RangeButtons({ range, choose }: { range: Range; choose: (range: Range) => void }) {
  const isCustom = range !== 'all' && 'to' in range;
  const isOpen = useSignal(false);
  return (
    <div class="ranges" role="group" aria-label={t('range')}>
      {ranges.map(({ key, ms }) => (
        <button
          key={key}
          type="button"
          aria-pressed={range !== 'all' && 'ms' in range && range.ms === ms}
          onClick={() => choose({ ms })}
        >
          {t(key)}
        </button>
      ))}
      <button type="button" aria-pressed={range === 'all'} onClick={() => choose('all')}>
        {t('all')}
      </button>
      <button
        type="button"
        aria-pressed={isCustom}
        aria-expanded={isOpen.value}
        onClick={() => (isOpen.value = !isOpen.value)}
      >
        {t('custom')}
      </button>
      {isOpen.value && <CustomRange choose={choose} />}
    </div>
  );
}

function CustomRange({ choose }: { choose: (range: Range) => void }) {
  return (
    <form
      class="custom-range"
      onSubmit={(event) => {
        event.preventDefault();
        const fields = new FormData(event.currentTarget);
        const from = new Date(readField(fields, 'from')).getTime();
        const to = new Date(readField(fields, 'to')).getTime();
        if (from < to) choose({ from, to });
      }}
    >
      <label>
        {t('from')} <input type="datetime-local" name="from" required />
      </label>
      <label>
        {t('to')} <input type="datetime-local" name="to" required />
      </label>
      <button type="submit">{t('open')}</button>
    </form>
  );
}
