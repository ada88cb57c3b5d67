import type { Activation } from '../../domain/activation.ts';
import type { Seat, Shift } from '../../domain/desk-settings.ts';
import type { FigureFilter, FigureGrouping } from '../../domain/figures.ts';
import type { PlaceId } from '../../domain/record.ts';
import type { CaseFact, DeliveryFact } from './facts.ts';
import { noSeat } from './matches-filter.ts';
import { codeOf } from './seats-watching.ts';
import { daysOf, spansOfShift, type Span } from './spans.ts';
import { createTally, type Tally } from './tally.ts';

/** One row in the making, with the times that it covers: sorted, without overlaps, within the period. */
export interface Group {
  readonly key: string;
  readonly spans: readonly Span[];
  readonly tally: Tally;
}

export interface Groups {
  /** The times that are asked for: the period, or the hours of one shift in it. */
  readonly spans: readonly Span[];
  /** The groups that something may belong to; its time has still to be compared with each group's. */
  of(activation: Activation): readonly Group[];
  ofCase(fact: CaseFact): readonly Group[];
  ofDelivery(fact: DeliveryFact): readonly Group[];
  /** Days and shifts in their order, also those without anything. */
  all(): readonly Group[];
}

/** Sorts what happened into the rows that were asked for. An area has all that lies below it. */
export function createGroups(options: {
  readonly period: Span;
  readonly filter: FigureFilter;
  readonly by: FigureGrouping | null;
  readonly seats: readonly Seat[];
  readonly shifts: readonly Shift[];
  readonly timeZone: string;
}): Groups {
  const { period, filter, by, seats, shifts, timeZone } = options;
  const spans = filter.shift === undefined ? [period] : spansOf(filter.shift);
  const groups = new Map<string, Group>();
  if (by === 'day') {
    for (const { date, ...day } of daysOf(period, timeZone)) addFixed(date, cutAll(spans, day));
  }
  if (by === 'shift') {
    for (const { id } of shifts) addFixed(id, id === filter.shift ? spans : spansOf(id));
  }
  if (by === 'seat') for (const { id } of seats) addFixed(id, spans);
  const fixed = [...groups.values()];

  function spansOf(id: string): readonly Span[] {
    const shift = shifts.find((one) => one.id === id);
    return shift === undefined ? [] : spansOfShift(shift, period, timeZone);
  }

  function addFixed(key: string, spans: readonly Span[]): void {
    if (filter.seat !== undefined && by === 'seat' && key !== filter.seat) return;
    groups.set(key, { key, spans, tally: createTally() });
  }

  function get(key: string): Group {
    let group = groups.get(key);
    if (group === undefined) {
      group = { key, spans, tally: createTally() };
      groups.set(key, group);
    }
    return group;
  }

  /** By the path itself: what is read from the database at once shares it. */
  const areas = new WeakMap<readonly PlaceId[], readonly Group[]>();

  function areasOf(path: readonly PlaceId[]): readonly Group[] {
    let found = areas.get(path);
    if (found === undefined) {
      found = path.filter((place) => !place.startsWith('site:')).map((place) => get(codeOf(place)));
      areas.set(path, found);
    }
    return found;
  }

  /** The days on which it counts, or may have grown stale. */
  function daysOn({ beganAt, announcedAt, leftAt }: Activation): readonly Group[] {
    const isFrom = ({ spans }: Group): boolean => (spans.at(-1)?.to ?? 0) > beganAt;
    const first = fixed.findIndex(isFrom);
    if (first === -1) return [];
    const until = Math.max(leftAt ?? Infinity, announcedAt ?? beganAt);
    const end = fixed.findIndex(({ spans }, index) => index > first && (spans[0]?.from ?? 0) > until);
    return fixed.slice(first, end === -1 ? undefined : end);
  }

  function of(activation: Activation): readonly Group[] {
    const { seats, path, deviceId, ruleId, kind } = activation;
    if (by === 'seat') {
      const watching = seats.length === 0 ? [noSeat] : seats;
      return watching.filter((seat) => filter.seat === undefined || seat === filter.seat).map(get);
    }
    if (by === 'area') return areasOf(path);
    if (by === 'device') return [get(deviceId)];
    if (by === 'rule') return [get(ruleId)];
    if (by === 'kind') return [get(kind)];
    if (by === 'day') return daysOn(activation);
    return by === null ? [] : fixed;
  }

  return {
    spans,
    of,
    ofCase({ path, deviceId }) {
      if (by === 'area') return areasOf(path);
      if (by === 'device') return deviceId === null ? [] : [get(deviceId)];
      return by === 'day' || by === 'shift' ? fixed : [];
    },
    ofDelivery({ deviceId }) {
      if (by === 'device') return deviceId === null ? [] : [get(deviceId)];
      return by === 'day' || by === 'shift' ? fixed : [];
    },
    all: () => [...groups.values()],
  };
}

function cutAll(spans: readonly Span[], within: Span): readonly Span[] {
  return spans
    .map(({ from, to }) => ({ from: Math.max(from, within.from), to: Math.min(to, within.to) }))
    .filter(({ from, to }) => from < to);
}
