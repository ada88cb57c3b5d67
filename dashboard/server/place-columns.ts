import { areaLevels, type Area, type AreaLevel, type Site } from '../../domain/area.ts';
import { type ImportColumns, type Imported, stateOf } from './csv-import.ts';
import { rowError, type RowError } from './csv-rows.ts';
import { fromGcj02 } from '../../domain/gcj02.ts';
import type { Text } from '../../domain/text.ts';
import type { Datum } from './boundary-import.ts';
import type { DashboardFleet } from './dependencies.ts';
import { idPattern } from './schemas.ts';

const idExpression = new RegExp(idPattern);

/** How a row of an area import is read. Parents may stand anywhere in the same file. */
export function areaColumns(fleet: Pick<DashboardFleet, 'areas'>): ImportColumns<Area> {
  const known = new Map(fleet.areas().map((area) => [area.code, area]));
  return {
    required: ['code', 'level', 'name_zh', 'name_en'],
    optional: ['parent_code'],
    key: (area) => area.code,
    does: (area) => stateOf(known.get(area.code), area),
    together: (items) => parentErrors(items, known),
    read({ line, cells }) {
      const errors: RowError[] = [];
      const { code = '', level = '', parent_code: parentCode = null, name_zh = '', name_en = '' } = cells;
      if (!idExpression.test(code)) errors.push(noId(line, 'code', code));
      if (!isLevel(level)) {
        const choices = areaLevels.join(', ');
        const words = {
          zh: `“${level}”不是层级，可用：${choices}。`,
          en: `"${level}" is none of ${choices}.`,
        };
        errors.push(rowError(line, 'level', words));
      }
      errors.push(...nameErrors(line, { name_zh, name_en }));
      if (errors.length > 0 || !isLevel(level)) return errors;
      return { code, level, parentCode, nameZh: name_zh, nameEn: name_en };
    },
  };
}

/** A parent must exist, in the file or before, and lie on a higher level, so that areas form a tree. */
function parentErrors(
  items: readonly Imported<Area>[],
  known: ReadonlyMap<string, Area>,
): readonly RowError[] {
  const all = new Map([...known, ...items.map(({ item }) => [item.code, item] as const)]);
  return items.flatMap(({ line, item }) => {
    const words = whyNotParent(item, all);
    return words === null ? [] : [rowError(line, 'parent_code', words)];
  });
}

/** Why an area cannot hang where it says; null when it can. */
export function whyNotParent(area: Area, all: ReadonlyMap<string, Area>): Text | null {
  if (area.parentCode === null) return null;
  const parent = all.get(area.parentCode);
  if (parent === undefined) {
    return { zh: `没有区域“${area.parentCode}”。`, en: `There is no area "${area.parentCode}".` };
  }
  if (areaLevels.indexOf(parent.level) < areaLevels.indexOf(area.level)) return null;
  return {
    zh: `“${parent.code}”（${parent.level}）不能包含 ${area.level}。`,
    en: `"${parent.code}" (${parent.level}) cannot hold a ${area.level}.`,
  };
}

/** How a row of a site import is read. */
export function siteColumns(
  fleet: Pick<DashboardFleet, 'areas' | 'site'>,
  datum: Datum = 'wgs84',
): ImportColumns<Site> {
  const codes = new Set(fleet.areas().map((area) => area.code));
  return {
    required: ['id', 'name_zh', 'name_en'],
    optional: ['area_code', 'longitude_deg', 'latitude_deg'],
    key: (site) => site.id,
    does: (site) => stateOf(fleet.site(site.id), site),
    read({ line, cells }) {
      const errors: RowError[] = [];
      const { id = '', area_code: areaCode = null, name_zh = '', name_en = '' } = cells;
      const longitude_deg = toDegrees(cells['longitude_deg'], 180);
      const latitude_deg = toDegrees(cells['latitude_deg'], 90);
      if (!idExpression.test(id)) errors.push(noId(line, 'id', id));
      if (areaCode !== null && !codes.has(areaCode)) {
        const words = { zh: `没有区域“${areaCode}”，请先导入区域。`, en: `There is no area "${areaCode}".` };
        errors.push(rowError(line, 'area_code', words));
      }
      if (Number.isNaN(longitude_deg)) {
        const words = { zh: '须在 −180 到 180 之间（WGS 84）。', en: 'Not within −180 to 180.' };
        errors.push(rowError(line, 'longitude_deg', words));
      }
      if (Number.isNaN(latitude_deg)) {
        const words = { zh: '须在 −90 到 90 之间（WGS 84）。', en: 'Not within −90 to 90.' };
        errors.push(rowError(line, 'latitude_deg', words));
      }
      errors.push(...nameErrors(line, { name_zh, name_en }));
      if (errors.length > 0) return errors;
      const plain = { id, areaCode, nameZh: name_zh, nameEn: name_en, longitude_deg, latitude_deg };
      if (datum === 'wgs84' || longitude_deg === null || latitude_deg === null) return plain;
      return { ...plain, ...fromGcj02({ longitude_deg, latitude_deg }) };
    },
  };
}

function isLevel(word: string): word is AreaLevel {
  return (areaLevels as readonly string[]).includes(word);
}

function nameErrors(line: number, names: Record<string, string>): RowError[] {
  return Object.entries(names)
    .filter(([, name]) => name === '' || name.length > 100)
    .map(([column]) =>
      rowError(line, column, { zh: '名称须为 1 至 100 字。', en: 'A name of 1 to 100 signs is needed.' }),
    );
}

/** For imports of devices too. */
export function noId(line: number, column: string, id: string): RowError {
  return rowError(line, column, {
    zh: `“${id}”不是编号：1 至 64 位 A–Z a–z 0–9 _ . : -`,
    en: `"${id}" is no id: 1 to 64 of A–Z a–z 0–9 _ . : -`,
  });
}

/** Null when left out, NaN when it is no angle. */
function toDegrees(cell: string | undefined, max: number): number | null {
  if (cell === undefined) return null;
  const degrees = Number(cell);
  return Math.abs(degrees) <= max ? degrees : Number.NaN;
}
