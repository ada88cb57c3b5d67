/** A device's clock this far from ours is believed; the delay then counts from the measurement itself. */
const plausibleMs = 60_000;
/**
 * The same for an alert: many rules wait on purpose (leakage for 5 s), and that wait is no delay. An alert
 * whose last reading is older than this counts from when its cause reached us.
 */
export const alertPlausibleMs = 1_500;
/** What counts as recent. */
const windowMs = 10 * 60_000;
const samplesMax = 1_000;
/** Samples of when the clock was known less exactly than this, against the present, are left out: times. */
const errorsApartMax = 3;
/** Errors below this are alike, ms: nobody sees the difference. */
const errorUnseen_ms = 5;

export interface DelaySummary {
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly count: number;
  /** How far each may be wrong, because this machine's clock is known no better, ms. */
  readonly errorMs: number;
}

export interface DelayMeter {
  /**
   * Something was drawn. `time` is the device's clock, `receivedAt` and `shownAt` the server's, ms. The
   * device's clock is believed when it is no more than `believedMs` off. `errorMs`: how far `shownAt` may be wrong.
   */
  add(
    sample: { time: number; receivedAt: number; shownAt: number; errorMs: number },
    believedMs?: number,
  ): void;
  /** Of recent samples; null when there are none. */
  summary(now: number): DelaySummary | null;
}

/**
 * The delay from sensor to screen. Where the device's clock is not plausible it counts from the arrival,
 * and a device's clock ahead of ours never makes it shorter than that.
 */
export function createDelayMeter(): DelayMeter {
  let samples: { at: number; delayMs: number; errorMs: number }[] = [];

  return {
    add({ time, receivedAt, shownAt, errorMs }, believedMs = plausibleMs) {
      const plausible = Math.abs(receivedAt - time) < believedMs;
      const start = plausible ? Math.min(time, receivedAt) : receivedAt;
      samples.push({ at: shownAt, delayMs: Math.max(0, shownAt - start), errorMs });
      if (samples.length > samplesMax) samples.shift();
    },
    summary(now) {
      samples = samples.filter((sample) => now - sample.at < windowMs);
      if (samples.length === 0) return null;
      const least = Math.min(...samples.map((sample) => sample.errorMs));
      const good = samples.filter(
        (sample) => sample.errorMs <= Math.max(errorUnseen_ms, least * errorsApartMax),
      );
      const sorted = good.map((sample) => sample.delayMs).toSorted((a, b) => a - b);
      const errorMs = Math.max(...good.map((sample) => sample.errorMs));
      return {
        medianMs: quantile(sorted, 0.5),
        p99Ms: quantile(sorted, 0.99),
        count: sorted.length,
        errorMs,
      };
    },
  };
}

/** The nearest-rank quantile of sorted values. */
function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? 0;
}
