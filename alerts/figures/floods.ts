import type { Flood } from '../../domain/figures.ts';
import { isWithin, overlap_ms, type Span } from './spans.ts';

/** What makes a flood: so many announcements within so long. */
export interface FloodLimit {
  readonly alerts: number;
  readonly within_ms: number;
}

/**
 * The floods in a seat's announcements: from the one that makes it so many within the time, until there are
 * fewer within the time. `times` are sorted. Each has the announcements from the first of those that made it.
 */
export function floodsOf(
  times: ArrayLike<number>,
  { alerts, within_ms }: FloodLimit,
): readonly (Span & { readonly alerts: number })[] {
  const floods: { from: number; to: number; first: number; last: number }[] = [];
  for (let last = alerts - 1; last < times.length; last += 1) {
    const first = last - alerts + 1;
    const from = times[last] ?? 0;
    // So long are there so many: until the oldest of them is too old.
    const to = (times[first] ?? 0) + within_ms;
    if (to <= from) continue;
    const former = floods.at(-1);
    if (former !== undefined && from <= former.to) Object.assign(former, { to, last });
    else floods.push({ from, to, first, last });
  }
  return floods.map(({ from, to, first, last }) => ({ from, to, alerts: last - first + 1 }));
}

/** How many floods of some seats began within some times, and how much of the seats' time there they took. */
export function floodTime(
  floods: readonly Flood[],
  seats: readonly string[],
  spans: readonly Span[],
): { readonly count: number; readonly flood_ms: number; readonly seats_ms: number } {
  const own = floods.filter(({ seat }) => seats.includes(seat));
  const duration_ms = spans.reduce((sum, { from, to }) => sum + to - from, 0);
  let flood_ms = 0;
  for (const seat of seats) {
    const ofSeat = own.filter((one) => one.seat === seat).toSorted((a, b) => a.from - b.from);
    flood_ms += overlap_ms(ofSeat, spans);
  }
  const count = own.filter(({ from }) => isWithin(from, spans)).length;
  return { count, flood_ms, seats_ms: duration_ms * seats.length };
}
