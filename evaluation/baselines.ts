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
 * A straight line through the last sample and the newest one that is at least `window_s` older (the oldest,
 * while none is), continued for `ahead_s`. It speaks when that, or the last sample itself, is at or above the
 * threshold. Of several ways to draw the line this one warns of the fewest floods that do not come; least
 * squares through the window warns of more for the same lead.
 */
export function straightLineBaseline(
  series: Series,
  { threshold, window_s, ahead_s }: { threshold: number; window_s: number; ahead_s: number },
): readonly Detection[] {
  const measured = series.filter(({ value }) => !Number.isNaN(value));
  let first = 0;
  return onsets(measured, (index) => {
    const last = measured[index];
    if (last === undefined) return false;
    while ((measured[first + 1]?.time ?? Infinity) <= last.time - window_s * 1_000) first += 1;
    const { time, value } = measured[first] ?? last;
    const elapsed_s = (last.time - time) / 1_000;
    const rise_per_s = elapsed_s > 0 ? (last.value - value) / elapsed_s : 0;
    return last.value + Math.max(rise_per_s, 0) * ahead_s >= threshold;
  });
}

/**
 * Least squares through the last `window_s`, continued for `ahead_s` from the middle of the window, not from now:
 * the line to which the published leads of the furniture fires belong. It looks half a window less far ahead than
 * the line through two points, and speaks later.
 */
export function leastSquaresBaseline(
  series: Series,
  { threshold, window_s, ahead_s }: { threshold: number; window_s: number; ahead_s: number },
): readonly Detection[] {
  const measured = series.filter(({ value }) => !Number.isNaN(value));
  let first = 0;
  return onsets(measured, (index) => {
    const last = measured[index];
    if (last === undefined) return false;
    if (last.value >= threshold) return true;
    while ((measured[first]?.time ?? Infinity) < last.time - window_s * 1_000) first += 1;
    let times = 0;
    let values = 0;
    for (let at = first; at <= index; at += 1) {
      times += (measured[at]?.time ?? NaN) - last.time;
      values += measured[at]?.value ?? NaN;
    }
    const count = index + 1 - first;
    let squares = 0;
    let products = 0;
    for (let at = first; at <= index; at += 1) {
      const off = (measured[at]?.time ?? NaN) - last.time - times / count;
      squares += off * off;
      products += off * (measured[at]?.value ?? NaN);
    }
    const rise_per_ms = squares > 0 ? products / squares : 0;
    return values / count + Math.max(rise_per_ms, 0) * ahead_s * 1_000 >= threshold;
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
