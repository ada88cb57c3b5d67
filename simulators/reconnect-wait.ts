import { reconnectWaitMsMax, reconnectWaitMsMin } from './limits.ts';

/**
 * How long to wait before the next try, ms: doubling with each failure, half of it random, so that a fleet
 * does not come back all at once. `random` is in [0, 1).
 */
export function toReconnectWaitMs(failures: number, random: number): number {
  const full = Math.min(reconnectWaitMsMin * 2 ** Math.min(failures, 30), reconnectWaitMsMax);
  return full / 2 + (full / 2) * random;
}
