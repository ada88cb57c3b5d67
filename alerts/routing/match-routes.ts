import type { AlertMatch, DeskSettings, Route } from '../../domain/desk-settings.ts';
import type { SensorKind } from '../../domain/kinds.ts';
import type { PlaceId } from '../../domain/record.ts';
import type { Severity } from '../../domain/severity.ts';
import { dayWithin, toWallTime } from './roster.ts';

/** All that a route can ask about. */
export interface RoutedSubject {
  readonly kind: SensorKind;
  readonly ruleId: string;
  /** The displayed one: the worst since somebody saw it. */
  readonly severity: Severity;
  readonly isForecast: boolean;
  /** The nearest place first. */
  readonly path: readonly PlaceId[];
}

/** A route that was followed to its end, with what it has from those above it. */
export interface MatchedRoute {
  /** From the top down; the last one is the route itself. */
  readonly via: readonly Route[];
  readonly tell: Route['tell'];
  /** A policy's id; null: nobody else is told, however long it takes. */
  readonly escalation: string | null;
}

/**
 * The routes that something takes at a moment (ms): the first that matches is followed down to the first of
 * its own that matches, and so on; `goOn` lets the next one beside it speak too. A route that names nobody, or
 * no escalation, has what the one above it has.
 */
export function matchRoutes(
  { routes, timeZone }: Pick<DeskSettings, 'routes' | 'timeZone'>,
  subject: RoutedSubject,
  at: number,
): readonly MatchedRoute[] {
  const wall = (): ReturnType<typeof toWallTime> => toWallTime(at, timeZone);
  const top = { via: [], tell: [], escalation: null };
  return follow(routes, top, (match) => isMatch(match, subject, wall));
}

function follow(
  routes: readonly Route[],
  above: MatchedRoute,
  matches: (match: AlertMatch) => boolean,
): readonly MatchedRoute[] {
  const found: MatchedRoute[] = [];
  for (const route of routes) {
    if (!matches(route.match)) continue;
    const here = {
      via: [...above.via, route],
      tell: route.tell.length > 0 ? route.tell : above.tell,
      escalation: route.escalation ?? above.escalation,
    };
    const below = follow(route.routes, here, matches);
    found.push(...(below.length > 0 ? below : [here]));
    if (!route.goOn) break;
  }
  return found;
}

function isMatch(
  match: AlertMatch,
  { kind, ruleId, severity, isForecast, path }: RoutedSubject,
  wall: () => ReturnType<typeof toWallTime>,
): boolean {
  return (
    isAmong(kind, match.kinds) &&
    isAmong(severity, match.severities) &&
    isAmong(ruleId, match.rules) &&
    (match.isForecast === null || match.isForecast === isForecast) &&
    (match.areas.length === 0 ||
      path.some((place) => !isSite(place) && match.areas.includes(nameOf(place)))) &&
    (match.sites.length === 0 ||
      path.some((place) => isSite(place) && match.sites.includes(nameOf(place)))) &&
    (match.hours === null || dayWithin(wall(), match.hours) !== null)
  );
}

function isAmong<T>(value: T, wanted: readonly T[]): boolean {
  return wanted.length === 0 || wanted.includes(value);
}

function isSite(place: PlaceId): boolean {
  return place.startsWith('site:');
}

/** The area's code or the site's id. */
export function nameOf(place: PlaceId): string {
  return place.slice(place.indexOf(':') + 1);
}
