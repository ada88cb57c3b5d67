const minute_ms = 60_000;
/** Ends of the strip's scale: it jumps now and then instead of creeping with every second. */
const scales_min = [1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1_440];
/** Marks of the scale, min; those that would crowd each other are left out. */
const marks_min = [1 / 6, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1_440];
/** Marks stand at least this part of the scale apart, and from the end. */
const markGap = 0.07;

/** The length of the strip's time scale, ms: the least round one that holds the farthest end. */
export function scaleOf(farthest_ms: number): number {
  const scale = scales_min.find((minutes) => minutes * minute_ms >= farthest_ms);
  return (scale ?? 1_440) * minute_ms;
}

/**
 * Where on the scale a time to come stands, 0 (now) to 1. By the square root, so that the last minute before what
 * is foretold has room beside what is hours away: the marks say what is where.
 */
export function toScale(ahead_ms: number, scale_ms: number): number {
  return Math.sqrt(Math.min(1, Math.max(0, ahead_ms / scale_ms)));
}

export interface ScaleMark {
  readonly ahead_ms: number;
  readonly at: number;
}

/** The marks to write at a scale, the farthest last. */
export function scaleMarks(scale_ms: number): readonly ScaleMark[] {
  const marks: ScaleMark[] = [];
  for (const minutes of marks_min.toReversed()) {
    const ahead_ms = minutes * minute_ms;
    const at = toScale(ahead_ms, scale_ms);
    const next = marks[0]?.at ?? 1 + markGap;
    if (ahead_ms <= scale_ms && at >= markGap && next - at >= markGap) marks.unshift({ ahead_ms, at });
  }
  return marks;
}
