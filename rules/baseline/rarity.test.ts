import { describe, expect, it } from 'vitest';
import { createRandom } from '../../simulators/random.ts';
import { raritySlots, takeRarity, toDeviations } from './rarity.ts';

describe('rarity', () => {
  it.each([
    [0.03, 2.17],
    [0.0027, 3],
    [6.33e-5, 4],
    [5.73e-7, 5],
    [1.97e-9, 6],
  ])('a chance of %d is that of %d standard deviations of normal noise', (chance, deviations) => {
    expect(toDeviations(Math.log(0.03 / chance))).toBeCloseTo(deviations, 1);
  });

  it('calls rare what is rare, however wild the values are by nature', () => {
    const random = createRandom(7);
    const draws: Readonly<Record<string, () => number>> = {
      exponential: () => random.exponential(1),
      wild: () => (1 - random.next()) ** -1.5 - 1,
    };
    for (const [name, draw] of Object.entries(draws)) {
      const data = new Float64Array(raritySlots).fill(NaN);
      let beyond = 0;
      const values = 20_000;
      for (let count = 0; count < values; count += 1) {
        const surprise = takeRarity(data, 0, { value: draw(), weight_h: 1 / 12, count });
        // One in 33 / e² ≈ one in 246.
        if (count >= values / 2 && surprise >= 2) beyond += 1;
      }
      expect(beyond / (values / 2), name).toBeGreaterThan(1 / 246 / 3);
      expect(beyond / (values / 2), name).toBeLessThan((1 / 246) * 3);
    }
  });
});
