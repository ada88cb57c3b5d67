import type { CalendarDate } from '../../../domain/calendar-date.ts';
import { clock } from '../live/live-store.ts';
import { p } from './device-phrases.ts';

const day_ms = 86_400_000;
/** From so many days before a date on, how far away it is matters. */
const soonDays = 90;

/** A day that something is due, and how far away it is when that matters. */
export function DateFact({ day }: { day: CalendarDate | null }) {
  if (day === null) return <span class="dim">{p('notKnown')}</span>;
  const days = daysUntil(day, clock.value);
  if (days < 0) {
    return (
      <>
        {day} <strong class="due-late">{p('overdueDays', { n: -days })}</strong>
      </>
    );
  }
  return (
    <>
      {day} {days <= soonDays && <span class="dim">{p('inDays', { n: days })}</span>}
    </>
  );
}

/** Whole days from today, here, to a day; negative once it is past. */
export function daysUntil(day: CalendarDate, now: number): number {
  const today = new Date(now);
  const midnight = Date.UTC(today.getFullYear(), today.getMonth(), today.getDate());
  return Math.round((Date.parse(day) - midnight) / day_ms);
}
