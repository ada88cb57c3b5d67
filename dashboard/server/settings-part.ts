import type { AlertMatch, DeskSettings, Route, Tell } from '../../domain/desk-settings.ts';
import type { Scope } from './scope.ts';
import { seatIn } from './seen.ts';

/** The settings without what names other areas than somebody's: their seats, recipients and routes. */
export function settingsIn(settings: DeskSettings, scope: Scope): DeskSettings {
  if (scope.isEverywhere) return settings;
  const isThere = (at: string): boolean => scope.seesArea(at) || scope.seesSite(at);
  const recipients = settings.recipients.filter(({ at }) => at === null || isThere(at));
  const known = new Set(recipients.map(({ id }) => id));
  const matches = ({ areas, sites }: AlertMatch): boolean =>
    areas.length + sites.length === 0 || [...areas, ...sites].some(isThere);
  const tellIn = (tells: readonly Tell[]): readonly Tell[] =>
    tells.filter((tell) => !('recipient' in tell) || known.has(tell.recipient));
  const routesIn = (routes: readonly Route[]): readonly Route[] =>
    routes
      .filter(({ match }) => matches(match))
      .map((route) => ({
        ...route,
        match: {
          ...route.match,
          areas: route.match.areas.filter(isThere),
          sites: route.match.sites.filter(isThere),
        },
        tell: tellIn(route.tell),
        routes: routesIn(route.routes),
      }));
  return {
    ...settings,
    seats: settings.seats.flatMap((seat) => seatIn(seat, scope) ?? []),
    recipients,
    duties: settings.duties.filter(({ recipient }) => known.has(recipient)),
    routes: routesIn(settings.routes),
    escalations: settings.escalations.map((policy) => ({
      ...policy,
      steps: policy.steps.map((step) => ({ ...step, tell: tellIn(step.tell) })),
    })),
  };
}
