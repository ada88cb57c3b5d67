import type { Span } from './model.ts';
import { trendPoints, trendSlot as slot } from './trend-memory.ts';

/** A line through the points of a window; one object is reused. */
export interface Line {
  /** Unit of the metric a second; NaN with fewer than two points. */
  slope: number;
  /** Standard error of the slope for a noise of 1. */
  error: number;
  points: number;
}

/** Least squares through the points between two times, the unfinished one included. Allocates nothing. */
export function fitLine(
  { data, at }: Readonly<Span>,
  { from, to }: { from: number; to: number },
  line: Line,
): void {
  let count = 0;
  let sumTime = 0;
  let sumValue = 0;
  let sumTimeTime = 0;
  let sumTimeValue = 0;
  const finished = data[at + slot.finished]!;
  const samples = data[at + slot.pointSamples]!;
  const oldest = Math.max(0, finished - trendPoints);
  for (let index = finished; index >= oldest; index -= 1) {
    const pointAt = at + slot.pointsAt + 2 * (index % trendPoints);
    const isUnfinished = index === finished;
    const time = isUnfinished
      ? data[at + slot.pointStart]! + (1000 * data[at + slot.pointTimes]!) / samples
      : data[pointAt]!;
    if (time > to) continue;
    if (time < from) break;
    const value = isUnfinished ? data[at + slot.pointValues]! / samples : data[pointAt + 1]!;
    // Relative to the end of the window: epochs in ms would lose digits when squared.
    const seconds = (time - to) / 1000;
    count += 1;
    sumTime += seconds;
    sumValue += value;
    sumTimeTime += seconds * seconds;
    sumTimeValue += seconds * value;
  }
  line.points = count;
  const spread = sumTimeTime - (sumTime * sumTime) / count;
  if (count < 2 || !(spread > 0)) {
    line.slope = NaN;
    line.error = NaN;
    return;
  }
  line.slope = (sumTimeValue - (sumTime * sumValue) / count) / spread;
  line.error = 1 / Math.sqrt(spread);
}
