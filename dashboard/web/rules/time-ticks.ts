const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const steps_ms = [
  minute,
  5 * minute,
  15 * minute,
  hour,
  3 * hour,
  6 * hour,
  12 * hour,
  day,
  2 * day,
  7 * day,
  14 * day,
  30 * day,
  90 * day,
];

export interface Tick {
  readonly at: number;
  readonly words: string;
}

/** Round moments of a stretch by the clock of this place, at most `most` of them, as a time axis says them. */
export function timeTicks(from: number, to: number, most: number): readonly Tick[] {
  const step = steps_ms.find((each) => (to - from) / each <= most) ?? 90 * day;
  const offset = new Date(from).getTimezoneOffset() * minute;
  const ticks: Tick[] = [];
  for (let at = Math.ceil((from - offset) / step) * step + offset; at <= to; at += step) {
    ticks.push({ at, words: step >= day || isMidnight(at) ? dateWords(at) : clockWords(at) });
  }
  return ticks;
}

function isMidnight(at: number): boolean {
  const date = new Date(at);
  return date.getHours() === 0 && date.getMinutes() === 0;
}

function dateWords(at: number): string {
  const date = new Date(at);
  return `${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function clockWords(at: number): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}
