import type { ReportHead } from '../../../domain/report.ts';
import { toDate } from './period.ts';
import { t } from './phrases.ts';

const hour_ms = 3_600_000;
const week_ms = 7 * 24 * hour_ms;

/** What kind of report it is; a period of seven days is a week's. */
export function reportTitle({ kind, from, to }: Pick<ReportHead, 'kind' | 'from' | 'to'>): string {
  if (kind === 'daily') return t('daily');
  if (kind === 'monthly') return t('monthly');
  // Give or take the hour of summer time.
  return Math.abs(to - from - week_ms) <= hour_ms ? t('weekly') : t('periodReport');
}

/** Its days: `2026-11-16 – 2026-11-22`. */
export function reportStretch({ from, to }: Pick<ReportHead, 'from' | 'to'>): string {
  const [first, last] = [toDate(from), toDate(to - 1)];
  return first === last ? first : `${first} – ${last}`;
}
