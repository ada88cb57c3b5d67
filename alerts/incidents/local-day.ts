/** When days begin in a time zone. */
export interface LocalDays {
  /** The beginning of the day that `at` lies in, ms. Where the clock leaps over midnight: the day's first moment. */
  startOf(at: number, timeZone: string): number;
}

const hour_ms = 3_600_000;

/** Remembers the last day of each zone, because it is asked for every record. */
export function createLocalDays(): LocalDays {
  const formats = new Map<string, Intl.DateTimeFormat>();
  const last = new Map<string, { readonly from: number; readonly until: number }>();

  function dateOf(at: number, timeZone: string): string {
    let format = formats.get(timeZone);
    if (format === undefined) {
      format = new Intl.DateTimeFormat('en-CA', {
        timeZone,
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
      });
      formats.set(timeZone, format);
    }
    return format.format(at);
  }

  /** The moment between `before` and `after` at which the date changes; both are of different dates. */
  function changeBetween(before: number, after: number, timeZone: string): number {
    let [low, high] = [before, after];
    const date = dateOf(low, timeZone);
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (dateOf(middle, timeZone) === date) low = middle;
      else high = middle;
    }
    return high;
  }

  return {
    startOf(at, timeZone) {
      const known = last.get(timeZone);
      if (known !== undefined && at >= known.from && at < known.until) return known.from;
      const date = dateOf(at, timeZone);
      let before = at;
      while (dateOf(before, timeZone) === date) before -= hour_ms;
      let after = at;
      while (dateOf(after, timeZone) === date) after += hour_ms;
      const from = changeBetween(before, Math.min(before + hour_ms, at), timeZone);
      last.set(timeZone, { from, until: changeBetween(after - hour_ms, after, timeZone) });
      return from;
    },
  };
}
