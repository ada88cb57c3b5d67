import { areaLevels, type Area, type AreaLevel, type Site } from '../../domain/area.ts';
import type { ImportColumns } from './csv-import.ts';
import type { RowError } from './csv-rows.ts';
import type { DashboardFleet } from './dependencies.ts';
import { idPattern } from './schemas.ts';

const idExpression = new RegExp(idPattern);

/** How a row of an area import is read. Parents may stand anywhere in the same file. */
export const areaColumns: ImportColumns<Area> = {
  required: ['code', 'level', 'name_zh', 'name_en'],
  optional: ['parent_code'],
  key: (area) => area.code,
  read({ line, cells }) {
    const errors: RowError[] = [];
    const { code = '', level = '', parent_code: parentCode = null, name_zh = '', name_en = '' } = cells;
    if (!idExpression.test(code)) errors.push({ line, column: 'code', message: `"${code}" is no code.` });
    if (!isLevel(level)) {
      errors.push({ line, column: 'level', message: `"${level}" is none of ${areaLevels.join(', ')}.` });
    }
    errors.push(...nameErrors(line, { name_zh, name_en }));
    if (errors.length > 0 || !isLevel(level)) return errors;
    return { code, level, parentCode, nameZh: name_zh, nameEn: name_en };
  },
};

/** How a row of a site import is read. */
export function siteColumns(fleet: Pick<DashboardFleet, 'areas'>): ImportColumns<Site> {
  const codes = new Set(fleet.areas().map((area) => area.code));
  return {
    required: ['id', 'name_zh', 'name_en'],
    optional: ['area_code', 'longitude_deg', 'latitude_deg'],
    key: (site) => site.id,
    read({ line, cells }) {
      const errors: RowError[] = [];
      const { id = '', area_code: areaCode = null, name_zh = '', name_en = '' } = cells;
      const longitude_deg = toDegrees(cells['longitude_deg'], 180);
      const latitude_deg = toDegrees(cells['latitude_deg'], 90);
      if (!idExpression.test(id)) errors.push({ line, column: 'id', message: `"${id}" is no id.` });
      if (areaCode !== null && !codes.has(areaCode)) {
        errors.push({ line, column: 'area_code', message: `There is no area "${areaCode}".` });
      }
      if (Number.isNaN(longitude_deg)) {
        errors.push({ line, column: 'longitude_deg', message: 'Not within −180 to 180.' });
      }
      if (Number.isNaN(latitude_deg)) {
        errors.push({ line, column: 'latitude_deg', message: 'Not within −90 to 90.' });
      }
      errors.push(...nameErrors(line, { name_zh, name_en }));
      if (errors.length > 0) return errors;
      return { id, areaCode, nameZh: name_zh, nameEn: name_en, longitude_deg, latitude_deg };
    },
  };
}

function isLevel(word: string): word is AreaLevel {
  return (areaLevels as readonly string[]).includes(word);
}

function nameErrors(line: number, names: Record<string, string>): RowError[] {
  return Object.entries(names)
    .filter(([, name]) => name === '' || name.length > 100)
    .map(([column]) => ({ line, column, message: 'A name of 1 to 100 signs is needed.' }));
}

/** Null when left out, NaN when it is no angle. */
function toDegrees(cell: string | undefined, max: number): number | null {
  if (cell === undefined) return null;
  const degrees = Number(cell);
  return Math.abs(degrees) <= max ? degrees : Number.NaN;
}
