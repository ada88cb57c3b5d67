const minute_ms = 60_000;
/** Ends of the strip's scale: it jumps now and then instead of creeping with every second. */
const scales_min = [1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1_440];

/** The length of the strip's time scale, ms: the least round one that holds the farthest end. */
export function scaleOf(farthest_ms: number): number {
  const scale = scales_min.find((minutes) => minutes * minute_ms >= farthest_ms);
  return (scale ?? 1_440) * minute_ms;
}
