import UPlot from 'uplot';
import { color } from './chart-colors.ts';
import { drawBehind, drawOver, roomForLabels } from './chart-drawing.ts';
import type { Span } from './chart-marks.ts';
import { gapsOf, scaleFor } from './chart-scale.ts';
import { cursorTime, timeLabels } from './chart-time.ts';
import type { SeriesChartProps } from './chart-props.ts';

type Latest = { readonly current: SeriesChartProps };

/** Left of the values' axis, px; what stands beside a chart in a stack keeps to it. */
const axisPx = 58;
/** Right of the plot, px: half of the last label of time. */
const rightPx = 14;
/** A stretch drawn over by less was a click, px. */
const zoomMinPx = 6;

/** How uPlot draws a chart. `latest` is read at each drawing, so that nothing has to be built anew. */
export function chartOptions(latest: Latest, width: number, height: number): UPlot.Options {
  const { stack, isStepped, markers = [], onZoom } = latest.current;
  const axis = {
    stroke: () => color('--dim'),
    grid: { stroke: () => color('--line'), width: 1 },
    ticks: { stroke: () => color('--line'), width: 1, size: 4 },
    font: `11px ${color('--font') || 'sans-serif'}`,
  };
  const hidden = { stroke: 'transparent', points: { show: false } };
  const showsTimes = stack === undefined || stack.isLast;
  const path =
    isStepped === true ? { paths: UPlot.paths.stepped?.({ align: 1 }) as UPlot.Series.PathBuilder } : {};
  return {
    width,
    height,
    padding: [stack === undefined ? roomForLabels(markers) : 6, rightPx, showsTimes ? 0 : 6, 0],
    legend: { show: false },
    cursor: {
      drag: { x: onZoom !== undefined, y: false, setScale: false },
      points: { size: 7 },
      y: false,
      ...(stack === undefined ? {} : { sync: syncOf(stack.key) }),
    },
    scales: {
      x: { time: true, range: () => [...latest.current.range] as [number, number] },
      y: { range: (_plot, min, max) => yRange(latest.current, min, max) },
    },
    axes: [
      { ...axis, show: true, size: showsTimes ? 34 : 0, values: showsTimes ? timeLabels : () => [] },
      {
        ...axis,
        size: axisPx,
        space: height < 120 ? 26 : 38,
        values: (_plot, splits) => splits.map((split) => latest.current.tick(split)),
      },
    ],
    series: [
      {},
      { ...hidden, ...path },
      { stroke: () => color('--trace'), width: 1.6, points: { size: 4 }, ...path },
      { ...hidden, ...path },
    ],
    bands: [{ series: [3, 1], fill: () => color('--trace-band') }],
    hooks: {
      drawAxes: [(plot) => drawBehind(plot, allSpans(latest.current), latest.current.cone)],
      draw: [(plot) => drawOver(plot, latest.current.thresholds ?? [], latest.current.markers ?? [])],
      setSelect: [(plot) => zoomTo(plot, latest.current.onZoom)],
    },
    plugins: [readout(latest)],
  };
}

function isMove(type: string): boolean {
  return type === 'mousemove' || type === 'mouseleave';
}

/** Only the cursor is shared: a stretch drawn over in one chart is told by that one. */
function syncOf(key: string): UPlot.Cursor.Sync {
  return { key, setSeries: false, scales: ['x', null], filters: { pub: isMove } };
}

function yRange(props: SeriesChartProps, min: number | null, max: number | null): [number, number] {
  const { thresholds = [], cone, scale, holdsThresholds = true } = props;
  if (scale !== undefined) return [...scale];
  const limits = [...thresholds.map(({ value }) => value), ...(cone === undefined ? [] : [cone.value])];
  return scaleFor([min, max], limits, holdsThresholds);
}

function allSpans({ spans = [], data, range, gap_s = null }: SeriesChartProps): readonly Span[] {
  return [...spans, ...gapsOf(data, range, gap_s).map((gap) => ({ ...gap, tone: 'unknown' as const }))];
}

function zoomTo(plot: UPlot, onZoom: SeriesChartProps['onZoom']): void {
  const { left, width } = plot.select;
  if (width < zoomMinPx || onZoom === undefined) return;
  const range: [number, number] = [plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')];
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  onZoom(range);
}

/** Puts the cursor onto a value; charts of the same stack follow. */
export function showAt(plot: UPlot, index: number, stackKey: string | undefined): void {
  const time = plot.data[0][index];
  const value = plot.data[2]?.[index];
  if (time === undefined) return;
  const left = plot.valToPos(time, 'x');
  const top = typeof value === 'number' ? plot.valToPos(value, 'y') : 0;
  plot.setCursor({ left, top });
  if (stackKey === undefined) return;
  const { clientWidth, clientHeight } = plot.over;
  UPlot.sync(stackKey).pub('mousemove', plot, left, top, clientWidth, clientHeight, index);
}

/** The value under the cursor, in words. */
function readout(latest: Latest): UPlot.Plugin {
  const element = document.createElement('div');
  element.className = 'chart-readout';
  element.hidden = true;
  return {
    hooks: {
      init: (plot) => plot.over.append(element),
      setCursor(plot) {
        const { idx, left = 0 } = plot.cursor;
        const words = typeof idx === 'number' && left >= 0 ? wordsAt(latest.current, idx) : null;
        element.hidden = words === null;
        if (words === null) return;
        element.textContent = words;
        element.classList.toggle('at-left', left > plot.over.clientWidth / 2);
      },
    },
  };
}

function wordsAt({ data, range, format, stack }: SeriesChartProps, index: number): string | null {
  const [times, lowest, average, highest] = data;
  const time = times[index];
  const value = average[index];
  if (time === undefined || value === undefined || value === null) return null;
  const [low, high] = [lowest[index] ?? value, highest[index] ?? value];
  const band = format(low) === format(high) ? '' : ` (${format(low)} – ${format(high)})`;
  const moment = stack === undefined || stack.isLast ? `${cursorTime(time, range)}  ` : '';
  return `${moment}${format(value)}${band}`;
}
