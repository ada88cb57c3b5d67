import type { CanaryDelays } from '../domain/canary.ts';

/** The delays of the last so many canaries, to be told by window. */
export interface DelayWindows {
  /** `delay_ms` is Infinity for one that did not arrive in time. `at` grows: a clock that never goes back. */
  add(at: number, delay_ms: number): void;
  /** Of those since `from`, by nearest rank. */
  since(from: number): CanaryDelays;
}

/** Remembers the last `size` delays; older ones are written over. */
export function createDelayWindows(size: number): DelayWindows {
  const times = new Float64Array(size);
  const delays = new Float64Array(size);
  let count = 0;

  return {
    add(at, delay_ms) {
      times[count % size] = at;
      delays[count % size] = delay_ms;
      count += 1;
    },
    since(from) {
      const held = Math.min(count, size);
      const sorted = delays.slice(0, held).filter((_, index) => (times[index] ?? 0) >= from);
      sorted.sort();
      const missed = sorted.reduce((sum, delay) => sum + Number(delay === Infinity), 0);
      return { p50_ms: quantile(sorted, 0.5), p99_ms: quantile(sorted, 0.99), count: sorted.length, missed };
    },
  };
}

function quantile(sorted: Float64Array, share: number): number | null {
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  return value === undefined || value === Infinity ? null : value;
}
