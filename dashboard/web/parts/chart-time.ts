import { formatMoment } from './format.ts';

/** 24-hour labels of a time axis, with the date where a day begins or the stretch is long. */
export function timeLabels(_plot: unknown, splits: readonly number[]): string[] {
  const step = (splits[1] ?? 0) - (splits[0] ?? 0);
  let day = '';
  return splits.map((split) => {
    const date = new Date(split * 1_000);
    const today = `${two(date.getMonth() + 1)}-${two(date.getDate())}`;
    if (step >= 20 * 86_400) return `${date.getFullYear()}-${two(date.getMonth() + 1)}`;
    if (step >= 86_400) return today;
    const clock = `${two(date.getHours())}:${two(date.getMinutes())}${step < 60 ? `:${two(date.getSeconds())}` : ''}`;
    const isNewDay = day !== '' && day !== today;
    day = today;
    return isNewDay ? `${clock}\n${today}` : clock;
  });
}

/** A moment under the cursor: the day stands there when the shown stretch is longer than one. */
export function cursorTime(time_s: number, [from, to]: readonly [number, number]): string {
  // "Now" is then a day that no moment of the chart is on.
  return formatMoment(time_s * 1_000, to - from > 86_400 ? 0 : time_s * 1_000);
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}
