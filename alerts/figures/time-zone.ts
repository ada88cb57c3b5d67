/**
 * Wall-clock time of a time zone and instants, through Intl: a day of a change of clocks has 23 or 25 hours,
 * and a shift over it is as much shorter or longer. Dates are `YYYY-MM-DD`, times `HH:MM`.
 */
interface ZonedTime {
  readonly date: string;
  readonly time: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();
/** Time zones remembered; a centre has one. */
const formats_max = 50;
const day_ms = 86_400_000;

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (format === undefined) {
    if (formats.size >= formats_max) formats.clear();
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(timeZone, format);
  }
  return format;
}

/** What a clock on the wall shows at an instant. Throws a RangeError where there is no such time zone. */
export function toZoned(at: number, timeZone: string): ZonedTime {
  const { year, month, day, hour, minute } = partsOf(at, timeZone);
  return { date: `${year}-${month}-${day}`, time: `${hour}:${minute}` };
}

/**
 * When a clock on the wall shows it: the first time where the clocks are set back over it, and as much later
 * as the clocks are set forward where it is left out.
 */
export function fromZoned({ date, time }: ZonedTime, timeZone: string): number {
  const wall = Date.parse(`${date}T${time}:00Z`);
  const before = wall - offsetAt(wall - day_ms, timeZone);
  const after = wall - offsetAt(wall + day_ms, timeZone);
  const valid = [before, after].filter((at) => at + offsetAt(at, timeZone) === wall);
  return valid.length === 0 ? before : Math.min(...valid);
}

/** The date so many days later; the calendar knows no time zone. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * day_ms).toISOString().slice(0, 10);
}

/** How far the wall is ahead of UTC, ms. */
function offsetAt(at: number, timeZone: string): number {
  const { year, month, day, hour, minute, second } = partsOf(at, timeZone);
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) - Math.floor(at / 1000) * 1000;
}

function partsOf(at: number, timeZone: string): Record<string, string> {
  const parts = formatOf(timeZone).formatToParts(at);
  return Object.fromEntries(parts.map(({ type, value }) => [type, value]));
}
