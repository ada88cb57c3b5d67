import type { DeskSettings, Shift } from '../../domain/desk-settings.ts';
import type { ShiftInstance } from '../../domain/figures.ts';
import { addDays, fromZoned, toZoned } from './time-zone.ts';

/** From `from` on and before `to`, ms. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The days of a period by the wall clock, each cut to the period. */
export function daysOf(period: Span, timeZone: string): readonly (Span & { readonly date: string })[] {
  const days: (Span & { date: string })[] = [];
  let { date } = toZoned(period.from, timeZone);
  let from = startOf(date, timeZone);
  while (from < period.to) {
    const next = addDays(date, 1);
    const to = startOf(next, timeZone);
    if (to > period.from) days.push({ date, ...cut({ from, to }, period) });
    date = next;
    from = to;
  }
  return days;
}

/** The hours of a shift within a period, in their order. */
export function spansOfShift(shift: Shift, period: Span, timeZone: string): readonly Span[] {
  return instancesOf(shift, period, timeZone).map((span) => cut(span, period));
}

/**
 * The shift at an instant; of shifts that overlap, the one that began last. The whole day where there are no
 * shifts, or none at that hour.
 */
export function shiftAt(
  at: number,
  { shifts, timeZone }: Pick<DeskSettings, 'shifts' | 'timeZone'>,
): ShiftInstance {
  const around = { from: at, to: at + 1 };
  const running = shifts.flatMap(({ id, name, ...hours }) =>
    instancesOf({ id, name, ...hours }, around, timeZone).map((span) => ({ id, name, ...span })),
  );
  const latest = running.toSorted((a, b) => b.from - a.from)[0];
  if (latest !== undefined) return latest;
  const { date } = toZoned(at, timeZone);
  return {
    id: null,
    name: { zh: '全天', en: 'The whole day' },
    from: startOf(date, timeZone),
    to: startOf(addDays(date, 1), timeZone),
  };
}

/** Whole shifts that touch a period. One that ends when it begins lasts a day. */
function instancesOf(shift: Shift, period: Span, timeZone: string): readonly Span[] {
  const instances: Span[] = [];
  let date = addDays(toZoned(period.from, timeZone).date, -1);
  const last = toZoned(period.to, timeZone).date;
  while (date <= last) {
    const endDate = shift.to > shift.from ? date : addDays(date, 1);
    const from = fromZoned({ date, time: shift.from }, timeZone);
    const to = fromZoned({ date: endDate, time: shift.to }, timeZone);
    if (from < period.to && to > period.from && from < to) instances.push({ from, to });
    date = addDays(date, 1);
  }
  return instances;
}

function startOf(date: string, timeZone: string): number {
  return fromZoned({ date, time: '00:00' }, timeZone);
}

function cut(span: Span, period: Span): Span {
  return { from: Math.max(span.from, period.from), to: Math.min(span.to, period.to) };
}

/** How much of some spans lies within others, ms; both lists sorted and each free of overlaps. */
export function overlap_ms(some: readonly Span[], others: readonly Span[]): number {
  let total = 0;
  let first = 0;
  for (const span of some) {
    while (first < others.length && (others[first]?.to ?? 0) <= span.from) first += 1;
    for (let index = first; index < others.length; index += 1) {
      const other = others[index];
      if (other === undefined || other.from >= span.to) break;
      total += Math.min(span.to, other.to) - Math.max(span.from, other.from);
    }
  }
  return total;
}

/** Whether an instant lies in one of some spans, sorted and free of overlaps. */
export function isWithin(at: number, spans: readonly Span[]): boolean {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.from ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  const span = spans[low - 1];
  return span !== undefined && at < span.to;
}
