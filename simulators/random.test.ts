import { describe, expect, it } from 'vitest';
import { createRandom } from './random.ts';

const draw = (seed: number, stream: number): number[] => {
  const random = createRandom(seed, stream);
  return Array.from({ length: 20 }, () => random.next());
};

const many = (draw: () => number): number[] => Array.from({ length: 20_000 }, draw);
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('chance from a seed', () => {
  it('repeats itself for the same seed, and differs for neighbouring seeds and streams', () => {
    expect(draw(1, 2)).toEqual(draw(1, 2));
    expect(draw(1, 2)).not.toEqual(draw(2, 2));
    expect(draw(1, 2)).not.toEqual(draw(1, 3));
  });

  it('draws what it is asked for', () => {
    const random = createRandom(5);
    const normals = many(() => random.normal(10, 3));
    expect(mean(normals)).toBeCloseTo(10, 0);
    expect(Math.sqrt(mean(normals.map((value) => (value - 10) ** 2)))).toBeCloseTo(3, 0);
    expect(mean(many(() => random.exponential(4)))).toBeCloseTo(4, 0);
    expect(mean(many(() => (random.chance(0.25) ? 1 : 0)))).toBeCloseTo(0.25, 1);
    expect(new Set(many(() => random.integer(2, 5)))).toEqual(new Set([2, 3, 4, 5]));
  });
});
