/** From `from` on and before `to`, ms. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

/** What people choose from: today, or so many days up to now, or dates of their own. */
export const periodChoices = ['1', '7', '30', '90'] as const;
export type PeriodChoice = (typeof periodChoices)[number] | 'own';

/** A period, and the same stretch before it, shifted by whole days so that the hours of the day match. */
export interface ChosenPeriod {
  readonly choice: PeriodChoice;
  readonly period: Period;
  readonly before: Period;
}

/** The period that an address asks for, in the browser's time zone; the last seven days where it says nothing. */
export function chosenPeriod(query: URLSearchParams, now: number): ChosenPeriod {
  const from = dayStart(query.get('from'));
  const to = dayStart(query.get('to'));
  if (from !== null && to !== null && from <= to) {
    const end = Math.min(addDays(to, 1), Math.max(now, from + 1));
    const days = Math.round((addDays(to, 1) - from) / day_ms);
    return {
      choice: 'own',
      period: { from, to: end },
      before: { from: addDays(from, -days), to: addDays(end, -days) },
    };
  }
  const choice = periodChoices.find((each) => each === query.get('days')) ?? '7';
  const days = Number(choice);
  const start = addDays(midnight(now), 1 - days);
  return {
    choice,
    period: { from: start, to: now },
    before: { from: addDays(start, -days), to: addDays(now, -days) },
  };
}

const day_ms = 86_400_000;

export function addDays(time: number, days: number): number {
  const date = new Date(time);
  date.setDate(date.getDate() + days);
  return date.getTime();
}

export function midnight(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0);
}

/** `2026-11-22` in the browser's time zone. */
export function toDate(time: number): string {
  const date = new Date(time);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** When a day of the calendar begins, ms; null where it is none. */
export function dayStart(date: string | null): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date ?? '');
  if (match === null) return null;
  const [year = 0, month = 1, day = 1] = match.slice(1).map(Number);
  const start = new Date(year, month - 1, day);
  return start.getMonth() === month - 1 ? start.getTime() : null;
}

/** The day, the week from Monday, or the month around a date; not beyond now. */
export function periodAround(length: 'day' | 'week' | 'month', date: number, now: number): Period {
  const start = new Date(midnight(date));
  if (length === 'week') start.setDate(start.getDate() - ((start.getDay() + 6) % 7));
  if (length === 'month') start.setDate(1);
  const end = new Date(start);
  if (length === 'month') end.setMonth(end.getMonth() + 1);
  else end.setDate(end.getDate() + (length === 'week' ? 7 : 1));
  return { from: start.getTime(), to: Math.min(end.getTime(), now) };
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}
