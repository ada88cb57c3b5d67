import { kinds, type SensorKind } from '../domain/kinds.ts';
import type { Values } from './physics/device-physics.ts';

/** Decides which of a scenario's steps the device reports. */
export interface ReportGate {
  /** True when the interval is over, or a switch or code has changed since the last step. */
  isDue(values: Values, time: number): boolean;
}

/** Positions and counters go on all the time; a change of theirs alone is not reported at once. */
const counting = new Set(['floor', 'run_count', 'arc_count']);

/** Reports fall on whole intervals after `startedAt`, ms. */
export function createReportGate(kind: SensorKind, interval_s: number, startedAt: number): ReportGate {
  const states = kinds[kind].metrics
    .filter(({ type, name }) => type !== 'measure' && !counting.has(name))
    .map(({ name }) => name);
  let dueAt = startedAt;
  let seen: Values | null = null;
  return {
    isDue(values, time) {
      const isChange = seen === null || (seen !== values && hasChanged(seen, values));
      seen = values;
      if (!isChange && time < dueAt) return false;
      // The rhythm stays what it was: a report in between does not put off the next.
      const past = Math.floor((time - startedAt) / (interval_s * 1_000)) + 1;
      dueAt = startedAt + past * interval_s * 1_000;
      return true;
    },
  };

  function hasChanged(before: Values, after: Values): boolean {
    for (const name of states) {
      // A running lift passes door zones several times a second: only where it stands is the zone a state.
      if (name === 'door_zone' && after['speed_m_s'] !== 0) continue;
      if (before[name] !== after[name]) return true;
    }
    return false;
  }
}
