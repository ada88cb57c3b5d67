import type { ReportKind } from '../../domain/report.ts';
import type { Span } from '../figures/spans.ts';
import { addDays, fromZoned, toZoned } from '../figures/time-zone.ts';
import { reportLimits } from './limits.ts';

/** A report that the clock owes: its period, and the name by which it is made once. */
export interface DueReport extends Span {
  readonly kind: Exclude<ReportKind, 'period'>;
  readonly scheduledFor: string;
}

/**
 * The reports of the days and months that are over, the oldest first, as far back as is caught up after a
 * downtime. Nothing from before `since`: there was nobody to report on.
 */
export function dueReports(now: number, timeZone: string, since: number): readonly DueReport[] {
  const { date: today } = toZoned(now, timeZone);
  const due: DueReport[] = [];
  for (let back = reportLimits.catchUpMonths_max; back >= 1; back -= 1) {
    const first = addMonths(today, -back);
    due.push({
      kind: 'monthly',
      scheduledFor: `monthly ${first.slice(0, 7)}`,
      ...spanOf(first, addMonths(first, 1), timeZone),
    });
  }
  for (let back = reportLimits.catchUpDays_max; back >= 1; back -= 1) {
    const date = addDays(today, -back);
    due.push({ kind: 'daily', scheduledFor: `daily ${date}`, ...spanOf(date, addDays(date, 1), timeZone) });
  }
  return due.filter(({ to }) => to > since);
}

function spanOf(from: string, to: string, timeZone: string): Span {
  const at = (date: string): number => fromZoned({ date, time: '00:00' }, timeZone);
  return { from: at(from), to: at(to) };
}

/** The first day of the month so many later. */
function addMonths(date: string, months: number): string {
  const [year = 0, month = 1] = date.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10);
}
