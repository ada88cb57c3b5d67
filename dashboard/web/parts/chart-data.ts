import type { SeriesPoint } from '../devices/device-api.ts';

/** Columns for the chart: seconds, then lowest, average and highest; null where there is nothing. */
export type ChartData = [
  time: number[],
  min: (number | null)[],
  average: (number | null)[],
  max: (number | null)[],
];

/** A gap is longer than this many usual steps, and than the silence after which a device is offline. */
const stepsMax = 3;

/**
 * Points to columns. Where points are missing a null is put in, so that the line breaks: a straight line
 * through a silence would claim to know.
 */
export function toChartData(points: readonly SeriesPoint[], offlineAfterMs: number): ChartData {
  const data: ChartData = [[], [], [], []];
  const gapMs = Math.max(offlineAfterMs, usualStepMs(points) * stepsMax);
  let before: number | null = null;
  for (const { time, min, avg, max } of points) {
    if (before !== null && time - before > gapMs) push(data, before + gapMs / 2, [null, null, null]);
    push(data, time, [min, avg, max]);
    before = time;
  }
  return data;
}

/** Adds a live reading at the right edge; one that is not newer than the edge is not added. */
export function appendReading(
  data: ChartData,
  reading: { time: number; value: number },
  gapMs: number,
): boolean {
  const last = data[0].at(-1);
  if (last !== undefined && reading.time / 1_000 <= last) return false;
  if (last !== undefined && reading.time - last * 1_000 > gapMs) {
    push(data, last * 1_000 + gapMs / 2, [null, null, null]);
  }
  push(data, reading.time, [reading.value, reading.value, reading.value]);
  return true;
}

function push(
  data: ChartData,
  time: number,
  values: readonly [number | null, number | null, number | null],
): void {
  data[0].push(time / 1_000);
  data[1].push(values[0]);
  data[2].push(values[1]);
  data[3].push(values[2]);
}

/** The median distance between points. */
function usualStepMs(points: readonly SeriesPoint[]): number {
  const steps = points.slice(1).map((point, index) => point.time - (points[index]?.time ?? point.time));
  return steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
}
