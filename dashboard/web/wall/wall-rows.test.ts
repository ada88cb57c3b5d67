import { describe, expect, it } from 'vitest';
import { testAlert } from '../alerts/test-alert.ts';
import { scriptsOf } from './fresh-page.ts';
import { areaPlace, coarsePlace, fitRows, needsSomebody } from './wall-rows.ts';

const alerts = [
  testAlert({ id: 'a', displayedSeverity: 1, operator: 'acknowledged', latch: 'free' }),
  testAlert({ id: 'b', displayedSeverity: 2, latch: 'free' }),
  testAlert({ id: 'c', displayedSeverity: 2, latch: 'free', operator: 'acknowledged' }),
  testAlert({ id: 'd', displayedSeverity: 4, latch: 'free' }),
];

describe('the wall’s list', () => {
  it('has what is unacknowledged or critical, the worst first', () => {
    expect(needsSomebody(alerts, []).map(({ id }) => id)).toEqual(['a', 'b', 'd']);
  });

  it.each([
    [3, ['a', 'b', 'd'], []],
    [
      2,
      ['a'],
      [
        { severity: 2, count: 1 },
        { severity: 4, count: 1 },
      ],
    ],
    [
      1,
      [],
      [
        { severity: 1, count: 1 },
        { severity: 2, count: 1 },
        { severity: 4, count: 1 },
      ],
    ],
  ] as const)('with %i lines says by severity what is left out', (lines, shown, hidden) => {
    const rows = fitRows(needsSomebody(alerts, []), lines);
    expect(rows.shown.map(({ id }) => id)).toEqual(shown);
    expect(rows.hidden).toEqual(hidden);
    expect(rows.shown.length + rows.hiddenCount).toBe(3);
  });

  it.each([
    ['榕树第1网格 · 榕树3栋 · 5号商铺 · 烟感 12', '榕树3栋'],
    ['5号商铺 · 烟感 12', '5号商铺'],
    ['烟感 12', '烟感 12'],
  ])('names no flat: %s', (place, coarse) => {
    expect(coarsePlace({ zh: place, en: place })).toEqual({ zh: coarse, en: coarse });
  });

  it('names no flat of an incident', () => {
    const place = '第3网格 · 21栋 · 5号商铺';
    expect(areaPlace({ zh: place, en: '21栋' })).toEqual({ zh: '第3网格 · 21栋', en: '21栋' });
  });
});

describe('a new version of the page', () => {
  it('is told by the names of its scripts', () => {
    expect(scriptsOf(page('index-1'))).toBe('/assets/index-1.js /b.js');
    expect(scriptsOf(page('index-2'))).not.toBe(scriptsOf(page('index-1')));
    expect(scriptsOf('<p>Bad gateway</p>')).toBe('');
  });
});

function page(name: string): string {
  return `<html><script type="module" crossorigin src="/assets/${name}.js"></script><script src="/b.js"></script>`;
}
