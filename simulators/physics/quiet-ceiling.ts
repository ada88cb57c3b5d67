import { createAirBursts, wisps, type Burst, type BurstTraits } from './air-bursts.ts';
import { toLagShare, type PhysicsOptions } from './device-physics.ts';

/** What is around a detector when nothing burns. */
export interface CeilingState {
  readonly room_c: number;
  /** Dirt in the chamber, %/m. */
  readonly dirt_pct_m: number;
  readonly burst: Burst;
  readonly co_ppm: number;
}

export interface QuietCeiling {
  step(dt_s: number, time: number): CeilingState;
  /** Dirt that settles beside the ordinary, or is cleaned away. */
  soil(by_pct_m: number): void;
}

const roomTau_s = 2 * 3_600;
const dirtMin_pct_m = 0.05;

/**
 * The room follows the weather slowly, dirt settles in the chamber over months, and now and then something
 * drifts by.
 */
export function createQuietCeiling(options: PhysicsOptions, traits: BurstTraits = wisps): QuietCeiling {
  const { random, weather } = options;
  const indoorOffset_c = random.between(0, 4);
  const co_ppm = random.between(0, 2);
  const dirtPerDay_pct_m = random.between(0, 0.0008);
  const bursts = createAirBursts(random, traits);
  let dirt_pct_m = random.between(dirtMin_pct_m, 0.3);
  let room_c: number | null = null;
  return {
    step(dt_s, time) {
      const target_c = 22 + 0.4 * (weather.temperature_c(time) - 22) + indoorOffset_c;
      room_c = room_c === null ? target_c : room_c + (target_c - room_c) * toLagShare(dt_s, roomTau_s);
      dirt_pct_m += (dirtPerDay_pct_m * dt_s) / 86_400;
      return { room_c, dirt_pct_m, co_ppm, burst: bursts.step(dt_s, weather.hourOfDay(time)) };
    },
    soil(by_pct_m) {
      dirt_pct_m = Math.max(dirtMin_pct_m, dirt_pct_m + by_pct_m);
    },
  };
}
