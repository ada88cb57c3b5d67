import { describe, expect, it } from 'vitest';
import type { Position } from './actor.ts';
import { distanceBetween_m } from './distance.ts';
import { fromGcj02, toGcj02 } from './gcj02.ts';

/** Pairs that googollee/eviltransform publishes with its library: WGS 84 and GCJ-02, latitude first. */
const published = [
  ['Shanghai', [31.177_427_6, 121.527_210_6], [31.175_303_983_645_97, 121.531_541_859_215]],
  ['Shenzhen', [22.543_847, 113.912_316], [22.540_796_131_694_766, 113.917_176_480_836_3]],
  ['Beijing', [39.911_954, 116.377_817], [39.913_345_455_360_69, 116.384_047_224_556_57]],
] as const;

describe('GCJ-02', () => {
  it.each(published)('agrees with the published pair of %s, both ways', (_city, wgs, gcj) => {
    const here = toPosition(wgs);
    const there = toPosition(gcj);
    expect(distanceBetween_m(toGcj02(here), there)).toBeLessThan(0.001);
    expect(distanceBetween_m(fromGcj02(there), here)).toBeLessThan(0.01);
    expect(distanceBetween_m(here, there)).toBeGreaterThan(400);
  });

  it.each([
    ['Denver', [39.7392, -104.9903]],
    ['Brisbane', [-27.4698, 153.0251]],
    ['Rio de Janeiro', [-22.9068, -43.1729]],
  ] as const)('is no other than WGS 84 in %s', (_city, at) => {
    expect(toGcj02(toPosition(at))).toEqual(toPosition(at));
    expect(fromGcj02(toPosition(at))).toEqual(toPosition(at));
  });

  it('finds back from anywhere in China', () => {
    for (let longitude_deg = 75; longitude_deg < 135; longitude_deg += 3.7) {
      for (let latitude_deg = 18; latitude_deg < 53; latitude_deg += 2.3) {
        const here = { longitude_deg, latitude_deg };
        expect(distanceBetween_m(fromGcj02(toGcj02(here)), here)).toBeLessThan(0.01);
      }
    }
  });
});

function toPosition([latitude_deg, longitude_deg]: readonly [number, number]): Position {
  return { longitude_deg, latitude_deg };
}
