import { createRandom, type Random } from '../../simulators/random.ts';

/** Chance of one part of a scenario: a part that draws more or less leaves the others as they were. */
export interface Chance extends Random {
  /** One of them. */
  pick<T>(items: readonly T[]): T;
}

/** `stream` separates the parts of one seed. */
export function createChance(seed: number, stream: number): Chance {
  const random = createRandom(seed, stream);
  return {
    ...random,
    pick<T>(items: readonly T[]): T {
      const item = items[random.integer(0, items.length - 1)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
  };
}
