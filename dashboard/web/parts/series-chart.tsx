import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { theme } from '../shell/theme.ts';
import './chart.css';
import { chartOptions, showAt } from './chart-options.ts';
import type { SeriesChartProps } from './chart-props.ts';
import { cursorTime } from './chart-time.ts';
import { nearestIndex, stepIndex, zoomed } from './chart-scale.ts';

const usualHeightPx = 300;

/**
 * A metric's course: the average as a line, lowest to highest as a band, with limits, moments and stretches.
 * Follows the theme and its box; readings are appended without building anew. By keyboard, arrows move the
 * cursor and its value is read out.
 */
export function SeriesChart(props: SeriesChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<UPlot | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const spoken = useSignal('');
  const heightPx = props.heightPx ?? usualHeightPx;

  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const plot = new UPlot(chartOptions(latest, element.clientWidth, heightPx), latest.current.data, element);
    chart.current = plot;
    const resize = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: heightPx }));
    resize.observe(element);
    const scheme = matchMedia('(prefers-color-scheme: light)');
    const redraw = (): void => plot.redraw(false);
    scheme.addEventListener('change', redraw);
    // The attribute on the document changes together with the signal, and before it.
    const unwatch = theme.subscribe(redraw);
    return () => {
      unwatch();
      resize.disconnect();
      scheme.removeEventListener('change', redraw);
      plot.destroy();
      chart.current = null;
    };
  }, [heightPx, props.isStepped, props.stack?.key, props.stack?.isLast]);

  const [min, max] = props.range;
  useEffect(() => {
    const plot = chart.current;
    plot?.batch(() => {
      plot.setData(latest.current.data, false);
      plot.setScale('x', { min, max });
    });
    // Limits and a shared scale have room in the values' axis, which is worked out with this.
  }, [props.data, props.revision, min, max, heightPx, props.scale?.[0], props.scale?.[1], props.thresholds]);
  useEffect(() => {
    chart.current?.redraw(false);
  }, [props.markers, props.spans, props.cone]);

  function keyPressed(event: KeyboardEvent): void {
    const plot = chart.current;
    if (plot === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const { data, range, onZoom, format } = latest.current;
    const [times, , average] = data;
    const at = plot.cursor.idx ?? nearestIndex(times, range[1]);
    if (at === null || at === undefined) return;
    const zoomBy = onZoom === undefined ? undefined : { '+': 0.5, '=': 0.5, '-': 2 }[event.key];
    if (zoomBy !== undefined) onZoom?.(zoomed(range, times[at] ?? range[1], zoomBy));
    else {
      const next = indexFor(event, at, latest.current);
      if (next === null) return;
      showAt(plot, next, latest.current.stack?.key);
      const value = average[next];
      const time = times[next];
      if (time === undefined || value === undefined || value === null) return;
      spoken.value = `${cursorTime(time, range)} ${format(value)}`;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div
      class={props.stack === undefined ? 'chart' : 'chart is-stacked'}
      role="group"
      aria-label={props.label}
      tabIndex={0}
      onKeyDown={keyPressed}
      style={{ minHeight: `${heightPx}px` }}
    >
      <div class="chart-box" ref={box} aria-hidden="true" />
      <p class="visually-hidden" role="status">
        {spoken.value}
      </p>
    </div>
  );
}

/** How far the cursor goes by a key; with shift ten times as far. Null where the key moves nothing. */
function indexFor(
  event: KeyboardEvent,
  at: number,
  { data, range: [from, to] }: SeriesChartProps,
): number | null {
  const far = event.shiftKey ? 10 : 1;
  const times = data[0];
  if (event.key === 'ArrowLeft') return stepIndex(data, at, -far);
  if (event.key === 'ArrowRight') return stepIndex(data, at, far);
  if (event.key === 'Home') return nearestIndex(times, from);
  return event.key === 'End' ? nearestIndex(times, to) : null;
}
