import { expect, it } from 'vitest';
import type { Area, AreaLevel } from '../../../domain/area.ts';
import { testAlert } from '../alerts/test-alert.ts';
import { areasAround, countFigures, indexAreas, isWithin, keepSame } from './areas.ts';
import { areaId, findTyped, firstExpanded, parentIndex, visibleNodes } from './tree-nodes.ts';

function area(code: string, level: AreaLevel, parentCode: string | null): Area {
  return { code, level, parentCode, nameZh: code, nameEn: code };
}

const index = indexAreas([
  area('b10', 'building', 'c1'),
  area('b2', 'building', 'c1'),
  area('c1', 'community', 's'),
  area('s', 'street', null),
  area('lost', 'grid', 'nowhere'),
]);

it('walks up from an area, and ends where areas are their own parents', () => {
  expect(areasAround(index, 'b2').map(({ code }) => code)).toEqual(['b2', 'c1', 's']);
  expect(areasAround(index, 'nowhere')).toEqual([]);
  const circle = indexAreas([area('x', 'grid', 'y'), area('y', 'grid', 'x')]);
  expect(areasAround(circle, 'x').length).toBe(8);
  expect([isWithin(index, 'b2', 's'), isWithin(index, 's', 'b2'), isWithin(index, null, 's')]).toEqual([
    true,
    false,
    false,
  ]);
});

it('counts devices and alerts in their area and in all around it, once', () => {
  const count = { total: 5, online: 3, offline: 1, unknown: 1 };
  const alerts = [
    testAlert({ id: '1', severity: 3, areaCode: 'b2', kind: 'water' }),
    testAlert({ id: '2', severity: 1, areaCode: 'b10', operator: 'acknowledged' }),
    testAlert({ id: '3', severity: 4, areaCode: null }),
  ];
  const { all, byArea, byKind } = countFigures(index, [{ ...count, areaCode: 'b2', kind: 'smoke' }], alerts);
  expect(all).toMatchObject({ devices: 5, silent: 2, open: 3, unacknowledged: 2, worst: 1, worstWaiting: 3 });
  expect(byArea.get('c1')).toMatchObject({
    devices: 5,
    open: 2,
    unacknowledged: 1,
    worst: 1,
    worstWaiting: 3,
  });
  expect(byArea.get('b10')).toMatchObject({ devices: 0, open: 1, unacknowledged: 0, worstWaiting: null });
  expect(byKind.get('smoke')).toMatchObject({ devices: 5, open: 2, worst: 1 });
});

it('keeps the figures of before where nothing changed, so that only what changed is drawn anew', () => {
  const one = testAlert({ id: '1', severity: 3, areaCode: 'b2' });
  const two = testAlert({ id: '2', severity: 1, areaCode: 'b10' });
  const before = countFigures(index, [], [one, two]);
  const now = keepSame(before, countFigures(index, [], [one, { ...two, operator: 'acknowledged' }]));
  expect(now.byArea.get('b2')).toBe(before.byArea.get('b2'));
  expect(now.byArea.get('b10')).toMatchObject({ unacknowledged: 0 });
  expect(now.all).toMatchObject({ open: 2, unacknowledged: 1 });
  const left = keepSame(before, countFigures(index, [], [one]));
  expect(left.byArea.has('b10')).toBe(false);
});

it('shows as many lines as are open, with their place among their siblings', () => {
  const nodes = visibleNodes(index, firstExpanded(index));
  expect(nodes.map(({ id, depth, place, siblings }) => [id, depth, place, siblings]).slice(0, 5)).toEqual([
    ['all', 1, 1, 2],
    ['area:s', 2, 1, 2],
    ['area:c1', 3, 1, 1],
    ['area:lost', 2, 2, 2],
    ['kinds', 1, 2, 2],
  ]);
  const open = visibleNodes(index, new Set([...firstExpanded(index), areaId('c1')]));
  expect(open.slice(3, 5).map(({ id }) => id)).toEqual(['area:b2', 'area:b10']);
  expect(parentIndex(open, 4)).toBe(2);
  expect(parentIndex(open, 0)).toBe(-1);
});

it.each([
  ['b', 0, 2],
  ['b', 2, 0],
  ['ba', 0, 2],
  ['榕', 0, 1],
  ['x', 0, -1],
])('finds by typing %j from line %d on line %d', (typed, from, found) => {
  expect(findTyped(['Bridge', '榕树社区', 'Banyan'], from, typed)).toBe(found);
});
