import { casesLimits } from './limits.ts';

/**
 * Numbers for people: the day in the given time zone and the number of the day, `20261122-0007`. Unique also
 * when the time zone is changed around midnight, because the counts of several days are kept.
 */
export interface CaseNumbers {
  next(at: number, timeZone: string): string;
  counts(): readonly (readonly [day: string, count: number])[];
  restore(counts: readonly (readonly [day: string, count: number])[]): void;
}

export function createCaseNumbers(): CaseNumbers {
  const counts = new Map<string, number>();
  return {
    next(at, timeZone) {
      const day = dayOf(at, timeZone);
      const count = (counts.get(day) ?? 0) + 1;
      counts.set(day, count);
      const [oldest] = [...counts.keys()].toSorted();
      if (counts.size > casesLimits.countedDays_max && oldest !== undefined) counts.delete(oldest);
      return `${day}-${String(count).padStart(4, '0')}`;
    },
    counts: () => [...counts],
    restore(kept) {
      counts.clear();
      for (const [day, count] of kept) counts.set(day, count);
    },
  };
}

/** `20261122`. A time zone that nobody knows counts as UTC: a case needs a number. */
export function dayOf(at: number, timeZone: string): string {
  const parts = formatOf(timeZone).formatToParts(at);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}${part('month')}${part('day')}`;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const shape = { year: 'numeric', month: '2-digit', day: '2-digit', calendar: 'gregory' } as const;
  try {
    return new Intl.DateTimeFormat('en-GB', { ...shape, timeZone });
  } catch {
    return new Intl.DateTimeFormat('en-GB', { ...shape, timeZone: 'UTC' });
  }
}
