import type { Alert } from '../../domain/alert.ts';
import type { Area } from '../../domain/area.ts';
import type { Incident } from '../../domain/incident.ts';
import type { Case } from '../../domain/case.ts';
import type { PlanRun } from '../../domain/plan.ts';
import type { Text } from '../../domain/text.ts';
import type { DashboardFleet } from './dependencies.ts';

/** Levels walked up from a site; more means that areas are their own parents. */
const levelsMax = 8;

export interface Places {
  /** Where a device is and what it is called: area, site, device; its id when nothing is known. */
  of(deviceId: string): Text;
  /** Where an alert is: its device, or the site or building that it is about. */
  ofAlert(alert: Pick<Alert, 'scope' | 'deviceId'>): Text;
  /** The nearest area that an alert lies in; null where nobody knows, and for a rule that broke. */
  areaOfAlert(alert: Pick<Alert, 'scope' | 'deviceId'>): string | null;
  /** Where an incident is: its site or building, its gateway or feeder, its first device. */
  ofIncident(incident: Pick<Incident, 'cause' | 'members'>): Text;
  /** Where a case is: its device, or the nearest place that it names; empty where nobody knows. */
  ofCase(one: Pick<Case, 'deviceId' | 'path'>): Text;
  /** Where a plan is in motion: at the device or the nearest place of what it is for. */
  ofRun(run: Pick<PlanRun, 'situation'>): Text;
  /** Devices, sites or areas changed. */
  forget(): void;
}

/** Names places for people. Remembers what it named until told to forget. */
export function createPlaces(fleet: Pick<DashboardFleet, 'device' | 'site' | 'areas'>): Places {
  const named = new Map<string, Text>();
  let areas: ReadonlyMap<string, Area> | null = null;

  function areaNames(code: string | null): Area[] {
    areas ??= new Map(fleet.areas().map((area) => [area.code, area]));
    const chain: Area[] = [];
    let next = code;
    while (next !== null && chain.length < levelsMax) {
      const area = areas.get(next);
      if (area === undefined) break;
      chain.unshift(area);
      next = area.parentCode;
    }
    return chain;
  }

  function nameDevice(deviceId: string): Text {
    const device = fleet.device(deviceId);
    const own = device?.name ?? deviceId;
    const site = device === undefined || device.siteId === null ? [] : namesOfSite(device.siteId);
    return join([...site, { zh: own, en: own }]);
  }

  /** Empty when nobody knows the site. */
  function namesOfSite(siteId: string): readonly Text[] {
    const site = fleet.site(siteId);
    if (site === undefined) return [];
    return [...namesOfArea(site.areaCode), { zh: site.nameZh, en: site.nameEn }];
  }

  /** The district is the same for a whole centre: the two nearest levels tell more. */
  function namesOfArea(code: string | null): readonly Text[] {
    return areaNames(code)
      .slice(-2)
      .map((area) => ({ zh: area.nameZh, en: area.nameEn }));
  }

  function nameScope({ type, id }: Alert['scope']): Text {
    const names = type === 'site' ? namesOfSite(id) : type === 'building' ? namesOfArea(id) : [];
    return names.length === 0 ? { zh: id, en: id } : join(names);
  }

  function of(deviceId: string): Text {
    let place = named.get(deviceId);
    if (place === undefined) {
      place = nameDevice(deviceId);
      named.set(deviceId, place);
    }
    return place;
  }

  function ofIncident({ cause, members: [first] }: Pick<Incident, 'cause' | 'members'>): Text {
    if (cause.type === 'rule') return { zh: cause.id, en: cause.id };
    if (cause.type !== 'place') return of(cause.id);
    const id = cause.id.slice(cause.id.indexOf(':') + 1);
    const names = cause.id.startsWith('site:') ? namesOfSite(id) : namesOfArea(id);
    if (names.length > 0) return join(names);
    return first === undefined ? { zh: id, en: id } : of(first.deviceId);
  }

  function nameCase({ deviceId, path }: Pick<Case, 'deviceId' | 'path'>): Text {
    if (deviceId !== null && fleet.device(deviceId) !== undefined) return of(deviceId);
    const [nearest = ''] = path;
    const id = nearest.slice(nearest.indexOf(':') + 1);
    const names = nearest.startsWith('site:') ? namesOfSite(id) : namesOfArea(id);
    return names.length === 0 ? { zh: id, en: id } : join(names);
  }

  function areaOfAlert({ scope, deviceId }: Pick<Alert, 'scope' | 'deviceId'>): string | null {
    if (scope.type === 'rule') return null;
    if (scope.type === 'building') return scope.id;
    const siteId = scope.type === 'site' ? scope.id : fleet.device(deviceId)?.siteId;
    return siteId === null || siteId === undefined ? null : (fleet.site(siteId)?.areaCode ?? null);
  }

  return {
    of,
    areaOfAlert,
    ofIncident,
    ofCase: nameCase,
    ofRun: ({ situation }) => nameCase(situation),
    ofAlert: ({ scope, deviceId }) => (scope.type === 'device' ? of(deviceId) : nameScope(scope)),
    forget() {
      named.clear();
      areas = null;
    },
  };
}

function join(names: readonly Text[]): Text {
  return { zh: names.map(({ zh }) => zh).join(' · '), en: names.map(({ en }) => en).join(' · ') };
}
