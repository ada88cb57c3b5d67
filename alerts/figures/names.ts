import type { Area } from '../../domain/area.ts';
import type { FigureGrouping } from '../../domain/figures.ts';
import { isSensorKind, kinds } from '../../domain/kinds.ts';
import type { Text } from '../../domain/text.ts';
import type { Fleet } from '../../fleet/fleet.ts';

/** What rows are called: areas and devices by the fleet's present names, kinds by theirs, the rest by its id. */
export function createNames(
  fleet: Pick<Fleet, 'areas' | 'device' | 'site' | 'onChange'>,
): (by: FigureGrouping, key: string) => Text {
  let areas: ReadonlyMap<string, Area> | null = null;
  fleet.onChange(() => {
    areas = null;
  });

  function ofArea(code: string): Text | null {
    areas ??= new Map(fleet.areas().map((area) => [area.code, area]));
    const area = areas.get(code);
    return area === undefined ? null : { zh: area.nameZh, en: area.nameEn };
  }

  function ofDevice(id: string): Text {
    const device = fleet.device(id);
    const own = device?.name ?? id;
    const siteId = device?.siteId ?? null;
    const site = siteId === null ? undefined : fleet.site(siteId);
    if (site === undefined) return { zh: own, en: own };
    return { zh: `${site.nameZh} · ${own}`, en: `${site.nameEn} · ${own}` };
  }

  return (by, key) => {
    const asIs = { zh: key, en: key };
    if (by === 'area') return ofArea(key) ?? asIs;
    if (by === 'device') return ofDevice(key);
    return by === 'kind' && isSensorKind(key) ? kinds[key].label : asIs;
  };
}
