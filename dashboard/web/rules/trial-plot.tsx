import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { TrialAlert } from '../../../domain/rule-set.ts';
import { formatMoment } from '../parts/format.ts';
import { t } from './phrases.ts';
import type { Series } from '../devices/device-api.ts';
import type { TrialChange, TrialLane } from './trial-compare.ts';
import { timeTicks } from './time-ticks.ts';

const gutterPx = 132;
const rightPx = 14;
const axisPx = 26;
const rowPx = 13;
const lanePx = 44;
const chartPx = 190;
const barMinPx = 4;

/** What all parts of the plot share: one axis of time. */
interface Scale {
  readonly from: number;
  readonly to: number;
  readonly width: number;
  readonly x: (at: number) => number;
}

/**
 * Alerts of the rules in force above, of the draft below, device by device on one axis of time; above all the
 * readings of the one device, where it is one.
 */
export function TrialPlot(props: {
  readonly lanes: readonly TrialLane[];
  readonly from: number;
  readonly to: number;
  readonly series: Series | null;
  readonly label: string;
}) {
  const { lanes, from, to, series, label } = props;
  const box = useRef<HTMLDivElement>(null);
  const width = useSignal(900);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const resize = new ResizeObserver(() => (width.value = Math.max(320, element.clientWidth)));
    resize.observe(element);
    return () => resize.disconnect();
  }, []);
  const gutter = width.value < 600 ? 84 : gutterPx;
  const inner = width.value - gutter - rightPx;
  const x = (at: number): number =>
    gutter + (Math.min(Math.max(at, from), to) - from) * (inner / (to - from));
  const scale: Scale = { from, to, width: width.value, x };
  const top = axisPx + (series === null ? 0 : chartPx);
  const height = top + lanes.length * lanePx + 4;
  return (
    <div class="trial-plot" ref={box}>
      <svg width={width.value} height={height} role="img" aria-label={label}>
        {timeTicks(from, to, Math.max(2, Math.floor(inner / 90))).map(({ at, words }) => (
          <g key={at} class="trial-tick">
            <line x1={x(at)} x2={x(at)} y1={axisPx - 6} y2={height} />
            <text x={x(at)} y={14} text-anchor="middle">
              {words}
            </text>
          </g>
        ))}
        {series !== null && <Readings series={series} lanes={lanes} scale={scale} />}
        {lanes.map((lane, index) => (
          <Lane key={lane.deviceId} lane={lane} scale={scale} top={top + index * lanePx} />
        ))}
      </svg>
    </div>
  );
}

function Lane({ lane, scale, top }: { lane: TrialLane; scale: Scale; top: number }) {
  const rows = { present: top + 9, tried: top + 9 + rowPx + 3 };
  const narrow = scale.x(scale.from) < gutterPx;
  return (
    <g class="trial-lane">
      <line class="trial-rule" x1={0} x2={scale.width} y1={top + 2} y2={top + 2} />
      <text class="trial-device" x={2} y={top + 27}>
        {narrow && lane.deviceId.length > 9 ? `…${lane.deviceId.slice(-8)}` : lane.deviceId}
      </text>
      {lane.pairs.map(({ present, tried, change, ruleId }) => (
        <g key={`${ruleId} ${present?.at ?? ''} ${tried?.at ?? ''}`}>
          {present !== null && (
            <Bar
              alert={present}
              scale={scale}
              y={rows.present}
              change={change === 'gone' ? 'gone' : 'same'}
            />
          )}
          {tried !== null && <Bar alert={tried} scale={scale} y={rows.tried} change={change} />}
        </g>
      ))}
    </g>
  );
}

const glyphs = { new: '+', gone: '×', earlier: '◂', later: '▸', same: '' } as const;

function Bar(props: {
  readonly alert: TrialAlert;
  readonly scale: Scale;
  readonly y: number;
  readonly change: TrialChange;
}) {
  const { alert, scale, y, change } = props;
  const from = scale.x(alert.at);
  const width = Math.max(barMinPx, scale.x(alert.returnedAt ?? scale.to) - from);
  return (
    <g class={`trial-bar is-${change}`}>
      <title>{`${alert.ruleId} · ${formatMoment(alert.at, scale.to)} · ${t(change)}`}</title>
      <rect x={from} y={y} width={width} height={rowPx} rx={2} />
      {change !== 'same' && (
        <text x={from - 3} y={y + rowPx - 3} text-anchor="end">
          {glyphs[change]}
        </text>
      )}
    </g>
  );
}

/** Lowest to highest as a band, the average as a line that breaks where there is nothing. */
function Readings({ series, lanes, scale }: { series: Series; lanes: readonly TrialLane[]; scale: Scale }) {
  const values = series.points.flatMap(({ min, max }) => [min, max]).filter((value) => value !== null);
  if (values.length === 0) {
    return (
      <text class="trial-device" x={scale.x(scale.from) + 8} y={axisPx + chartPx / 2}>
        {t('noReadings')}
      </text>
    );
  }
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const span = high - low || 1;
  const y = (value: number): number => axisPx + 12 + (1 - (value - low) / span) * (chartPx - 34);
  const pairs = lanes.flatMap((lane) => lane.pairs);
  return (
    <g class="trial-readings">
      {pairs.flatMap(({ tried, ruleId }) =>
        tried === null ? (
          []
        ) : (
          <rect
            key={`${ruleId} ${tried.at}`}
            class="trial-shade"
            x={scale.x(tried.at)}
            y={axisPx}
            width={Math.max(2, scale.x(tried.returnedAt ?? scale.to) - scale.x(tried.at))}
            height={chartPx - 10}
          />
        ),
      )}
      {pairs.flatMap(({ present, ruleId }) =>
        present === null ? (
          []
        ) : (
          <line
            key={`${ruleId} ${present.at}`}
            class="trial-moment"
            x1={scale.x(present.at)}
            x2={scale.x(present.at)}
            y1={axisPx}
            y2={axisPx + chartPx - 10}
          />
        ),
      )}
      {[low, (low + high) / 2, high].map((value) => (
        <text key={value} x={scale.x(scale.from) - 8} y={y(value) + 4} text-anchor="end">
          {Number(value.toPrecision(3))} {series.unit}
        </text>
      ))}
      {runsOf(series).map((run) => (
        <g key={run[0]?.time}>
          <path
            class="trial-band"
            d={`M${[...run.map((p) => `${scale.x(p.time)},${y(p.max ?? 0)}`), ...run.toReversed().map((p) => `${scale.x(p.time)},${y(p.min ?? 0)}`)].join('L')}Z`}
          />
          <path
            class="trial-line"
            d={`M${run.map((p) => `${scale.x(p.time)},${y(p.avg ?? 0)}`).join('L')}`}
          />
        </g>
      ))}
    </g>
  );
}

/** A gap is longer than this many usual steps. */
const stepsMax = 4;

function runsOf({ points }: Series): readonly (readonly Series['points'][number][])[] {
  const known = points.filter(({ avg }) => avg !== null);
  const steps = known.slice(1).map(({ time }, index) => time - (known[index]?.time ?? time));
  const usual = steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
  const runs: Series['points'][number][][] = [];
  let before = -Infinity;
  for (const point of known) {
    if (point.time - before > usual * stepsMax) runs.push([]);
    runs.at(-1)?.push(point);
    before = point.time;
  }
  return runs;
}
