/** How long the last ones of something took. */
export interface RecentDurations {
  add(ms: number): void;
  /** Null where there were none. */
  percentile(share: number): number | null;
}

/** Remembers the last `size` durations; older ones are written over. */
export function createRecentDurations(size: number): RecentDurations {
  const durations = new Float64Array(size);
  let count = 0;
  return {
    add(ms) {
      durations[count % size] = ms;
      count += 1;
    },
    percentile(share) {
      const known = durations.slice(0, Math.min(count, size)).toSorted();
      return known[Math.min(known.length - 1, Math.floor(known.length * share))] ?? null;
    },
  };
}
