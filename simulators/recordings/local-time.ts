const formatters = new Map<string, Intl.DateTimeFormat>();

/**
 * Milliseconds since 1970 of a wall-clock time without a zone, such as `2023-10-30T12:00:39` or
 * `2023-10-30 12:00`, read in an IANA zone. NaN when it is no time. In the hour that clocks repeat in autumn
 * one of the two is taken; the hour that spring skips is read as if it existed.
 */
export function fromLocalTime(text: string, zone: string): number {
  const asUtc = parseAsUtc(text);
  if (Number.isNaN(asUtc) || zone === 'UTC') return asUtc;
  // The offset at the guess, and once more at the corrected guess for times near a change of clocks.
  const guess = asUtc - offsetMs(asUtc, zone);
  return asUtc - offsetMs(guess, zone);
}

/** By hand, because `Date.parse` refuses the `0:42:00` of hours without a leading zero. */
function parseAsUtc(text: string): number {
  const match = /^(\d{4})-(\d\d?)-(\d\d?)(?:[T ](\d\d?):(\d\d)(?::(\d\d)(\.\d+)?)?)?$/.exec(text.trim());
  if (match === null) return Number.NaN;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part: string | undefined) => Number(part ?? 0));
  return Date.UTC(year, month - 1, day, hour, minute, second) + Math.round(Number(match[7] ?? 0) * 1_000);
}

function offsetMs(time: number, zone: string): number {
  const parts = new Map(
    formatterOf(zone)
      .formatToParts(time)
      .map((part) => [part.type, Number(part.value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const shown = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return shown - Math.floor(time / 1_000) * 1_000;
}

function formatterOf(zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(zone, formatter);
  }
  return formatter;
}
