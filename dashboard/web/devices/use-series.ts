import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { kinds, type SensorKind } from '../../../domain/kinds.ts';
import { telemetry } from '../live/live-store.ts';
import { appendReading, toChartData, type ChartData } from '../parts/chart-data.ts';
import { checkSession } from '../shell/session.ts';
import { deviceApi, type Series } from './device-api.ts';
import { takeTurn } from './turns.ts';

/** More live readings than this, and the stretch is asked for anew, in fewer points. */
const pointsHeldMax = 6_000;
const refreshMin_ms = 60_000;
/** A live stretch is asked for anew after this share of its length. */
const refreshShare = 1 / 60;

export interface SeriesAsked {
  readonly deviceId: string;
  readonly kind: SensorKind;
  readonly metric: string;
  /** ms by our clock. */
  readonly from: number;
  /** Null: up to now, with readings as they come. */
  readonly to: number | null;
  /** What to add to the device's times to have them by our clock, ms. */
  readonly offset_ms?: number;
  readonly points: number;
}

export interface LiveSeries {
  readonly data: ChartData;
  /** Grows as readings are appended to `data`. */
  readonly revision: number;
  /** `away`: the past cannot be had now; what comes in is there all the same. */
  readonly state: 'loading' | 'there' | 'away';
  readonly resolution: Series['resolution'];
}

const nothing = (): ChartData => [[], [], [], []];

/** A metric's course: from the database, and live at the right edge. The device has to be watched by the caller. */
export function useSeries({
  deviceId,
  kind,
  metric,
  from,
  to,
  offset_ms = 0,
  points,
}: SeriesAsked): LiveSeries {
  const loaded = useSignal<Omit<LiveSeries, 'revision'>>({
    data: nothing(),
    state: 'loading',
    resolution: 'raw',
  });
  const revision = useSignal(0);
  const round = useSignal(0);
  const gap_ms = kinds[kind].offlineAfter_s * 1_000;
  const key = `${deviceId} ${metric} ${Math.floor(from)} ${to} ${offset_ms} ${points}`;

  useEffect(() => {
    loaded.value = { data: nothing(), state: 'loading', resolution: 'raw' };
  }, [deviceId, metric]);

  useEffect(() => {
    const stop = new AbortController();
    const end = Math.ceil((to ?? Date.now() + refreshMin_ms) - offset_ms);
    const query = {
      metric,
      from: Math.floor(from - offset_ms),
      to: Math.max(end, Math.floor(from - offset_ms) + 1),
      points,
    };
    void takeTurn(stop.signal, () => deviceApi.readings(deviceId, query)).then((answer) => {
      if (answer === null || stop.signal.aborted) return;
      if (answer.ok) {
        const shifted = answer.value.points.map((point) => ({ ...point, time: point.time + offset_ms }));
        loaded.value = {
          data: toChartData(shifted, gap_ms),
          state: 'there',
          resolution: answer.value.resolution,
        };
        append();
      } else {
        if (answer.problem.status === 401) void checkSession();
        loaded.value = { ...loaded.peek(), state: 'away' };
      }
    });
    return () => stop.abort();
  }, [key, round.value]);

  useEffect(() => {
    if (to !== null) return undefined;
    const everyMs = Math.max(refreshMin_ms, (Date.now() - from) * refreshShare);
    const timer = setInterval(() => (round.value += 1), everyMs);
    return () => clearInterval(timer);
  }, [key]);

  function append(): void {
    const reading = telemetry.value.get(deviceId);
    const value = reading?.values[metric];
    const { data, state } = loaded.peek();
    if (to !== null || reading === undefined || value === undefined || state === 'loading') return;
    if (!appendReading(data, { time: reading.time + offset_ms, value }, gap_ms)) return;
    revision.value = revision.peek() + 1;
    if (data[0].length > pointsHeldMax) round.value = round.peek() + 1;
  }
  useSignalEffect(append);

  return { ...loaded.value, revision: revision.value };
}
