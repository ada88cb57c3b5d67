import type { Area, AreaLevel, Site } from '../../../domain/area.ts';

/** A site or an area that matches what was typed. */
export interface FoundPlace {
  readonly siteId: string | null;
  readonly areaCode: string | null;
  readonly nameZh: string;
  readonly nameEn: string;
  /** Of an area. */
  readonly level: AreaLevel | null;
  /** Code of the area that it lies in; empty where none is known. */
  readonly within: string;
}

/** Sites and areas whose name or id has every word of the text; whose name begins with it first, sites before areas. */
export function findPlaces(
  text: string,
  { areas, sites }: { readonly areas: readonly Area[]; readonly sites: readonly Site[] },
): readonly FoundPlace[] {
  const words = text.trim().toLowerCase().split(/\s+/);
  const places: readonly FoundPlace[] = [
    ...sites.map(({ id, areaCode, nameZh, nameEn }) => ({
      siteId: id,
      areaCode: null,
      nameZh,
      nameEn,
      level: null,
      within: areaCode ?? '',
    })),
    ...areas.map(({ code, level, nameZh, nameEn, parentCode }) => ({
      siteId: null,
      areaCode: code,
      nameZh,
      nameEn,
      level,
      within: parentCode ?? '',
    })),
  ];
  const textOf = ({ siteId, areaCode, nameZh, nameEn }: FoundPlace): string =>
    `${nameZh} ${nameEn} ${siteId ?? areaCode ?? ''}`.toLowerCase();
  const begins = ({ nameZh, nameEn }: FoundPlace): number =>
    [nameZh, nameEn].some((name) => name.toLowerCase().startsWith(words[0] ?? '')) ? 0 : 1;
  return places
    .filter((place) => words.every((word) => textOf(place).includes(word)))
    .toSorted((a, b) => begins(a) - begins(b));
}
