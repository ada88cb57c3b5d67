import type { Alert } from '../../../domain/alert.ts';
import type { Area, Site } from '../../../domain/area.ts';
import type { SensorKind } from '../../../domain/kinds.ts';
import type { Text } from '../../../domain/text.ts';
import type { PublicArea } from './cap-alert.ts';

/** Levels walked up; more means that areas are their own parents. */
const levels_max = 8;
/** Positions are told to three decimals, about 100 m: this much around them holds the place. */
const radius_km = 0.2;
/** Kinds whose sites are streets and underpasses, which everybody may know by name; other sites may be homes. */
const publicSiteKinds: ReadonlySet<SensorKind> = new Set(['water']);

interface PublicAreaOptions {
  readonly device: (id: string) => { readonly siteId: string | null } | undefined;
  readonly site: (id: string) => Site | undefined;
  readonly area: (code: string) => Area | undefined;
}

/** Where others may know that an alert is: the areas around it down to the building, and a rough position. */
export function createPublicArea(options: PublicAreaOptions): (alert: Alert) => PublicArea {
  return ({ scope, deviceId, kind }) => {
    const siteId = scope.type === 'site' ? scope.id : (options.device(deviceId)?.siteId ?? null);
    const site = siteId === null ? undefined : options.site(siteId);
    const areas = areasAround(scope.type === 'building' ? scope.id : (site?.areaCode ?? null), options.area);
    const names = areas.map(({ nameZh, nameEn }): Text => ({ zh: nameZh, en: nameEn }));
    if (site !== undefined && publicSiteKinds.has(kind)) names.push({ zh: site.nameZh, en: site.nameEn });
    const { latitude_deg = null, longitude_deg = null } = site ?? {};
    return {
      description: names.length === 0 ? { zh: '地点未登记', en: 'place not registered' } : join(names),
      circle:
        latitude_deg === null || longitude_deg === null ? null : { latitude_deg, longitude_deg, radius_km },
      areaCode: areas.at(-1)?.code ?? null,
    };
  };
}

/** The outermost first. */
function areasAround(code: string | null, areaOf: (code: string) => Area | undefined): readonly Area[] {
  const areas: Area[] = [];
  let next = code;
  while (next !== null && areas.length < levels_max) {
    const area = areaOf(next);
    if (area === undefined) break;
    areas.unshift(area);
    next = area.parentCode;
  }
  return areas;
}

function join(names: readonly Text[]): Text {
  return { zh: names.map(({ zh }) => zh).join(' '), en: names.map(({ en }) => en).join(', ') };
}
