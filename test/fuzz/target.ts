import type { Random } from '../../simulators/random.ts';

/** Something that is fuzzed. */
export interface FuzzTarget {
  readonly name: string;
  /** How many cases may be under way at once. */
  readonly atOnce: number;
  /** One case, made of nothing but its random numbers. Throws when the answer is wrong. */
  run(random: Random): Promise<void> | void;
  /** Whether what matters still passes; throws when it does not. */
  witness(): Promise<void>;
  stop(): Promise<void>;
}
