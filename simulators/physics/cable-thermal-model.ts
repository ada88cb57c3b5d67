import { toLagShare } from './device-physics.ts';

/**
 * A cable's temperature by a first-order thermal model: it heads for ambient plus a rise proportional to the
 * square of the current (Joule heat), with one time constant. The IEC 60287 steady state without its details.
 */
export interface CableThermalModel {
  /** Returns the new temperature in °C. `extraRise_c` is further heat, such as a bad contact's. */
  step(dt_s: number, state: { current_a: number; ambient_c: number; extraRise_c?: number }): number;
}

export function createCableThermalModel(options: {
  /** Current at which the cable is `ratedRise_c` above ambient in the end. */
  ratedCurrent_a: number;
  ratedRise_c: number;
  tau_s: number;
}): CableThermalModel {
  let temperature_c: number | null = null;
  return {
    step(dt_s, { current_a, ambient_c, extraRise_c = 0 }) {
      const rise_c = options.ratedRise_c * (current_a / options.ratedCurrent_a) ** 2;
      const target_c = ambient_c + rise_c + extraRise_c;
      temperature_c =
        temperature_c === null
          ? target_c
          : temperature_c + (target_c - temperature_c) * toLagShare(dt_s, options.tau_s);
      return temperature_c;
    },
  };
}
