import type { Severity } from '../../../domain/severity.ts';

const minute_ms = 60_000;
const hour_ms = 60 * minute_ms;

/** When an unanswered alert is asked for again, and when it goes to the shift leader, as escalation is shipped. */
const steps_ms: Readonly<Record<Severity, readonly [number, number]>> = {
  1: [minute_ms / 2, minute_ms],
  2: [5 * minute_ms, 10 * minute_ms],
  3: [4 * hour_ms, 8 * hour_ms],
  4: [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
};

/** How an alert's waiting is to be shown: as usual, as due, as too long. */
export type AgeTone = 'fresh' | 'due' | 'late';

export function ageTone(ageMs: number, severity: Severity): AgeTone {
  const [due, late] = steps_ms[severity];
  if (ageMs >= late) return 'late';
  return ageMs >= due ? 'due' : 'fresh';
}
