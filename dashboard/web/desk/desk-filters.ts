import type { Seat } from '../../../domain/desk-settings.ts';
import { isSensorKind, type SensorKind } from '../../../domain/kinds.ts';
import { severities, type Severity } from '../../../domain/severity.ts';
import type { AlertWithPlace } from '../../live-protocol.ts';
import { isWithin, type AreaIndex } from './areas.ts';

/** `muted`: shelved, suppressed by design, or of a device out of service. */
export const deskStates = ['unacknowledged', 'active', 'returned', 'muted'] as const;
export type DeskState = (typeof deskStates)[number];

/** Who looks after it: the person at this desk, anybody, nobody. */
export const owners = ['mine', 'assigned', 'nobody'] as const;
export type Owner = (typeof owners)[number];

/** Which alerts the list shows, as the address says it: whoever opens the link sees the same. */
export interface DeskFilters {
  /** Empty: all. */
  readonly severities: readonly Severity[];
  readonly kind: SensorKind | null;
  readonly state: DeskState | null;
  readonly area: string | null;
  readonly owner: Owner | null;
  readonly seat: string | null;
  /** In lower case; empty: any. */
  readonly words: string;
}

/** The names in the address, for "clear all". */
export const filterNames = ['severity', 'kind', 'state', 'area', 'owner', 'seat', 'q'] as const;

/** Reads the address; what it says wrongly is not a filter. */
export function readFilters(query: URLSearchParams): DeskFilters {
  const levels = (query.get('severity') ?? '').split(',');
  const kind = query.get('kind') ?? '';
  return {
    severities: severities.map(({ level }) => level).filter((level) => levels.includes(String(level))),
    kind: isSensorKind(kind) ? kind : null,
    state: deskStates.find((state) => state === query.get('state')) ?? null,
    area: query.get('area'),
    owner: owners.find((owner) => owner === query.get('owner')) ?? null,
    seat: query.get('seat'),
    words: (query.get('q') ?? '').trim().toLowerCase(),
  };
}

export function isFiltering(filters: DeskFilters): boolean {
  const { severities, kind, state, area, owner, seat, words } = filters;
  return (
    severities.length > 0 || words !== '' || [kind, state, area, owner, seat].some((each) => each !== null)
  );
}

/** What filters need to know besides the alerts. */
export interface FilterContext {
  readonly areas: AreaIndex;
  readonly seats: readonly Seat[];
  readonly username: string | null;
}

export interface ChosenAlerts {
  readonly shown: readonly AlertWithPlace[];
  /** Left out by filters, without the muted ones that nobody asked for. */
  readonly hidden: number;
  /** Critical ones that nobody acknowledged among those. */
  readonly hiddenCritical: number;
  /** Muted ones that are not shown because nobody asked for them. */
  readonly muted: number;
}

/** The alerts that the list shows, and how many it does not. A critical one that waits is never left out as muted. */
export function chooseAlerts(
  alerts: readonly AlertWithPlace[],
  filters: DeskFilters,
  context: FilterContext,
): ChosenAlerts {
  const isWanted = createMatcher(filters, context);
  const shown: AlertWithPlace[] = [];
  let [hidden, hiddenCritical, muted] = [0, 0, 0];
  for (const alert of alerts) {
    const isCriticalWaiting = alert.displayedSeverity === 1 && alert.operator === 'unacknowledged';
    if (isWanted(alert)) {
      if (alert.suppression === 'none' || isCriticalWaiting || filters.state === 'muted') shown.push(alert);
      else muted += 1;
    } else {
      hidden += 1;
      if (isCriticalWaiting) hiddenCritical += 1;
    }
  }
  return { shown, hidden, hiddenCritical, muted };
}

function createMatcher(
  { severities, kind, state, area, owner, seat: seatId, words }: DeskFilters,
  { areas, seats, username }: FilterContext,
): (alert: AlertWithPlace) => boolean {
  const seat = seatId === null ? undefined : seats.find(({ id }) => id === seatId);
  return (alert) =>
    (severities.length === 0 || severities.includes(alert.displayedSeverity)) &&
    (kind === null || alert.kind === kind) &&
    (state === null || isInState(alert, state)) &&
    (area === null || isWithin(areas, alert.areaCode, area)) &&
    (owner === null || isOwnedBy(alert, owner, username)) &&
    (seat === undefined || isWatched(alert, seat, areas)) &&
    (words === '' || textOf(alert).includes(words));
}

function isInState(alert: AlertWithPlace, state: DeskState): boolean {
  if (state === 'unacknowledged') return alert.operator === 'unacknowledged';
  if (state === 'active') return alert.condition !== 'normal';
  return state === 'returned' ? alert.condition === 'normal' : alert.suppression !== 'none';
}

function isOwnedBy({ assignee }: AlertWithPlace, owner: Owner, username: string | null): boolean {
  if (owner === 'mine') return assignee !== null && assignee === username;
  return owner === 'nobody' ? assignee === null : assignee !== null;
}

function isWatched({ areaCode, kind }: AlertWithPlace, seat: Seat, areas: AreaIndex): boolean {
  return (
    (seat.kinds.length === 0 || seat.kinds.includes(kind)) &&
    (seat.areas.length === 0 || seat.areas.some((area) => isWithin(areas, areaCode, area)))
  );
}

/** An alert is a new object with every change, so what was said of it once holds. */
const texts = new WeakMap<AlertWithPlace, string>();

function textOf(alert: AlertWithPlace): string {
  let text = texts.get(alert);
  if (text === undefined) {
    const { title, place, deviceId, ruleId } = alert;
    text = [title.zh, title.en, place.zh, place.en, deviceId, ruleId].join('\n').toLowerCase();
    texts.set(alert, text);
  }
  return text;
}
