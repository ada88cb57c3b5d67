import { useEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Severity } from '../../domain/severity.ts';
import type { ChartData } from './chart-data.ts';

export interface Threshold {
  readonly value: number;
  readonly severity: Severity;
}

/** When something is expected, and the stretch in which it will come, s. */
export interface Expected {
  readonly at: number;
  readonly earliest: number;
  readonly latest: number;
}

export interface SeriesChartProps {
  readonly data: ChartData;
  /** Grows when `data` was appended to in place. */
  readonly revision: number;
  /** The shown stretch, s. */
  readonly range: readonly [number, number];
  readonly thresholds: readonly Threshold[];
  /** Drawn as a band with a line in it. */
  readonly expected?: Expected;
  readonly heightPx?: number;
  readonly format: (value: number) => string;
  /** A value at the axis: without its unit. */
  readonly tick: (value: number) => string;
  readonly label: string;
}

const usualHeightPx = 300;

/** A metric's course: the average as a line, lowest to highest as a band, thresholds across. */
export function SeriesChart(props: SeriesChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<UPlot | null>(null);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const height = latest.current.heightPx ?? usualHeightPx;
    const plot = new UPlot(chartOptions(latest, element.clientWidth), props.data, element);
    chart.current = plot;
    const resize = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    resize.observe(element);
    const scheme = matchMedia('(prefers-color-scheme: light)');
    const redraw = (): void => plot.redraw();
    scheme.addEventListener('change', redraw);
    return () => {
      resize.disconnect();
      scheme.removeEventListener('change', redraw);
      plot.destroy();
      chart.current = null;
    };
  }, [props.data]);

  useEffect(() => {
    const [min, max] = props.range;
    chart.current?.batch(() => {
      chart.current?.setData(props.data, false);
      chart.current?.setScale('x', { min, max });
    });
  }, [props.revision, props.range[0], props.range[1], props.thresholds, props.expected?.at]);

  return <div class="chart" ref={box} role="img" aria-label={props.label} />;
}

function chartOptions(latest: { readonly current: SeriesChartProps }, width: number): UPlot.Options {
  const axis = {
    stroke: color('--dim'),
    grid: { stroke: color('--line'), width: 1 },
    ticks: { stroke: color('--line'), width: 1 },
    font: '12px system-ui, sans-serif',
  };
  const hidden = { stroke: 'transparent', points: { show: false } };
  return {
    width,
    height: latest.current.heightPx ?? usualHeightPx,
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { size: 7 } },
    scales: {
      x: { time: true, range: () => [...latest.current.range] as [number, number] },
      y: { range: (_plot, min, max) => withThresholds(min, max, latest.current.thresholds) },
    },
    axes: [
      { ...axis, values: timeLabels },
      { ...axis, size: 64, values: (_plot, splits) => splits.map((split) => latest.current.tick(split)) },
    ],
    series: [{}, hidden, { stroke: color('--trace'), width: 1.6, points: { size: 5 } }, hidden],
    bands: [{ series: [3, 1], fill: color('--trace-band') }],
    hooks: {
      drawAxes: [(plot) => drawExpected(plot, latest.current.expected)],
      draw: [(plot) => drawThresholds(plot, latest.current.thresholds)],
    },
    plugins: [readout(latest)],
  };
}

/** The scale holds values and thresholds, with room around. A flat line stays in the middle. */
function withThresholds(min: number, max: number, thresholds: readonly Threshold[]): [number, number] {
  const values = [min, max, ...thresholds.map((threshold) => threshold.value)].filter(
    (value) => value !== null && Number.isFinite(value),
  );
  if (values.length === 0) return [0, 1];
  const low = Math.min(...values);
  const high = Math.max(...values);
  const room = high === low ? Math.max(1, Math.abs(high) * 0.1) : (high - low) * 0.08;
  // A quantity that is never negative should not seem to be.
  return [low >= 0 && low - room < 0 ? 0 : low - room, high + room];
}

function drawExpected(plot: UPlot, expected: Expected | undefined): void {
  if (expected === undefined) return;
  const { ctx, bbox } = plot;
  const toX = (time: number): number => Math.round(plot.valToPos(time, 'x', true));
  const from = toX(expected.earliest);
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.fillStyle = color('--trace-band')();
  ctx.fillRect(from, bbox.top, toX(expected.latest) - from, bbox.height);
  ctx.strokeStyle = color('--text')();
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(toX(expected.at) + 0.5, bbox.top);
  ctx.lineTo(toX(expected.at) + 0.5, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}

function drawThresholds(plot: UPlot, thresholds: readonly Threshold[]): void {
  const { ctx, bbox } = plot;
  ctx.save();
  for (const { value, severity } of thresholds) {
    const y = Math.round(plot.valToPos(value, 'y', true)) + 0.5;
    ctx.strokeStyle = color(`--severity-${severity}`)();
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.restore();
}

/** The value under the pointer, in words. */
function readout(latest: { readonly current: SeriesChartProps }): UPlot.Plugin {
  const element = document.createElement('div');
  element.className = 'chart-readout';
  return {
    hooks: {
      init: (plot) => plot.over.append(element),
      setCursor(plot) {
        const { idx, left = 0 } = plot.cursor;
        const time = typeof idx === 'number' ? plot.data[0][idx] : undefined;
        const average = typeof idx === 'number' ? plot.data[2]?.[idx] : undefined;
        if (time === undefined || average === undefined || average === null) {
          element.hidden = true;
          return;
        }
        element.hidden = false;
        element.textContent = `${new Date(time * 1_000).toLocaleString()}  ${latest.current.format(average)}`;
        element.classList.toggle('at-left', left > plot.over.clientWidth / 2);
      },
    },
  };
}

/** 24-hour labels, with the date where a day begins or the stretch is long. */
function timeLabels(_plot: UPlot, splits: number[]): string[] {
  const step = (splits[1] ?? 0) - (splits[0] ?? 0);
  let day = '';
  return splits.map((split) => {
    const date = new Date(split * 1_000);
    const today = `${two(date.getMonth() + 1)}-${two(date.getDate())}`;
    const clock = `${two(date.getHours())}:${two(date.getMinutes())}${step < 60 ? `:${two(date.getSeconds())}` : ''}`;
    if (step >= 86_400) return today;
    const isNewDay = day !== '' && day !== today;
    day = today;
    return isNewDay ? `${clock}\n${today}` : clock;
  });
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}

/** A colour of the style sheet, which differs between dark and light. */
function color(name: string): () => string {
  return () => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
