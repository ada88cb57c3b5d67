/** A day in the calendar, `YYYY-MM-DD`: no time of day and no time zone, as inspection dates are. Sorts as text. */
export type CalendarDate = string;

const day_ms = 86_400_000;

/** True for a day that exists; 2026-02-30 does not. */
export function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** From `from` to `to`, days; negative where `to` is earlier. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return Math.round((toTime(to) - toTime(from)) / day_ms);
}

export function addDays(date: CalendarDate, days: number): CalendarDate {
  return new Date(toTime(date) + days * day_ms).toISOString().slice(0, 10);
}

/** Which day it is at `at` (ms since 1970) where the clocks show `timeZone` (IANA). */
export function dateIn(timeZone: string, at: number): CalendarDate {
  const parts = formatOf(timeZone).formatToParts(at);
  const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? '';
  return `${of('year').padStart(4, '0')}-${of('month')}-${of('day')}`;
}

/** Making one costs more than a hundred uses. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formats.set(timeZone, format);
  }
  return format;
}

function toTime(date: CalendarDate): number {
  return Date.parse(`${date}T00:00:00Z`);
}
