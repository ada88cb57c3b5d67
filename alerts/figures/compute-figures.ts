import type { Activation } from '../../domain/activation.ts';
import type { Seat, Shift } from '../../domain/desk-settings.ts';
import type {
  FigureFilter,
  FigureGap,
  FigureGrouping,
  FigureRow,
  FigureTable,
  Flood,
} from '../../domain/figures.ts';
import type { Text } from '../../domain/text.ts';
import type { CaseFact, DeliveryFact } from './facts.ts';
import { floodsOf, floodTime, type FloodLimit } from './floods.ts';
import { createGroups, type Group } from './groups.ts';
import { figuresLimits, stale_ms } from './limits.ts';
import { isOfPlace, matchesFilter, noSeat } from './matches-filter.ts';
import { isWithin, type Span } from './spans.ts';
import {
  busiest,
  countedAt,
  createTally,
  sourceOf,
  tallyActivation,
  tallyCase,
  tallyDelivery,
} from './tally.ts';
import { toFigures } from './to-figures.ts';

export interface FigureSheetOptions {
  /** Up to now at most: rates are of time that has passed. */
  readonly period: Span;
  readonly filter: FigureFilter;
  readonly by: FigureGrouping | null;
  readonly seats: readonly Seat[];
  readonly shifts: readonly Shift[];
  readonly timeZone: string;
  readonly flood: FloodLimit;
  readonly nameOf: (by: FigureGrouping, key: string) => Text;
  /** Why there are no cases, or notifications, at all; null where there are. */
  readonly caseGap: FigureGap | null;
  readonly deliveryGap: FigureGap | null;
}

/**
 * The key figures of a period, from what happened in it. The order in which things are added makes no
 * difference. An activation counts when it was announced, or when it began where nobody was told; what was
 * announced up to a flood's window before the period is wanted too, because a flood may have begun with it, and
 * so is what was already on the list, because it may have grown stale.
 */
export interface FigureSheet {
  addActivation(activation: Activation): void;
  addCase(fact: CaseFact): void;
  addDelivery(fact: DeliveryFact): void;
  result(missing: readonly Text[]): FigureTable;
}

export function createFigureSheet(options: FigureSheetOptions): FigureSheet {
  const { period, filter, by, flood, timeZone } = options;
  const groups = createGroups(options);
  const total: Group = { key: 'total', spans: groups.spans, tally: createTally() };
  const announcedBySeat = new Map<string, number[]>();
  const isSeatFree = filter.area ?? filter.within ?? filter.device ?? filter.rule ?? filter.kind;

  function addActivation(activation: Activation): void {
    const { announcedAt, leftAt } = activation;
    const at = countedAt(activation);
    if (at >= period.to || !matchesFilter(activation, filter)) return;
    if (announcedAt !== null && at >= period.from - flood.within_ms) noteSeats(activation, announcedAt);
    const counts = at >= period.from && isWithin(at, groups.spans);
    const source = counts ? sourceOf(activation) : '';
    for (const group of [total, ...groups.of(activation)]) {
      if (counts && isWithin(at, group.spans)) tallyActivation(group.tally, activation, source);
      const end = group.spans.at(-1)?.to ?? period.to;
      if (activation.beganAt < end - stale_ms && (leftAt === null || leftAt >= end)) group.tally.stale += 1;
    }
  }

  function noteSeats({ seats }: Activation, at: number): void {
    for (const seat of seats.length === 0 ? [noSeat] : seats) {
      if (filter.seat !== undefined && seat !== filter.seat) continue;
      const times = announcedBySeat.get(seat);
      if (times === undefined) announcedBySeat.set(seat, [at]);
      else times.push(at);
    }
  }

  function addCase(fact: CaseFact): void {
    if (!isOfPlace(fact, filter)) return;
    for (const group of [total, ...groups.ofCase(fact)]) {
      tallyCase(group.tally, fact, (at) => isWithin(at, group.spans));
    }
  }

  function addDelivery(fact: DeliveryFact): void {
    if (filter.device !== undefined && fact.deviceId !== filter.device) return;
    for (const group of [total, ...groups.ofDelivery(fact)]) {
      if (isWithin(fact.createdAt, group.spans)) tallyDelivery(group.tally, fact);
    }
  }

  function result(missing: readonly Text[]): FigureTable {
    const floods = [...announcedBySeat].flatMap(([seat, times]) =>
      floodsOf(Float64Array.from(times).sort(), flood)
        .filter(({ to }) => to > period.from)
        .map((one): Flood => ({ seat, ...one, to: Math.min(one.to, period.to) })),
    );
    const rows = groups.all().map((group) => toRow(group, floods));
    const isInTime = by === 'day' || by === 'shift';
    const ordered = isInTime
      ? rows
      : rows.toSorted((a, b) => b.announced - a.announced || (a.key < b.key ? -1 : 1));
    return {
      ...period,
      timeZone,
      by,
      total: toRow(total, floods),
      groups: ordered.slice(0, figuresLimits.groups_max),
      groupsLeftOut: Math.max(0, ordered.length - figuresLimits.groups_max),
      floods: floods
        .toSorted((a, b) => b.to - b.from - (a.to - a.from) || a.from - b.from)
        .slice(0, figuresLimits.floodsShown_max),
      missing,
    };
  }

  function toRow(group: Group, floods: readonly Flood[]): FigureRow {
    const { key, spans, tally } = group;
    const duration_ms = spans.reduce((sum, { from, to }) => sum + to - from, 0);
    const seats = seatsOf(group);
    const context = {
      duration_ms,
      isOperator: seats?.length === 1,
      floods: seats === null ? null : floodTime(floods, seats, spans),
      caseGap: options.caseGap ?? gapOf(group, 'case'),
      deliveryGap: options.deliveryGap ?? gapOf(group, 'delivery'),
    };
    return {
      key,
      name: by === null || key === 'total' ? totalName : options.nameOf(by, key),
      duration_s: duration_ms / 1000,
      announced: tally.announced,
      bySeverity: tally.bySeverity,
      mutedBy: tally.mutedBy,
      findings: tally.findings,
      sources: busiest(tally, figuresLimits.sourcesShown_max),
      figures: toFigures(tally, context),
    };
  }

  /** The seats whose burden a row is; null where it is a part of it only. */
  function seatsOf({ key }: Group): readonly string[] | null {
    if (isSeatFree !== undefined) return null;
    if (filter.seat !== undefined) return [filter.seat];
    if (key !== 'total' && by === 'seat') return [key];
    if (key !== 'total' && by !== 'day' && by !== 'shift') return null;
    return options.seats.map(({ id }) => id);
  }

  /** Cases and notifications have no seat, rule or kind of their own; cases have an area, notifications a device. */
  function gapOf({ key }: Group, what: 'case' | 'delivery'): FigureGap | null {
    const { seat, rule, kind, area = filter.within } = filter;
    const unknownBy = what === 'case' ? ['seat', 'rule', 'kind'] : ['seat', 'rule', 'kind', 'area'];
    if (key !== 'total' && by !== null && unknownBy.includes(by)) return 'notHere';
    const isFiltered = seat ?? rule ?? kind ?? (what === 'delivery' ? area : undefined);
    return isFiltered === undefined ? null : 'notHere';
  }

  return { addActivation, addCase, addDelivery, result };
}

const totalName: Text = { zh: '合计', en: 'Total' };
