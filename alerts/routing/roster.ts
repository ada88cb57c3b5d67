import type { DeskSettings, Duty } from '../../domain/desk-settings.ts';

/**
 * Hours, days and shifts as people on the street have them: the clock on the wall of the settings' time zone.
 * A shift over midnight belongs to the day on which it began. Where the clock is put forward or back, a shift
 * is an hour shorter or longer, as it is for those who work it.
 */
export interface WallTime {
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** 1 (Monday) to 7. */
  readonly day: number;
  /** Since midnight, by the clock on the wall. */
  readonly minutes: number;
}

const day_ms = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** What the wall shows at a moment (ms). Throws a RangeError for a time zone that does not exist. */
export function toWallTime(at: number, timeZone: string): WallTime {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      calendar: 'iso8601',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
    formats.set(timeZone, format);
  }
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const date = `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
  return { date, day: dayOf(date), minutes: Number(parts.get('hour')) * 60 + Number(parts.get('minute')) };
}

/** Whether a moment lies within hours of certain days; no days: any. Null when it does not, else the day it belongs to. */
export function dayWithin(
  { date, day, minutes }: WallTime,
  { from, to, days }: { readonly from: string; readonly to: string; readonly days: readonly number[] },
): string | null {
  const [start, end] = [toMinutes(from), toMinutes(to)];
  const isOvernight = end <= start;
  // What ends when it begins goes around the clock.
  const began =
    minutes >= start && (isOvernight || minutes < end)
      ? { date, day }
      : isOvernight && minutes < end
        ? { date: dayBefore(date), day: day === 1 ? 7 : day - 1 }
        : null;
  if (began === null) return null;
  return days.length === 0 || days.includes(began.day) ? began.date : null;
}

/** Who is on duty in a role at a moment: recipients' ids, in the order of the roster, nobody twice. */
export function onDuty(
  { timeZone, shifts, duties }: Pick<DeskSettings, 'timeZone' | 'shifts' | 'duties'>,
  role: Duty['role'],
  at: number,
): readonly string[] {
  const wall = toWallTime(at, timeZone);
  const found = new Set<string>();
  for (const duty of duties) {
    const shift = shifts.find(({ id }) => id === duty.shift);
    if (duty.role !== role || shift === undefined) continue;
    const date = dayWithin(wall, { ...shift, days: duty.days });
    if (date === null) continue;
    if (duty.fromDate !== null && date < duty.fromDate) continue;
    if (duty.toDate !== null && date > duty.toDate) continue;
    found.add(duty.recipient);
  }
  return [...found];
}

export function toMinutes(time: string): number {
  const [hours = '', minutes = ''] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}

function dayOf(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
}

function dayBefore(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) - day_ms).toISOString().slice(0, 10);
}
