import type { Part } from '../../domain/part.ts';
import type { PlaceId } from '../../domain/record.ts';
import type { DashboardFleet } from './dependencies.ts';
import { areasFrom } from './place-path.ts';

/**
 * What somebody sees and acts on: everything, or what lies in their areas and below them. The one place that
 * decides it, for HTTP, the live feed and exports alike. Things lie where their device hangs now; cases and plans
 * where their path says.
 */
export interface Scope extends Part {
  /** The same for all who see the same; empty: everywhere. */
  readonly key: string;
  readonly isEverywhere: boolean;
  seesArea(code: string | null): boolean;
  seesSite(id: string | null): boolean;
}

export interface Scopes {
  of(areas: readonly string[]): Scope;
  /** Areas, sites or devices changed. */
  forget(): void;
}

/** What somebody sees as other rooms ask for it; null: everything. */
export function partOf(scope: Scope): Part | null {
  return scope.isEverywhere ? null : scope;
}

type ScopeFleet = Pick<DashboardFleet, 'device' | 'site' | 'areas'>;

/** Sees everything there is. */
export const everywhere: Scope = {
  key: '',
  isEverywhere: true,
  areas: [],
  seesArea: () => true,
  seesSite: () => true,
  seesDevice: () => true,
  seesAlert: () => true,
  seesPath: () => true,
  pathOf: () => [],
};

/** Sees nothing: of whoever is not logged in. */
export const nowhere: Scope = {
  key: 'nowhere',
  isEverywhere: false,
  areas: [],
  seesArea: () => false,
  seesSite: () => false,
  seesDevice: () => false,
  seesAlert: () => false,
  seesPath: () => false,
  pathOf: () => [],
};

/** More scopes than an installation has staff: what was made is then made anew. */
const scopesMax = 10_000;

export function createScopes(options: {
  readonly fleet: ScopeFleet;
  /**
   * Whether somebody who acts on alerts has no limit. While there is nobody, what rings and lies nowhere is seen by
   * everybody: an alarm that nobody sees is the worst that can happen.
   */
  readonly isSomebodyEverywhere: () => boolean;
}): Scopes {
  const scopes = new Map<string, Scope>();
  let version = 0;
  return {
    of(areas) {
      if (areas.length === 0) return everywhere;
      const codes = [...new Set(areas)].toSorted();
      const key = JSON.stringify(codes);
      let scope = scopes.get(key);
      if (scope === undefined) {
        if (scopes.size >= scopesMax) scopes.clear();
        scope = createScope({ ...options, areas: codes, key, version: () => version });
        scopes.set(key, scope);
      }
      return scope;
    },
    forget() {
      version += 1;
    },
  };
}

function createScope({
  fleet,
  isSomebodyEverywhere,
  areas,
  key,
  version,
}: {
  readonly fleet: ScopeFleet;
  readonly isSomebodyEverywhere: () => boolean;
  readonly areas: readonly string[];
  readonly key: string;
  /** Changes with the fleet. */
  readonly version: () => number;
}): Scope {
  let codes: ReadonlySet<string> = new Set();
  let codesOf = -1;

  function seesArea(code: string | null): boolean {
    if (codesOf !== version()) {
      codes = areasIn(fleet, areas);
      codesOf = version();
    }
    return code !== null && codes.has(code);
  }

  function areaOfSite(id: string | null): string | null {
    return id === null ? null : (fleet.site(id)?.areaCode ?? null);
  }

  function seesWhere(code: string | null): boolean {
    return code === null ? !isSomebodyEverywhere() : seesArea(code);
  }

  return {
    key,
    isEverywhere: false,
    areas,
    seesArea,
    seesSite: (id) => seesArea(areaOfSite(id)),
    seesDevice: (id) => seesArea(areaOfSite(fleet.device(id)?.siteId ?? null)),
    seesAlert({ scope, deviceId }) {
      if (scope.type === 'rule') return seesWhere(null);
      if (scope.type === 'building') return seesArea(scope.id);
      return seesWhere(
        areaOfSite(scope.type === 'site' ? scope.id : (fleet.device(deviceId)?.siteId ?? null)),
      );
    },
    pathOf(deviceId) {
      const siteId = fleet.device(deviceId)?.siteId ?? null;
      return siteId === null ? [] : [`site:${siteId}`, ...areasFrom(fleet, areaOfSite(siteId))];
    },
    seesPath(path) {
      const codesOnPath = path.filter((place) => !place.startsWith('site:')).map(idOf);
      if (codesOnPath.length > 0) return codesOnPath.some(seesArea);
      const [site] = path;
      return seesWhere(site === undefined ? null : areaOfSite(idOf(site)));
    },
  };
}

function idOf(place: PlaceId): string {
  return place.slice(place.indexOf(':') + 1);
}

/** These areas and all below them, however deep; an area that is its own ancestor ends the way. */
function areasIn(fleet: Pick<DashboardFleet, 'areas'>, roots: readonly string[]): ReadonlySet<string> {
  const below = Map.groupBy(fleet.areas(), ({ parentCode }) => parentCode);
  const found = new Set<string>(roots);
  // A set takes in what is added while it is walked.
  for (const code of found) for (const area of below.get(code) ?? []) found.add(area.code);
  return found;
}
