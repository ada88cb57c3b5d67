import type { Alert } from '../../../domain/alert.ts';
import type { Severity } from '../../../domain/severity.ts';

/** Alerts that came within one stretch of time, and the worst of them. */
export interface GrowthBar {
  readonly count: number;
  readonly severity: Severity | null;
}

const bars = 48;

/** How many alerts came in each of so many equal stretches between two times, ms. */
export function growthOf(
  alerts: readonly Pick<Alert, 'raisedAt' | 'displayedSeverity'>[],
  [from, to]: readonly [number, number],
): readonly GrowthBar[] {
  const length = Math.max(1, to - from);
  const counted: { count: number; severity: Severity | null }[] = Array.from({ length: bars }, () => ({
    count: 0,
    severity: null,
  }));
  for (const { raisedAt, displayedSeverity } of alerts) {
    const index = Math.min(bars - 1, Math.max(0, Math.floor(((raisedAt - from) / length) * bars)));
    const bar = counted[index];
    if (bar === undefined) continue;
    bar.count += 1;
    if (bar.severity === null || displayedSeverity < bar.severity) bar.severity = displayedSeverity;
  }
  return counted;
}
