import { rulesLimits } from './limits.ts';

/**
 * What late readings say about one rule on one device: a run of breaches that may once have been an
 * alert, and the activations that are known already, so that a re-sent buffer raises nothing twice.
 */
export interface LateRuns {
  /** The present run of late breaches, on the device's clock, ms; NaN when there is none. */
  since: number;
  last: number;
  /** How many readings the run has. */
  count: number;
  /** Past activations, as pairs of their first and last breach; the oldest first. */
  readonly past: number[];
}

export function createLateRuns(): LateRuns {
  return { since: NaN, last: NaN, count: 0, past: [] };
}

/** Remembers an activation from its first to its last breach. */
export function notePast(runs: LateRuns, from: number, to: number): void {
  runs.past.push(from, to);
  if (runs.past.length > 2 * rulesLimits.pastActivations_max) runs.past.splice(0, 2);
}

/**
 * A late breach at `time`: extends the run when it follows within `hold_ms`, else starts a new one.
 * Returns since when the run has held.
 */
export function extendRun(runs: LateRuns, time: number, hold_ms: number): number {
  const follows = time >= runs.last && time - runs.last <= hold_ms;
  if (!follows) runs.since = time;
  if (!follows) runs.count = 1;
  else if (time > runs.last) runs.count += 1;
  runs.last = time;
  return runs.since;
}

/** A late reading that is no breach ends the run. */
export function endRun(runs: LateRuns): void {
  runs.since = NaN;
  runs.last = NaN;
  runs.count = 0;
}

/** True when `time` belongs to an activation that is known already; that one then reaches as far. */
export function joinsPast(runs: LateRuns, time: number, hold_ms: number): boolean {
  for (let index = 0; index < runs.past.length; index += 2) {
    const from = runs.past[index] ?? NaN;
    const to = runs.past[index + 1] ?? NaN;
    if (time < from - hold_ms || time > to + hold_ms) continue;
    runs.past[index] = Math.min(from, time);
    runs.past[index + 1] = Math.max(to, time);
    return true;
  }
  return false;
}
