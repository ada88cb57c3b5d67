import { describe, expect, it } from 'vitest';
import { boundaryPositionsMax, mapBoundary, positionsOf, readBoundary } from './boundary.ts';

const square = [
  [114, 22],
  [115, 22],
  [115, 23],
  [114, 22],
] as const;

describe('a boundary', () => {
  it('is kept as it is told, without heights and beyond the centimetre', () => {
    const told = [
      [114.000_000_049, 22, 7.5],
      [115, 22],
      [115, 23, 0],
      [114.000_000_049, 22],
    ];
    expect(readBoundary({ type: 'Polygon', coordinates: [told], bbox: [1, 2, 3, 4] })).toEqual({
      type: 'Polygon',
      coordinates: [square],
    });
    const islands = { type: 'MultiPolygon', coordinates: [[square], [square, square]] };
    expect(readBoundary(islands)).toEqual(islands);
  });

  const wrong: readonly (readonly [string, unknown, RegExp])[] = [
    ['nothing', null, /GeoJSON geometry/],
    ['a list', [], /GeoJSON geometry/],
    ['a point', { type: 'Point', coordinates: [114, 22] }, /Only Polygon/],
    ['without rings', { type: 'Polygon', coordinates: [] }, /no coordinates/],
    ['without coordinates', { type: 'MultiPolygon' }, /no coordinates/],
    ['a polygon of words', { type: 'MultiPolygon', coordinates: ['a'] }, /list of rings/],
    ['a ring of words', { type: 'Polygon', coordinates: ['a'] }, /list of positions/],
    ['an open ring', { type: 'Polygon', coordinates: [[...square.slice(0, 3), [0, 0]]] }, /ends where/],
    ['too short a ring', { type: 'Polygon', coordinates: [square.slice(1)] }, /at least four/],
    [
      'off the earth',
      {
        type: 'Polygon',
        coordinates: [
          [
            [181, 0],
            [0, 0],
            [1, 1],
            [181, 0],
          ],
        ],
      },
      /degrees/,
    ],
    [
      'not a number',
      {
        type: 'Polygon',
        coordinates: [
          [
            [null, 0],
            [0, 0],
            [1, 1],
            [null, 0],
          ],
        ],
      },
      /degrees/,
    ],
    [
      'more than can be kept',
      { type: 'Polygon', coordinates: [square, Array.from({ length: boundaryPositionsMax }, () => [1, 1])] },
      /More than/,
    ],
  ];
  it.each(wrong)('is not %s', (_what, geometry, reason) => {
    expect(readBoundary(geometry)).toMatch(reason);
  });

  it('can be moved, position by position', () => {
    const moved = mapBoundary({ type: 'MultiPolygon', coordinates: [[square]] }, ([longitude, latitude]) => [
      longitude + 1,
      latitude - 1,
    ]);
    expect(positionsOf(moved)[1]).toEqual([116, 21]);
    expect(positionsOf(moved)).toHaveLength(4);
  });
});
