/**
 * Latencies in logarithmic buckets, as HdrHistogram does it: 64 buckets for each power of two of
 * microseconds, so that a percentile is at most 1.6 % off while a record costs one increment.
 */
export interface LatencyHistogram {
  record(latencyMs: number): void;
  /** The latency in ms that `percent` of the records do not exceed; 0 without records. */
  percentileMs(percent: number): number;
  meanMs(): number;
  maxMs(): number;
  count(): number;
}

const subBits = 6;
const subBuckets = 1 << subBits;
const bucketCount = (32 - subBits) * subBuckets;
const microsecondsMax = 0x7f_ff_ff_ff;

export function createLatencyHistogram(): LatencyHistogram {
  const buckets = new Uint32Array(bucketCount);
  let count = 0;
  let sumMs = 0;
  let maxMs = 0;

  return {
    record(latencyMs) {
      const index = toIndex(Math.min(Math.max(latencyMs * 1_000, 0), microsecondsMax));
      buckets[index] = (buckets[index] ?? 0) + 1;
      count += 1;
      sumMs += latencyMs;
      if (latencyMs > maxMs) maxMs = latencyMs;
    },
    percentileMs(percent) {
      const wanted = Math.max(1, Math.ceil((count * percent) / 100));
      let seen = 0;
      for (const [index, inBucket] of buckets.entries()) {
        seen += inBucket;
        if (seen >= wanted) return Math.min(toUpperMicroseconds(index) / 1_000, maxMs);
      }
      return 0;
    },
    meanMs: () => (count === 0 ? 0 : sumMs / count),
    maxMs: () => maxMs,
    count: () => count,
  };
}

function toIndex(microseconds: number): number {
  const whole = Math.floor(microseconds);
  if (whole < subBuckets * 2) return whole;
  const shift = 31 - Math.clz32(whole) - subBits;
  return shift * subBuckets + (whole >> shift);
}

function toUpperMicroseconds(index: number): number {
  if (index < subBuckets * 2) return index + 1;
  const shift = Math.floor(index / subBuckets) - 1;
  return (index - shift * subBuckets + 1) * 2 ** shift;
}
