import { notifierLimits } from './limits.ts';

const minute_ms = 60_000;

/**
 * How many messages a channel may still take in any minute. A bucket that refills would let through nearly
 * twice the limit after a quiet minute, and a robot that is asked too often answers nobody for ten; so the
 * sendings of the last 60 s are counted. Urgent ones are counted, but ask nobody; a share is kept for them.
 */
export interface MinuteBudget {
  /** How many that are not urgent may go now. */
  left(at: number): number;
  take(at: number): void;
}

/** `perMinute_max` is asked anew each time: settings change. Memory: one number per message of the last minute. */
export function createMinuteBudget(perMinute_max: () => number): MinuteBudget {
  let times: number[] = [];
  return {
    left(at) {
      times = times.filter((time) => time > at - minute_ms && time <= at);
      const max = perMinute_max();
      const reserve = Math.floor(max * notifierLimits.urgentReserve_share);
      return Math.max(0, max - reserve - times.length);
    },
    take(at) {
      times.push(at);
    },
  };
}
