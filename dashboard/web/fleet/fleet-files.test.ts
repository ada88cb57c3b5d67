import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import type { Area } from '../../../domain/area.ts';
import { toAreaRows } from './area-tree.ts';
import { createPassword } from './create-password.ts';
import { areasToCsv, csvColumns, sitesToCsv, templateOf } from './to-csv.ts';

function area(code: string, parentCode: string | null): Area {
  return { code, level: 'grid', parentCode, nameZh: code, nameEn: code };
}

const rows = (csv: string) => parse(csv, { bom: true });

it('puts areas under their parents, and loses none', () => {
  const areas = [area('b', null), area('a2', 'a'), area('a', null), area('a1', 'a'), area('lost', 'nowhere')];
  const circle = [area('x', 'y'), area('y', 'x')];
  expect(toAreaRows([...areas, ...circle]).map((row) => [row.area.code, row.depth])).toEqual([
    ['a', 0],
    ['a1', 1],
    ['a2', 1],
    ['b', 0],
    ['lost', 0],
    ['x', 0],
    ['y', 1],
  ]);
});

it('writes files that are read back as they were', () => {
  const odd = { ...area('a', null), nameZh: '“近江”,\n一号', nameEn: ' "quoted" ' };
  expect(rows(areasToCsv([odd]))).toEqual([
    csvColumns.areas,
    ['a', 'grid', '', '“近江”,\n一号', ' "quoted" '],
  ]);
  const site = {
    id: 's',
    areaCode: null,
    nameZh: '店',
    nameEn: 'Shop',
    longitude_deg: 120.5,
    latitude_deg: 0,
  };
  expect(rows(sitesToCsv([site]))[1]).toEqual(['s', '', '店', 'Shop', '120.5', '0']);
});

it.each(['areas', 'sites', 'devices'] as const)('has an example for each column of %s', (what) => {
  const [header, example, ...rest] = rows(templateOf(what));
  expect([header, example?.length, rest]).toEqual([csvColumns[what], csvColumns[what].length, []]);
});

it('makes passwords that can be read out, each another', () => {
  const some = Array.from({ length: 50 }, createPassword);
  expect(new Set(some).size).toBe(50);
  expect(some.every((password) => /^([a-hjkmnp-z2-9]{4}-){3}[a-hjkmnp-z2-9]{4}$/.test(password))).toBe(true);
});
