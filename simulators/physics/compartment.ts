import { toCeilingJet } from './fire-plume.ts';

/** What burns, or is given off, in a room during a step. */
export interface Source {
  /** Heat release of flames, kW. */
  readonly heat_kw: number;
  /** Optical density given to the air, m² a second: mass loss times the fuel's yield. */
  readonly smoke_m2_s: number;
  /** Carbon monoxide, g/s. */
  readonly co_g_s: number;
  /** Fraction of the air changed per second. */
  readonly airChange_1_s: number;
}

/** The air at the detector's place, as it truly is. */
export interface Air {
  /** Optical density, 1/m, without the clean chamber's own. */
  readonly density_1_m: number;
  readonly co_ppm: number;
  /** The ceiling jet's rise over the room, K, and its speed. */
  readonly rise_k: number;
  readonly speed_m_s: number;
}

/**
 * One well-mixed room with a ceiling jet above the fire: smoke and gas gather and are aired away, heat follows
 * Alpert (1972).
 */
export interface Compartment {
  step(dt_s: number, source: Source): Air;
}

export function createCompartment(options: {
  room_m3: number;
  ceiling_m: number;
  radius_m: number;
}): Compartment {
  const { room_m3, ceiling_m, radius_m } = options;
  let smoke_m2 = 0;
  let co_g = 0;
  return {
    step(dt_s, { heat_kw, smoke_m2_s, co_g_s, airChange_1_s }) {
      const kept = Math.exp(-airChange_1_s * dt_s);
      smoke_m2 = smoke_m2 * kept + smoke_m2_s * dt_s;
      co_g = co_g * kept + co_g_s * dt_s;
      return {
        density_1_m: smoke_m2 / room_m3,
        co_ppm: toPpm(co_g, room_m3),
        ...toCeilingJet({ heat_kw, height_m: ceiling_m, radius_m }),
      };
    },
  };
}

/** Parts per million of a mass of carbon monoxide in the room (24.5 L/mol, 28 g/mol). */
function toPpm(co_g: number, room_m3: number): number {
  return (((co_g / 28) * 24.5) / (room_m3 * 1_000)) * 1e6;
}

/** Obscuration in %/m of an optical density in 1/m. */
export function toObscuration_pct_m(density_1_m: number): number {
  return 100 * (1 - 10 ** -density_1_m);
}
