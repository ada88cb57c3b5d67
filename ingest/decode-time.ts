import { ReadingFlag } from '../domain/reading.ts';
import type { Problem } from '../domain/record.ts';
import { ingestLimits } from './limits.ts';

export interface DecodedTime {
  /** Milliseconds since 1970, UTC. */
  readonly time: number;
  /** The `ReadingFlag` that goes with it, or 0. */
  readonly flag: number;
  readonly problem: Problem | null;
}

/** RFC 3339 with seconds and an offset; `Date.parse` alone would also take "1" and "March". */
const rfc3339 = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:?\d{2})$/;

/**
 * A device's time: milliseconds since 1970 or RFC 3339. Where there is none, or an impossible one (a clock
 * that was reset to 1970, 2000 or 2100), the arrival stands in: a detector with a dead clock must still be
 * heard.
 */
export function decodeTime(value: unknown, receivedAt: number): DecodedTime {
  if (value === undefined || value === null) {
    return { time: receivedAt, flag: ReadingFlag.timeMissing, problem: null };
  }
  const time = toMilliseconds(value);
  if (time >= ingestLimits.timeMin_ms && time <= receivedAt + ingestLimits.timeAheadMax_ms) {
    return { time, flag: 0, problem: null };
  }
  const detail = Number.isNaN(time)
    ? '"time" is neither milliseconds since 1970 nor RFC 3339.'
    : '"time" is impossible: before 2001 or ahead of now.';
  return { time: receivedAt, flag: ReadingFlag.timeReplaced, problem: { code: 'bad-time', detail } };
}

function toMilliseconds(value: unknown): number {
  if (typeof value === 'number') return Number.isFinite(value) ? Math.round(value) : Number.NaN;
  if (typeof value !== 'string' || value.length > 40 || !rfc3339.test(value)) return Number.NaN;
  return Date.parse(value.replace(' ', 'T'));
}
