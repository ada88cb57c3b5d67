import type { FastifyRequest } from 'fastify';
import type { DashboardFleet } from './dependencies.ts';
import type { Scope } from './scope.ts';

type ReadFleet = Pick<DashboardFleet, 'device' | 'devices' | 'site' | 'sites' | 'areas'>;

/**
 * The fleet as whoever asks sees it: what lies elsewhere is not there, so that naming it is answered like naming
 * what there is not. That it was named is noted, and goes into the audit where the request is refused. The areas
 * above somebody's own are there, too: they say where one is.
 */
export function fleetOf(
  request: Pick<FastifyRequest, 'scope'> & { isForeignNamed: boolean },
  fleet: ReadFleet,
): ReadFleet {
  return partOfFleet(request.scope, fleet, () => {
    request.isForeignNamed = true;
  });
}

/** The fleet as somebody sees it; `onForeign` is told when something is asked for by name that they do not see. */
export function partOfFleet(scope: Scope, fleet: ReadFleet, onForeign = (): void => {}): ReadFleet {
  if (scope.isEverywhere) return fleet;

  function seen<T>(found: T | undefined, isSeen: boolean): T | undefined {
    if (found === undefined || isSeen) return found;
    onForeign();
    return undefined;
  }

  return {
    device: (id) => seen(fleet.device(id), scope.seesDevice(id)),
    devices: () => fleet.devices().filter(({ siteId }) => scope.seesSite(siteId)),
    site: (id) => seen(fleet.site(id), scope.seesSite(id)),
    sites: () => fleet.sites().filter(({ areaCode }) => scope.seesArea(areaCode)),
    areas() {
      const all = new Map(fleet.areas().map((area) => [area.code, area]));
      const shown = new Set([...all.keys()].filter((code) => scope.seesArea(code)));
      // A set takes in what is added while it is walked.
      for (const code of shown) {
        const parent = all.get(code)?.parentCode ?? null;
        if (parent !== null) shown.add(parent);
      }
      return [...all.values()].filter(({ code }) => shown.has(code));
    },
  };
}
