import type { ChartData } from './chart-data.ts';
import type { Cone, Marker, Span, Threshold } from './chart-marks.ts';

/** What a chart of one metric shows, and how. */
export interface SeriesChartProps {
  readonly data: ChartData;
  /** Grows when `data` was appended to in place. */
  readonly revision: number;
  /** The shown stretch, s. */
  readonly range: readonly [number, number];
  readonly thresholds?: readonly Threshold[];
  /** Whether all limits have room in the scale, or only those that squeeze no values. */
  readonly holdsThresholds?: boolean;
  readonly markers?: readonly Marker[];
  readonly spans?: readonly Span[];
  readonly cone?: Cone | undefined;
  /** A silence longer than this at the right edge is drawn as a gap, s; null: the edge is not now. */
  readonly gap_s?: number | null;
  readonly heightPx?: number;
  /** One of a stack: no labels of time, charts with the same key share their cursor. */
  readonly stack?: { readonly key: string; readonly isLast: boolean };
  /** Values hold until the next one: switches, codes, floors. */
  readonly isStepped?: boolean;
  /** Lowest and highest of the scale where several charts share one. */
  readonly scale?: readonly [number, number] | undefined;
  /** A stretch was drawn over with the pointer, or zoomed by `+` and `-`, s. Without it there is no zoom. */
  readonly onZoom?: (range: [number, number]) => void;
  readonly format: (value: number) => string;
  /** A value at the axis: without its unit. */
  readonly tick: (value: number) => string;
  /** The chart in a sentence, for those who do not see it. */
  readonly label: string;
}
