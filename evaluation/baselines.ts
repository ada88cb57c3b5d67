import type { Detection } from './protocol.ts';

/**
 * What a model has to beat, in the same run on the same series. Each is causal, speaks when its condition
 * begins to hold, and again only after it has ceased to. Values that are missing are passed over.
 */
export type Series = readonly { readonly time: number; readonly value: number }[];

/** The plain threshold: it speaks when the breach is there. */
export function thresholdBaseline(series: Series, threshold: number): readonly Detection[] {
  return onsets(series, (index) => (series[index]?.value ?? NaN) >= threshold);
}

/**
 * A straight line: least squares through the samples of the last `window_s`, continued for `ahead_s` from the
 * last sample. It speaks when that, or the last sample itself, is at or above the threshold. One sample has
 * no slope.
 */
export function straightLineBaseline(
  series: Series,
  { threshold, window_s, ahead_s }: { threshold: number; window_s: number; ahead_s: number },
): readonly Detection[] {
  let first = 0;
  return onsets(series, (index) => {
    const last = series[index];
    if (last === undefined) return false;
    while ((series[first]?.time ?? Infinity) < last.time - window_s * 1_000) first += 1;
    const rise = slopeOf(series, first, index) * ahead_s;
    return last.value + Math.max(Number.isNaN(rise) ? 0 : rise, 0) >= threshold;
  });
}

/** `count` moments among those of the series, each at most once: as many as the detector it stands beside. */
export function randomBaseline(
  series: Series,
  { count, random }: { count: number; random: () => number },
): readonly Detection[] {
  const times = series.map(({ time }) => time);
  const chosen: Detection[] = [];
  // The first steps of a Fisher–Yates shuffle.
  for (let index = 0; index < Math.min(count, times.length); index += 1) {
    const other = index + Math.floor(random() * (times.length - index));
    const time = times[other] ?? NaN;
    times[other] = times[index] ?? NaN;
    chosen.push({ at: time, probability: null });
  }
  return chosen.toSorted((a, b) => a.at - b.at);
}

function onsets(series: Series, holdsAt: (index: number) => boolean): readonly Detection[] {
  const detections: Detection[] = [];
  let held = false;
  for (const [index, { time, value }] of series.entries()) {
    if (Number.isNaN(value)) continue;
    const holds = holdsAt(index);
    if (holds && !held) detections.push({ at: time, probability: null });
    held = holds;
  }
  return detections;
}

/** Per second; NaN of fewer than two different times. */
function slopeOf(series: Series, first: number, last: number): number {
  let count = 0;
  let meanTime_s = 0;
  let meanValue = 0;
  let products = 0;
  let squares = 0;
  const zero = series[last]?.time ?? 0;
  for (let index = first; index <= last; index += 1) {
    const { time, value } = series[index] ?? { time: NaN, value: NaN };
    if (Number.isNaN(value)) continue;
    const time_s = (time - zero) / 1_000;
    count += 1;
    const fromMean = time_s - meanTime_s;
    meanTime_s += fromMean / count;
    meanValue += (value - meanValue) / count;
    products += fromMean * (value - meanValue);
    squares += fromMean * (time_s - meanTime_s);
  }
  return squares > 0 ? products / squares : NaN;
}
