import type { Random } from '../random.ts';

/** A car door by its friction: 1 as new, rising with every cycle until the door is seen to. */
export interface LiftDoor {
  /** How long a movement takes now, s. */
  move_s(): number;
  /** True where this closing runs into its force limit and the door comes back. */
  reverses(): boolean;
  /** True where this opening gets stuck. */
  jams(): boolean;
}

/** A new door moves in this time; most of it is travel, the rest overcomes friction. */
const newMove_s = 3;
const frictionShare = 0.4;
/** The closing force is limited so that nobody is crushed: beyond this multiple of a new door's friction. */
const closingLimit = 2.2;
/** Opening is not limited for safety; the drive simply gives up. */
const openingLimit = 2.8;
/** Draught, dirt on the sill and people leaning make each movement different. */
const spread = 0.12;

/** `friction` is asked at every movement. */
export function createLiftDoor(random: Random, friction: () => number): LiftDoor {
  const felt = (): number => friction() * (1 + random.normal(0, spread));
  return {
    move_s: () => newMove_s * (1 - frictionShare + frictionShare * friction()),
    reverses: () => felt() > closingLimit,
    jams: () => felt() > openingLimit,
  };
}
